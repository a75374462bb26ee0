"""LaTeX formulas to trees, and what is said about those that are none."""

from __future__ import annotations

import sys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calculus.printing import to_latex, to_text
from engine.calculus.slope_mark import row_latex, slope_of
from engine.calculus.tree import Name, Number, Tree, names_in
from engine.errors import ExpressionError
from engine.expression import parse_expression
from engine.latex.expression import MAXIMAL_LENGTH, parse_latex_expression
from engine.operation import Operation, all_operations
from tests.engine.calculus.test_printing import CONSTANTS, FINITE, applications

WORDS = ("w1", "ŷ", "base", "axis", "long_name", "h_t_minus_1", "what", "w_P1x2", "θ₁", "x1_2")
NAMES = st.sampled_from([*"xydeTα", "v⃗", "sigma", *WORDS])
LEAVES = st.one_of(NAMES.map(Name), FINITE.map(Number), CONSTANTS.map(Number))
TREES = st.recursive(LEAVES, applications, max_leaves=12)


@given(TREES)
def test_latex_reads_back_as_the_same_tree(tree: Tree) -> None:
    latex = to_latex(tree, exact=())
    assert parse_latex_expression(latex, assigned=set(names_in(tree))) == tree


OPERANDS = ["u", "-2", "(u + 1)^2", "u*v", "-u", "u/v", "ln(u)", "2.718281828459045^u", "sum(u)"]


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_every_operation_reads_back_with_every_sort_of_operand(operation: Operation) -> None:
    others = [*OPERANDS, "2", "3", "10"] if len(operation.ports) > 1 else ["z"]
    for first, second in product(OPERANDS, others):
        operands = [first, second, "z"][: len(operation.ports)]
        tree = parse_expression(f"{operation.name}({', '.join(operands)})")
        for whole in (tree**2, 2 * tree, Name("u") - tree):
            assert parse_latex_expression(to_latex(whole, exact=())) == whole


def test_a_function_of_a_power_of_a_parenthesis_keeps_it_together() -> None:
    shown = to_latex(parse_expression("sin((x + 1)^2)"))
    assert shown == r"\sin \left(\left(x + 1\right)^{2}\right)"


def test_what_is_assigned_is_no_constant() -> None:
    tree = parse_expression("e^x + 2.718281828459045*y + 3.141592653589793", assigned={"e"})
    latex = to_latex(tree, exact={"e", "pi"})
    assert parse_latex_expression(latex, assigned={"e", "pi"}) == tree


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        # signs and precedence
        ("a + b - c", "a + b - c"),
        (r"a \cdot b \times c", "a*b*c"),
        (r"a \div b", "a/b"),
        (r"a \odot b", "a*b"),
        ("-x^2", "-x^2"),
        ("x^{2^3}", "x^2^3"),
        ("x^2y", "x^2*y"),
        ("2xy^3", "2*x*y^3"),
        ("(a)(b)", "a*b"),
        ("2(x+1)", "2*(x + 1)"),
        ("x(y+1)", "x*(y + 1)"),
        (r"\alpha(x+1)", "alpha*(x + 1)"),
        ("[x + 1]y", "(x + 1)*y"),
        (r"\{x + 1\}y", "(x + 1)*y"),
        ("{2x}", "2*x"),
        (r"\left( a + b \right) c", "(a + b)*c"),
        (r"\bigl( a + b \bigr) c", "(a + b)*c"),
        ("αx² − 3", "alpha*x^2 - 3"),
        (r"$x + 1$", "x + 1"),
        (r"$$x + 1.$$", "x + 1"),
        (r"x \, y \; z", "x*y*z"),
        ("x % a comment", "x"),
        # fractions and roots
        (r"\frac{a + b}{c}", "(a + b)/c"),
        (r"\dfrac12x", "1/2*x"),
        (r"\frac ab", "a/b"),
        (r"x\frac{a}{b}", "x*(a/b)"),
        (r"\frac{\frac{a}{b}}{c}", "a/b/c"),
        (r"\sqrt2", "sqrt(2)"),
        (r"\sqrt{x + 1}y", "sqrt(x + 1)*y"),
        (r"\sqrt[3]{x}", "cbrt(x)"),
        (r"\sqrt[n]{x}", "root(x, n)"),
        # names
        ("x_1", "x1"),
        ("x_{12}", "x12"),
        ("x₁", "x1"),
        ("w_{ij}", "w_ij"),
        ("w_{i,j}", "w_i_j"),
        ("w_{P_1 x_2}", "w_P1x2"),
        ("h_{t-1}", "h_t_minus_1"),
        (r"\hat y", "yhat"),
        (r"\hat{y}_t", "yhat_t"),
        (r"\hat{\theta}", "thetahat"),
        (r"\bar x\tilde z", "xbar*ztilde"),
        ("ŷ", "yhat"),
        (r"\mathrm{loss}", "loss"),
        (r"\text{learning rate}", "learning_rate"),
        (r"\mathbf{x}", "x"),
        (r"\varepsilon", "epsilon"),
        (r"w_1^{new} - w_1^{\text{old}}", "w1_new - w1_old"),
        ("e^{x + 1}", "exp(x + 1)"),
        (r"\pi r^2", "pi*r^2"),
        # functions
        (r"\sin x", "sin(x)"),
        (r"\sin 2x", "sin(2*x)"),
        (r"\sin x \cos x", "sin(x)*cos(x)"),
        (r"\sin x \cdot y", "sin(x)*y"),
        (r"\sin x + y", "sin(x) + y"),
        (r"\sin(x)y", "sin(x)*y"),
        (r"\sin x(y + 1)", "sin(x)*(y + 1)"),
        (r"\sin 2(y + 1)", "sin(2*(y + 1))"),
        (r"\sin x^2", "sin(x^2)"),
        (r"\sin(x)^2", "sin(x)^2"),
        (r"\sin^2 x", "sin(x)^2"),
        (r"\sin^{2}(x)", "sin(x)^2"),
        (r"\sin^{-1} x", "arcsin(x)"),
        (r"\tanh^{-1}(x)", "arctanh(x)"),
        (r"\sin\frac{x}{2}", "sin(x/2)"),
        (r"\ln \sin x", "ln(sin(x))"),
        (r"\ln{x}", "ln(x)"),
        (r"\log x", "ln(x)"),
        (r"\log_2 x", "log2(x)"),
        (r"\log_{10} x", "log10(x)"),
        (r"\log_b x", "log(x, b)"),
        (r"\exp(x)", "exp(x)"),
        (r"n^x \ln n", "n^x*ln(n)"),
        (r"\operatorname{arccot} x", "arccot(x)"),
        (r"\operatorname{arsinh} x", "arcsinh(x)"),
        (r"\text{ReLU}(x)", "relu(x)"),
        (r"\operatorname{leaky\_relu}(x)", "leaky_relu(x)"),
        (r"\operatorname{lrelu}_{0.1}\left(x\right)", "leaky_relu(x, slope=0.1)"),
        (r"\operatorname{sigmoid}\left(x, \mathrm{base} = 3\right)", "sigmoid(x, base=3)"),
        (r"\operatorname{reshape}_{2 \times 3}(x)", "reshape(x, 2, 3)"),
        (r"\max(a, b)", "max(a, b)"),
        (r"\sigma(x)", "sigmoid(x)"),
        (r"\sigma_1(w_1x + b_1)", "sigmoid(w1*x + b1)"),
        (r"\sigma \cdot (x + 1)", "sigma*(x + 1)"),
        (r"\Phi(x)", "normal_cdf(x)"),
        (r"\sigma'(x)", "sigmoid(x)*(1 - sigmoid(x))"),
        (r"\sigma_2^{\prime}(x)", "sigmoid(x)*(1 - sigmoid(x))"),
        (r"\tanh' x", "1 - tanh(x)^2"),
        (r"\sum x", "sum(x)"),
        (r"\sum_{0} x", "sum(x, axis=0)"),
        # fences
        (r"|x||y|", "abs(x)*abs(y)"),
        (r"||x| - 1|", "abs(abs(x) - 1)"),
        (r"\lvert x \rvert", "abs(x)"),
        (r"\|x - y\|_2^2", "norm(x - y)^2"),
        (r"\|x\|_1", "sum(abs(x))"),
        (r"\langle a, b \rangle", "dot(a, b)"),
        (r"\lfloor x \rfloor", "floor(x)"),
        (r"\operatorname{KL}\left(p \,\|\, q\right)", "kl_divergence(p, q)"),
        (r"[x \geq 1]", "greater_equal(x, 1)"),
        (r"a \otimes b", "outer(a, b)"),
        (r"x^\top", "transpose(x)"),
        (r"x^{\mathsf{T}}", "transpose(x)"),
        (r"4 \times 10^{-18} x", "4e-18*x"),
        (r"\underbrace{a + b}_{c} d", "(a + b)*d"),
        (r"2 \textcolor{red}{x}", "2*x"),
    ],
)
def test_a_formula_is_read(latex: str, text: str) -> None:
    assert parse_latex_expression(latex) == parse_expression(text)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{d}{dx} x^2", "derivative(x^2, x)"),
        (r"\frac d{dx} \sin x + 1", "derivative(sin(x), x) + 1"),
        (r"\frac{d}{dx}(x + 1)^2", "derivative((x + 1)^2, x)"),
        (r"\frac{d}{dx}\left(x\right) \cdot y", "derivative(x, x)*y"),
        (r"\frac{\partial L}{\partial \hat{y}}", "derivative(L, yhat)"),
        (r"\frac{d^2 y}{dx^2}", "derivative(derivative(y, x), x)"),
        (r"\frac{\partial^2 f}{\partial x \partial y}", "derivative(derivative(f, y), x)"),
        (r"\frac{d(x^2)}{dx}", "derivative(x^2, x)"),
        (r"u \cdot \left(\frac{\partial}{\partial x} v \right)", "u*derivative(v, x)"),
    ],
)
def test_a_derivative_is_read(latex: str, text: str) -> None:
    tree = parse_expression(text, derivatives=True)
    assert parse_latex_expression(latex, derivatives=True) == tree


def test_a_derivative_is_read_as_derivations_write_it() -> None:
    tree = 2 * slope_of(Name("x") ** 2, "x") + slope_of(Name("w1"), "w1")
    assert parse_latex_expression(row_latex(tree), derivatives=True) == tree


def test_an_assigned_d_is_no_sign_of_a_derivative() -> None:
    assert parse_latex_expression(r"\frac{d}{dx}", assigned={"d"}) == parse_expression("d/(d*x)")


def test_a_name_is_the_assigned_one_that_looks_the_same() -> None:
    found = parse_latex_expression(r"\hat{y} + w_1 + e", assigned={"ŷ", "w_1", "e"})
    assert list(names_in(found)) == ["ŷ", "w_1", "e"]


def error_of(latex: str) -> ExpressionError | None:
    try:
        parse_latex_expression(latex, derivatives=True)
    except ExpressionError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        ("", "column 1: a formula was expected"),
        ("$$", "column 3: a formula was expected"),
        ("x +", "column 4: an operand was expected after “+”"),
        (r"\frac{1}{2", "column 11: the “{” opened at column 9 is not closed"),
        (r"\frac{1}", r"column 9: an argument was expected after “\frac”"),
        (r"\left(x", "column 8: the “(” opened at column 6 is not closed"),
        ("(x]", "column 3: the “(” opened at column 1 is not closed before this “]”"),
        ("x)", "column 2: nothing was opened for this “)”"),
        ("|x", "column 3: the “|” opened at column 1 is not closed"),
        (r"\left. x \right|", "column 1: a fence on one side only has no meaning here"),
        (r"\sin", r"column 5: an operand was expected after “\sin”"),
        (r"\sin + 1", r"column 6: an operand was expected after “\sin”"),
        ("sin(x)", r"column 1: “sin” would be a product of letters; write \sin(…)"),
        ("2relu(x)", "column 2: “relu” would be a product of letters; "
         r"write \operatorname{relu}(…)"),
        (r"\sinn x", r"column 1: “\sinn” has no meaning in a formula; did you mean “\sin”?"),
        (r"\operatorname{softmx}(x)", "column 1: there is no function “softmx”; "
         "did you mean “softmax”?"),
        (r"\sin f(x)", "column 6: “f” with its parenthesis has to stand in another here"),
        (r"\int x", "column 1: “dx” was expected behind this integral, or another name after d"),
        (r"\int_0^1 x dx", "column 1: an integral between bounds cannot be part of a formula"),
        (r"\int d", "column 1: “dx” was expected behind this integral, or another name after d"),
        ("x'", r"column 2: a prime marks the derivative of a known function, as in \sigma'(x)"),
        (r"\sigma''(x)", r"column 1: this derivative of “\sigma” cannot be written by primes"),
        (r"\sum' x", r"column 1: this derivative of “\sum” cannot be written by primes"),
        (r"\ln^{-1} x", "column 6: “\\ln⁻¹” could mean two things; write a fraction"),
        (r"\sin_2 x", "column 6: “\\sin” takes no index"),
        (r"\sum_{i} x", "column 7: “\\sum” over an index cannot be computed; "
         "apply it to an array"),
        (r"\sin^2^3 x", "column 7: “\\sin” has two of these; one has to go"),
        (r"w \leftarrow w", "column 3: “\\leftarrow” updates a value; "
         "a formula is assigned by “=”"),
        ("x = 1", "column 3: “=” has no place inside a formula"),
        ("x > 1", "column 3: a comparison stands in brackets, as in [a > b]"),
        ("1, 2", "column 2: “,” separates the operands of a function; "
         "a decimal point is written “.”"),
        (r"x \quad y", "column 3: “\\quad” stands between formulas, not inside of one"),
        ("x_", "column 3: an index was expected after “_”"),
        ("x_{a>b}", "column 5: an index is made of letters and whole numbers"),
        ("_1", "column 1: an index belongs to a name, such as x_1"),
        (r"\hat + x", "column 6: a letter was expected here, that of a name"),
        (r"\hat{xy}", "column 7: an accent stands on one letter"),
        (r"\text{a?}", "column 1: “a?” is no name; a name is made of letters and digits"),
        (r"\|x\|_3", "column 7: a norm has the index 1 or 2"),
        (r"x & y", "column 3: “&” has its place in a matrix"),
        (r"\begin{pmatrix} 1 \end{pmatrix}", "column 1: an array cannot stand in a formula; "
         "give it a name on a line of its own"),
        (r"\begin x", "column 1: the name of an environment was expected after “\\begin”"),
        (r"\begin{pmatrix} 1", "column 18: the “\\begin{pmatrix}” opened at column 1 "
         "is not closed"),
        (r"\frac{d^2 y}{dx}", "column 7: above the line it is derived 2 times, "
         "below it 1 times"),
        (r"\frac{dh}{d(x^2)}", "column 12: a derivative is taken by a name, such as x"),
        (r"\frac{df}{dx}(3)", "column 14: a derivative at a point cannot be part of a formula"),
        ("x#", "column 2: “#” has no meaning here"),
        ("9" * 400, "column 1: the number is too large for double precision"),
        (r"9 \times 10^{999}", "column 1: the number is too large for double precision"),
        ("__import__('os')", "column 1: an index belongs to a name, such as x_1"),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_told_with_its_column(latex: str, told: str) -> None:
    assert str(error_of(latex)) == told


UNKNOWN = [
    ("f(x)", "f(x)", "there is no function “f”; define it first"),
    ("u(x, y)", "u(x, y)", "there is no function “u”; define it first"),
    ("h(g(x))", "h(g(x))", "there is no function “g”; define it"),
    (r"\psi_{P_1}(t)(1 - \psi_{P_1}(t))", "psi_P1(t)*(1 - psi_P1(t))", "“psi_P1”"),
    (r"\frac{f(x+h) - f(x)}{h}", "(f(x + h) - f(x))/h", "there is no function “f”"),
    (r"\int x dx", "integral(x, x)", "an integral cannot be part of a formula that is computed"),
    (r"\int \frac{1}{x} \, dx + C", "integral(1/x, x) + C", "an integral cannot be part"),
    (r"2\int \left(x + d\right) \, d\hat{y}", "2*integral(x + d, yhat)", "an integral cannot"),
]


@pytest.mark.parametrize(("latex", "text", "told"), UNKNOWN)
def test_what_cannot_be_computed_can_be_read(latex: str, text: str, told: str) -> None:
    functions = {"f", "u", "g", "h", "psi_P1"}
    tree = parse_expression(text, derivatives=True, functions=functions)
    assert parse_latex_expression(latex, derivatives=True) == tree
    written = to_latex(tree, exact=())
    assert parse_latex_expression(written, derivatives=True) == tree
    assert parse_expression(to_text(tree), derivatives=True, functions=functions) == tree
    with pytest.raises(ExpressionError, match=told):
        parse_latex_expression(latex)


def test_a_parenthesis_behind_a_letter_is_a_factor_still() -> None:
    for latex in ("x(y + 1)", "h(2x + h)", "b(x)"):
        read = parse_latex_expression(latex, derivatives=True)
        assert read == parse_latex_expression(latex)
        assert read == parse_expression(latex)


def test_unknown_functions_take_formulas() -> None:
    for text, told in (("g()", "“g” is a function of other formulas"), ("g(x, a=1)", "“g” is a")):
        with pytest.raises(ExpressionError, match=told):
            parse_expression(text, functions={"g"})


@pytest.mark.parametrize(
    "latex",
    [
        "(" * 1000 + "x" + ")" * 1000,
        r"\left(" * 1000 + "x" + r"\right)" * 1000,
        r"\frac{1}{" * 1000 + "x" + "}" * 1000,
        r"\sin " * 2000 + "x",
        r"\sqrt" * 2000 + "x",
        "x^{" * 2000 + "1" + "}" * 2000,
        r"\frac{d}{dx} " * 700 + "x",
        r"\underbrace{" * 700 + "x" + "}" * 700,
        "-" * 9000 + "x",
    ],
    ids=lambda latex: latex[:12],
)
def test_a_formula_that_is_too_deep_is_refused(latex: str) -> None:
    before = sys.getrecursionlimit()
    assert "nests more than 200 deep" in str(error_of(latex))
    assert sys.getrecursionlimit() == before


def test_a_primed_function_does_not_let_a_formula_grow_without_end() -> None:
    latex = r"\sigma'(" * 100 + "x" + ")" * 100
    assert "is too long; give it a name of its own" in str(error_of(latex))


def test_a_long_formula_is_read_and_a_longer_one_refused() -> None:
    tree = parse_latex_expression("x + " * 4999 + "x")
    assert len(list(names_in(tree))) == 5000
    error = error_of("x" * (MAXIMAL_LENGTH + 1))
    assert error is not None
    assert error.column == MAXIMAL_LENGTH + 1


COMMANDS = (
    r"\frac|\sqrt|\sin|\ln|\log|\sum|\hat|\sigma|\partial|\left(|\right)|\left\||\right\||\text{a}|\\"
    r"|\mathrm{sin}|\operatorname{relu}|\begin{pmatrix}|\end{pmatrix}|\quad|\cdot|\times|\langle"
    r"|\rangle|\top|\prime|\underbrace|\foo|\lfloor|10|{d}{dx}"
)
PIECES = st.sampled_from([*"xyed12.+-*/^_(){}[]|=<>,;&'$ ²₁ŷ\n", *COMMANDS.split("|")])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_pieces_are_a_formula_or_an_error_with_a_column(latex: str) -> None:
    error = error_of(latex)
    assert error is None or 1 <= (error.column or 0) <= len(latex) + 1


@given(st.text(max_size=20))
def test_any_text_is_a_formula_or_an_error(latex: str) -> None:
    error = error_of(latex)
    assert error is None or error.message
