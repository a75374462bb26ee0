"""Notation: how names and numbers look, in LaTeX and in plain text on the canvas.

Program text writes names as they are; LaTeX is read back by `engine.latex.names`.
"""

from __future__ import annotations

import math
import re
import unicodedata

from engine.values import format_number

__all__ = ["GREEK", "latex_name", "number_latex", "number_text", "plain_name"]

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
"""The letters of the Greek words, which are also the names of their LaTeX commands."""

_COMMANDS = {letter: f"\\{word}" for word, letter in GREEK.items()}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_ACCENT_COMMANDS = {
    "\u0302": r"\hat",
    "\u0303": r"\tilde",
    "\u0304": r"\bar",
    "\u0305": r"\bar",
    "\u0307": r"\dot",
    "\u0308": r"\ddot",
    "\u20d7": r"\vec",
}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ACCENTED = re.compile(rf"^([^\W\d_]+)_({'|'.join(_ACCENTS)})(?![^\W\d_])")
_STEM_AND_INDEX = re.compile(r"([^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u20d7])*)_?(\w*)")
_NUMBERED = re.compile(r"([^\W\d_]+)_?([0-9]+)")


def number_text(number: float) -> str:
    """Write a number in its shortest form that reads back as the same double.

    >>> number_text(2.0), number_text(-0.5), number_text(1e-7), number_text(1e22)
    ('2', '-0.5', '1e-7', '1e22')
    """
    text = repr(float(number)).removesuffix(".0")
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else text


def number_latex(number: float, digits: int | None = None) -> str:
    r"""Write a number in LaTeX, exactly or to so many significant digits.

    >>> number_latex(-0.5), number_latex(1 / 3, 4)
    ('-0.5', '0.3333')
    >>> print(number_latex(4.25e-18), number_latex(float("inf")))
    4.25 \cdot 10^{-18} \infty
    """
    if math.isnan(number):
        return r"\mathrm{nan}"
    if math.isinf(number):
        return r"\infty" if number > 0 else r"-\infty"
    text = number_text(number) if digits is None else format_number(number, digits, minus="-")
    mantissa, mark, exponent = text.partition("e")
    if not mark:
        return text
    power = f"10^{{{exponent}}}"
    if mantissa in {"1", "-1"}:
        return mantissa.replace("1", power)
    return rf"{mantissa} \cdot {power}"


def _spelled(stem: str) -> str:
    """Turn a Greek word into its letter and ``yhat`` into ``ŷ``; leave anything else."""
    if stem in GREEK:
        return GREEK[stem]
    for word, accent in _ACCENTS.items():
        bare = stem.removesuffix(word)
        letter = GREEK.get(bare, bare)
        if bare != stem and len(letter) == 1:
            return unicodedata.normalize("NFC", letter + accent)
    return stem


def plain_name(name: str) -> str:
    """Return a variable's name as it looks on the canvas.

    >>> plain_name("w1"), plain_name("yhat"), plain_name("sigma_2"), plain_name("w_P1x2")
    ('w₁', 'ŷ', 'σ₂', 'w_P1x2')
    """
    name = _ACCENTED.sub(r"\1\2", unicodedata.normalize("NFC", name))
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return _spelled(name)
    return _spelled(match[1]) + match[2].translate(_SUBSCRIPTS)


def latex_name(name: str) -> str:
    r"""Return a variable's name in LaTeX.

    >>> print(latex_name("w1"), latex_name("w_P1x2"), latex_name("yhat"), latex_name("loss"))
    w_{1} w_{P1x2} \hat{y} \mathrm{loss}
    >>> print(latex_name("σ₁"), latex_name("alpha"), latex_name("h_t_minus_1"))
    \sigma_{1} \alpha h_{t-1}
    """
    name = "".join(map(_lowered, unicodedata.normalize("NFC", name)))
    match = _STEM_AND_INDEX.fullmatch(_ACCENTED.sub(r"\1\2", name))
    if match is None:
        return _upright(name)
    plain = match[2].strip("_").replace("_minus_", "-").replace("_plus_", "+")
    index = "".join(map(_letter, plain.replace("_", ",")))
    return _stem(match[1]) + (f"_{{{index.rstrip()}}}" if index else "")


def _lowered(character: str) -> str:
    """Turn a subscript digit or letter into the plain one."""
    is_subscript = unicodedata.decomposition(character).startswith("<sub>")
    return unicodedata.normalize("NFKC", character) if is_subscript else character


def _stem(stem: str) -> str:
    spelled = _spelled(stem)
    decomposed = unicodedata.normalize("NFD", spelled)
    letter, marks = decomposed[0], decomposed[1:]
    if not all(mark in _ACCENT_COMMANDS for mark in marks):
        return spelled if len(spelled) == 1 else _upright(stem)
    latex = _letter(letter).rstrip()
    for mark in marks:
        latex = f"{_ACCENT_COMMANDS[mark]}{{{latex}}}"
    return latex


def _letter(character: str) -> str:
    return f"{_COMMANDS[character]} " if character in _COMMANDS else character


def _upright(name: str) -> str:
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"
