"""Attributes of operations as they are shown in a field, and as they are read from one."""

import math

from PySide6.QtCore import QCoreApplication

from engine.errors import ValueFormatError
from engine.operation import Attribute
from gui.value_text import exact_text, read_value

__all__ = ["attribute_text", "parse_attribute"]

_NUMBER_NAMES = {math.e: "e", math.pi: "π"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Attribute", text)


def attribute_text(value: float | int | bool | tuple[int, ...] | None) -> str:
    """Write an attribute so that `parse_attribute` reads the same one.

    >>> attribute_text(0.25), attribute_text((2, 3)), attribute_text(math.e), attribute_text(None)
    ('0.25', '2 × 3', 'e', '')
    """
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " × ".join(map(str, value))
    return _NUMBER_NAMES.get(value, exact_text(float(value)))


def parse_attribute(text: str, attribute: Attribute) -> float | int | tuple[int, ...] | None:
    """Read an attribute: a number, a whole number for an axis, or several for a shape.

    Raises
    ------
    ValueFormatError
        When it is none of these.
    """
    cleaned = text.strip()
    if not cleaned:
        return attribute.default
    if attribute.kind == "shape":
        return _parse_shape(cleaned)
    value = read_value(cleaned)
    if not isinstance(value, float):
        raise ValueFormatError(_tr("one number is needed here, not an array"))
    if attribute.kind != "axis":
        return value
    if not value.is_integer():
        raise ValueFormatError(_tr("an axis is a whole number, counted from 0"))
    return int(value)


def _parse_shape(text: str) -> tuple[int, ...]:
    """Read sizes as they are shown, or with commas or spaces between them."""
    try:
        return tuple(map(int, text.replace("−", "-").replace("×", " ").replace(",", " ").split()))
    except ValueError:
        raise ValueFormatError(_tr("a shape is written like 2 × 3")) from None
