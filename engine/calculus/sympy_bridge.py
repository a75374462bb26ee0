"""SymPy bridge: formulas as SymPy's objects, node by node, and back.

Nothing here gives a text to SymPy, whose parser evaluates what it reads. What SymPy means otherwise
by a name than this program does is translated by its meaning: its ``acot(-1)`` is −π/4, ours 3π/4.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.calculus.simplify_numbers import product, split_sign, total
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.calculus.walk import fold
from engine.errors import EngineError
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["UntranslatableError", "from_sympy", "to_sympy"]

Expression: TypeAlias = Any
"""An object of SymPy."""

LARGEST_POWER_BITS = 4096
"""SymPy multiplies powers of whole numbers out, however long they take."""


class UntranslatableError(EngineError):
    """A formula that one of the two sides has no word for."""


# ------------------------------------------------------------------ to SymPy


def to_sympy(tree: Tree) -> Expression:
    """Translate a formula for SymPy. All names are real numbers there.

    Raises
    ------
    UntranslatableError
        When an operation has no counterpart, or a number is too large to be written out.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> to_sympy(parse_expression("e^x*x/2 + arccot(x)"))
    x*exp(x)/2 - atan(x) + pi/2
    """

    def combine(part: Tree, operands: list[Expression]) -> Expression:
        if isinstance(part, Number):
            return _number(part.value)
        if isinstance(part, Name):
            import sympy

            return sympy.Symbol(part.text, real=True)
        return _applied(part, operands)

    return fold(tree, combine)


def _number(value: float) -> Expression:
    import sympy

    if not math.isfinite(value):
        raise UntranslatableError("nan and infinities are no numbers to compute with in symbols")
    if value in (math.e, math.pi):
        return sympy.E if value == math.e else sympy.pi
    # The shortest decimal is what a person wrote, not the binary number next to it.
    fraction = Fraction(repr(value))
    return sympy.Rational(fraction.numerator, fraction.denominator)


def _applied(part: Apply, operands: list[Expression]) -> Expression:
    translate = _TO_SYMPY.get(part.operation)
    if translate is None:
        raise UntranslatableError(f"SymPy has no counterpart of “{part.operation}” here")
    given = get_operation(part.operation).full_attributes(dict(part.attributes))
    import sympy

    attributes = {name: _number(float(value)) for name, value in given.items() if value is not None}
    return translate(sympy, *operands, **attributes)


def _power(s: Any, base: Expression, exponent: Expression) -> Expression:
    if base.is_Rational and exponent.is_Rational:
        size = max(abs(base.p), base.q)
        if abs(exponent) * math.log2(size + 1) > LARGEST_POWER_BITS:
            raise UntranslatableError("a power of a number is too large to be written out")
    return s.Pow(base, exponent)


def _root(s: Any, x: Expression, degree: Expression) -> Expression:
    if not degree.is_Integer or degree == 0:
        raise UntranslatableError("a root is of a whole degree here")
    if degree % 2 == 0:
        return _power(s, x, 1 / degree)
    return s.sign(x) * _power(s, s.Abs(x), 1 / degree)


def _either(s: Any, condition: Expression, one: Expression, other: Expression) -> Expression:
    return s.Piecewise((one, condition), (other, True))


def _where(s: Any, condition: Expression, one: Expression, other: Expression) -> Expression:
    is_comparison = isinstance(condition, s.Piecewise) and condition.args[0][0] == 1
    holds = condition.args[0][1] if is_comparison else s.Ne(condition, 0)
    return _either(s, holds, one, other)


def _clip(s: Any, x: Expression, lower: Expression, upper: Expression) -> Expression:
    return s.Min(s.Max(x, lower), upper)


def _normal_cdf(s: Any, x: Expression) -> Expression:
    return (1 + s.erf(x / s.sqrt(2))) / 2


def _huber(s: Any, one: Expression, other: Expression, delta: Expression) -> Expression:
    size = s.Abs(one - other)
    return _either(s, size > delta, delta * (size - delta / 2), size**2 / 2)


def _cross_entropy(s: Any, prediction: Expression, target: Expression) -> Expression:
    return -target * s.log(prediction) - (1 - target) * s.log(1 - prediction)


def _comparison(relation: str) -> Callable[..., Expression]:
    def compare(s: Any, one: Expression, other: Expression) -> Expression:
        return _either(s, getattr(s, relation)(one, other), s.Integer(1), s.Integer(0))

    return compare


def _same(name: str) -> Callable[..., Expression]:
    def apply(s: Any, *operands: Expression) -> Expression:
        return getattr(s, name)(*operands)

    return apply


_TO_SYMPY: dict[str, Callable[..., Expression]] = {
    "add": _same("Add"),
    "subtract": lambda s, a, b: a - b,
    "multiply": _same("Mul"),
    "divide": lambda s, a, b: a / b,
    "negate": lambda s, x: -x,
    "reciprocal": lambda s, x: 1 / x,
    "power": _power,
    "square": lambda s, x: _power(s, x, s.Integer(2)),
    "sqrt": _same("sqrt"),
    "cbrt": lambda s, x: _root(s, x, s.Integer(3)),
    "root": _root,
    "hypot": lambda s, a, b: s.sqrt(a**2 + b**2),
    "exp": _same("exp"),
    "ln": _same("log"),
    "log": lambda s, x, base: s.log(x) / s.log(base),
    "log2": lambda s, x: s.log(x) / s.log(2),
    "log10": lambda s, x: s.log(x) / s.log(10),
    "expm1": lambda s, x: s.exp(x) - 1,
    "log1p": lambda s, x: s.log(1 + x),
    "logaddexp": lambda s, a, b: s.log(s.exp(a) + s.exp(b)),
    "xlogy": lambda s, x, y: x * s.log(y),
    "erf": _same("erf"),
    "normal_cdf": _normal_cdf,
    "arcsin": _same("asin"),
    "arccos": _same("acos"),
    "arctan": _same("atan"),
    "arccot": lambda s, x: s.pi / 2 - s.atan(x),
    "arcsec": _same("asec"),
    "arccsc": _same("acsc"),
    "atan2": _same("atan2"),
    "sigmoid": lambda s, x, base: 1 / (1 + base ** (-x)),
    "relu": lambda s, x: s.Max(x, 0),
    "softplus": lambda s, x: s.log(1 + s.exp(x)),
    "log_sigmoid": lambda s, x: -s.log(1 + s.exp(-x)),
    "silu": lambda s, x: x / (1 + s.exp(-x)),
    "gelu": lambda s, x: x * _normal_cdf(s, x),
    "leaky_relu": lambda s, x, slope: _either(s, x > 0, x, slope * x),
    "elu": lambda s, x, alpha: _either(s, x > 0, x, alpha * (s.exp(x) - 1)),
    "abs": _same("Abs"),
    "max": _same("Max"),
    "min": _same("Min"),
    "where": _where,
    "clip": _clip,
    "ceil": _same("ceiling"),
    "greater": _comparison("Gt"),
    "greater_equal": _comparison("Ge"),
    "less": _comparison("Lt"),
    "less_equal": _comparison("Le"),
    "equal": _comparison("Eq"),
    "not_equal": _comparison("Ne"),
    "squared_error": lambda s, a, b: (a - b) ** 2,
    "absolute_error": lambda s, a, b: s.Abs(a - b),
    "huber": _huber,
    "binary_cross_entropy": _cross_entropy,
    "binary_cross_entropy_with_logits": lambda s, x, t: s.log(1 + s.exp(x)) - t * x,
    "kl_divergence": lambda s, p, q: p * s.log(p / q),
}

for _name in ("sin", "cos", "tan", "cot", "sec", "csc", "sign", "floor"):
    _TO_SYMPY[_name] = _same(_name)
for _name in ("sin", "cos", "tan", "cot", "sec", "csc"):
    _TO_SYMPY[f"{_name}h"] = _same(f"{_name}h")
    _TO_SYMPY[f"arc{_name}h"] = _same(f"a{_name}h")


# ------------------------------------------------------------------ from SymPy


def from_sympy(expression: Expression) -> Tree:
    """Translate what SymPy found.

    Raises
    ------
    UntranslatableError
        When it has a function that this program has not, is complex, or is not worked out.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> to_text(from_sympy(to_sympy(parse_expression("x^2/(3y) - sqrt(x)*e^(-y)"))))
    'x^2/(3*y) - sqrt(x)*exp(-y)'
    """
    waiting: list[tuple[Expression, bool]] = [(expression, False)]
    done: list[Tree] = []
    while waiting:
        part, is_open = waiting.pop()
        if not part.args:
            done.append(_leaf(part))
        elif not is_open:
            _check_known(type(part).__name__)
            waiting.append((part, True))
            waiting.extend((inner, False) for inner in reversed(part.args))
        else:
            first = len(done) - len(part.args)
            done[first:] = [_FROM_SYMPY[type(part).__name__](done[first:])]
    return done[0]


def _leaf(part: Expression) -> Tree:
    import sympy

    if part.is_Symbol:
        return Name(part.name)
    if part in (True, False):
        return Number(float(bool(part)))
    if part.is_Rational:
        return _fraction(part.p, part.q)
    if part.is_Float or part in (sympy.E, sympy.pi):
        return Number(float(part))
    names = {sympy.I: "imaginary numbers", sympy.nan: "nan"}
    raise UntranslatableError(f"what SymPy found has {names.get(part, 'infinities')} in it")


def _fraction(above: int, below: int) -> Tree:
    try:
        return Number(float(above)) if below == 1 else Number(float(above)) / Number(float(below))
    except OverflowError:
        raise UntranslatableError("what SymPy found has numbers too large in it") from None


def _check_known(name: str) -> None:
    if name == "NonElementaryIntegral":
        raise UntranslatableError("there is none among the elementary functions, as SymPy shows")
    if name == "Integral":
        raise UntranslatableError("SymPy found no antiderivative either")
    if name not in _FROM_SYMPY:
        told = f"what SymPy found takes “{name}”, a function that this program has not"
        raise UntranslatableError(told)


def _sum(terms: Sequence[Tree]) -> Tree:
    # SymPy puts numbers first; a textbook what varies, and no minus sign in front.
    ordered = sorted(terms, key=lambda term: isinstance(term, Number))
    ordered.sort(key=lambda term: split_sign(term)[0])
    return total(ordered)


def _product(factors: Sequence[Tree]) -> Tree:
    above: list[Tree] = []
    below: list[Tree] = []
    for factor in factors:
        match factor:
            case Apply("divide", (upper, lower)):
                above.append(upper)
                below.append(lower)
            case _:
                above.append(factor)
    top = product(above)
    return top / product(below) if below else top


def _power_tree(operands: Sequence[Tree]) -> Tree:
    base, exponent = operands
    sign, size = split_sign(exponent)
    match size:
        case Apply("divide", (Number(1.0), Number(2.0))):
            made: Tree = Apply("sqrt", (base,))
        case Number(1.0):
            made = base
        case _ if sign and isinstance(size, Name | Apply) and not _is_fraction(size):
            # A power of a formula: its sign stays where it is.
            return Apply("exp", (exponent,)) if base == Number(math.e) else base**exponent
        case _ if base == Number(math.e):
            return Apply("exp", (exponent,))
        case _:
            made = base**size
    return Number(1.0) / made if sign else made


def _is_fraction(tree: Tree) -> bool:
    match tree:
        case Apply("divide", (Number(), Number())):
            return True
        case _:
            return False


def _piecewise(pieces: Sequence[Tree]) -> Tree:
    """Return choices in each other; SymPy's last piece holds wherever no other does."""
    *others, last = pieces
    assert isinstance(last, Apply)
    result, condition = last.operands
    if condition != Number(1.0):
        raise UntranslatableError("what SymPy found is not given everywhere")
    for piece in reversed(others):
        assert isinstance(piece, Apply)
        result = Apply("where", (piece.operands[1], piece.operands[0], result))
    return result


def _function(operation: str) -> Callable[[Sequence[Tree]], Tree]:
    def apply(operands: Sequence[Tree]) -> Tree:
        return Apply(operation, tuple(operands))

    return apply


_FROM_SYMPY: dict[str, Callable[[Sequence[Tree]], Tree]] = {
    "Add": _sum,
    "Mul": _product,
    "Pow": _power_tree,
    "acot": lambda operands: Apply("arctan", (Number(1.0) / operands[0],)),
    "Piecewise": _piecewise,
    "ExprCondPair": _function("pair"),
    "erfc": lambda operands: Number(1.0) - Apply("erf", tuple(operands)),
    "Not": lambda operands: Number(1.0) - operands[0],
    "And": _function("min"),
    "Or": _function("max"),
}

_NAMES_IN_SYMPY = {
    "exp": "exp",
    "log": "ln",
    "erf": "erf",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asec": "arcsec",
    "acsc": "arccsc",
    "atan2": "atan2",
    "Abs": "abs",
    "Max": "max",
    "Min": "min",
    "floor": "floor",
    "ceiling": "ceil",
    "sign": "sign",
    "StrictGreaterThan": "greater",
    "GreaterThan": "greater_equal",
    "StrictLessThan": "less",
    "LessThan": "less_equal",
    "Equality": "equal",
    "Unequality": "not_equal",
}
for _name, _operation in _NAMES_IN_SYMPY.items():
    _FROM_SYMPY[_name] = _function(_operation)
for _name in ("sin", "cos", "tan", "cot", "sec", "csc"):
    _FROM_SYMPY[_name] = _function(_name)
    _FROM_SYMPY[f"{_name}h"] = _function(f"{_name}h")
    _FROM_SYMPY[f"a{_name}h"] = _function(f"arc{_name}h")
