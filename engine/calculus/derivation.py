"""Derivation: how a derivative comes about, one named rule a step.

A derivation is a tree of rules over the expression as it stands; nothing is simplified on the way.
Its steps are made only when they are asked for, each distinct part is worked out once, and what
comes again refers to the step where it was done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.calculus.interning import Interner, walk_distinct
from engine.calculus.rules import CONSTANT, IDENTITY, Outer, Rule, rule_for
from engine.calculus.slope_mark import row_latex, row_text, slope_of
from engine.calculus.tree import Apply, Name, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["DEFINITION", "Derivation", "RuleStep"]

DEFINITION = "definition"
"""What is called instead of a rule where a name stands for a formula."""


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule, applied to one part.

    Attributes
    ----------
    rule
        The rule's name.
    before, after
        Equal formulas: the derivative that is asked for, and what the rule makes of it. The
        derivatives that are still to be worked out stand in them as marks (`slope_of`).
    condition
        When the rule holds; empty when it always does.
    choice
        What was chosen at a kink; empty without one.
    depth
        How deep the step is in the tree of rules, from 0.
    number
        Its place among the steps, from 1; 0 for one that was asked for by itself.
    same_as
        The number of the step where the same was done already.
    letters
        What the letters of an outer function stand for.
    """

    rule: str
    before: Apply
    after: Tree
    condition: str = ""
    choice: str = ""
    depth: int = 0
    number: int = 0
    same_as: int | None = None
    letters: Mapping[str, Tree] = field(default_factory=dict)

    @property
    def part(self) -> Tree:
        """What is differentiated."""
        return self.before.operands[0]

    @property
    def is_trivial(self) -> bool:
        """Whether it only says that a constant or the variable itself is one."""
        return self.rule in {CONSTANT, IDENTITY}

    @property
    def text(self) -> str:
        """The equation as plain text."""
        return f"{row_text(self.before)} = {row_text(self.after)}"

    @property
    def latex(self) -> str:
        """The equation, typeset."""
        return f"{row_latex(self.before)} = {row_latex(self.after)}"


class Derivation:
    """The derivation of one derivative.

    Parameters
    ----------
    tree
        What is differentiated.
    wrt
        The name that it is differentiated with respect to; all others are constants.
    definitions
        Formulas that names stand for, none of them through itself.

    Raises
    ------
    EngineError
        While steps are made, when an operation makes arrays.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> derivation = Derivation(parse_expression("x^2*sin(x)"), "x")
    >>> for step in derivation.steps():
    ...     print(step.rule, "|", step.text)
    product rule | d/dx(x^2*sin(x)) = x^2*d/dx(sin(x)) + sin(x)*d/dx(x^2)
    power rule | d/dx(x^2) = 2*x
    derivative of the sine | d/dx(sin(x)) = cos(x)
    >>> row_text(derivation.derivative)
    'x^2*cos(x) + sin(x)*(2*x)'
    """

    def __init__(self, tree: Tree, wrt: str, definitions: Mapping[str, Tree] | None = None) -> None:
        self.tree = tree
        self.wrt = wrt
        self.definitions: Mapping[str, Tree] = definitions or {}
        self._interner = Interner()
        self._varies: dict[int, bool] = {}
        self._names: set[str] = set(self.definitions) | {wrt}
        self._rules: dict[int, Rule] = {}
        self._derivatives: dict[int, Tree] = {}
        # Keeps the objects whose ids are keys.
        self._parts = list(self._survey())

    def _survey(self) -> Iterator[Tree]:
        """Find out what depends on the variable."""
        varies = self._varies
        for part in walk_distinct(self.tree, varies, self.definitions):
            if isinstance(part, Name):
                self._names.add(part.text)
                formula = self.definitions.get(part.text)
                is_moved = formula is not None and varies[id(formula)]
                varies[id(part)] = part.text == self.wrt or is_moved
            else:
                operands = part.operands if isinstance(part, Apply) else ()
                varies[id(part)] = any(varies[id(operand)] for operand in operands)
            yield part

    # ------------------------------------------------------------------ steps

    def step(self, part: Tree, depth: int = 0) -> RuleStep:
        """Return the step for one part of the expression."""
        rule = self._rule(part)
        marks = [slope_of(inner, self.wrt) for inner in rule.parts]
        before = slope_of(part, self.wrt)
        return RuleStep(rule.name, before, rule.combine(marks), rule.condition, rule.choice, depth)

    def children(self, step: RuleStep) -> list[RuleStep]:
        """Return the steps that a step of this derivation rests on, outer derivatives first."""
        if step.letters:
            return []
        rule, below = self._rule(step.part), step.depth + 1
        steps = [_outer_step(outer, below) for outer in rule.outer]
        return [*steps, *(self.step(inner, below) for inner in rule.parts)]

    def steps(self, *, trivial: bool = False) -> Iterator[RuleStep]:
        """Yield the steps as a reader follows them, each rule before those that it rests on.

        Parameters
        ----------
        trivial
            Whether constants and the variable itself get steps too, where there are others.
        """
        waiting: list[RuleStep] = [self.step(self.tree)]
        done: dict[int, int] = {}
        count = 0
        while waiting:
            step = waiting.pop()
            if step.is_trivial and count and not trivial:
                continue
            count += 1
            key = None if step.letters else self._interner.number(step.part)
            former = None if key is None else done.get(key)
            yield replace(step, number=count, same_as=former)
            if former is None:
                if key is not None:
                    done[key] = count
                waiting.extend(reversed(self.children(step)))

    def _rule(self, part: Tree) -> Rule:
        if id(part) not in self._varies:
            raise ValueError("only parts of the expression have a step")
        if id(part) not in self._rules:
            self._rules[id(part)] = self._find_rule(part)
        return self._rules[id(part)]

    def _find_rule(self, part: Tree) -> Rule:
        if isinstance(part, Name) and part.text == self.wrt:
            return Rule(IDENTITY, (), lambda _slopes: Number(1.0))
        if not self._varies[id(part)]:
            return Rule(CONSTANT, (), lambda _slopes: Number(0.0))
        if isinstance(part, Apply):
            varies = [self._varies[id(operand)] for operand in part.operands]
            return rule_for(part, varies, self.wrt, self._names)
        assert isinstance(part, Name)
        return Rule(DEFINITION, (self.definitions[part.text],), lambda slopes: slopes[0])

    # ------------------------------------------------------------------ results

    @property
    def derivative(self) -> Tree:
        """The derivative with every rule applied and nothing simplified.

        Equal parts may be one object, so that its size stays that of the expression.
        """
        return self.derivative_of(self.tree)

    def derivative_of(self, part: Tree) -> Tree:
        """Return the derivative of one part of the expression."""
        found = self._derivatives
        waiting = [part]
        while waiting:
            here = waiting[-1]
            rule = self._rule(here)
            missing = [inner for inner in rule.parts if id(inner) not in found]
            if missing:
                waiting.extend(missing)
                continue
            waiting.pop()
            if id(here) not in found:
                found[id(here)] = rule.combine([found[id(inner)] for inner in rule.parts])
        return found[id(part)]


def _outer_step(outer: Outer, depth: int) -> RuleStep:
    before = slope_of(outer.before, outer.wrt)
    return RuleStep(
        outer.rule,
        before,
        outer.after,
        outer.condition,
        outer.choice,
        depth,
        0,
        None,
        outer.letters,
    )
