"""Numbers as they are printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils import formats

PERCENT: Final = "%"


def number(value: Decimal | None, unit: str) -> str:
    """A number with its unit: "11.7%", "1,250 tonnes", in the manner of the language; empty for none."""
    if value is None:
        return ""
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    written = formats.number_format(plain, force_grouping=True)
    if unit == PERCENT:
        return f"{written}{unit}"
    return f"{written} {unit}" if unit else written
