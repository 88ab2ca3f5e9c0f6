"""Goods by their code: the Harmonized System of 2022 (six digits), and under it the Combined Nomenclature (eight).

What is known of each code stands in `data/`. A code of eight digits is taken by its first six: of the two digits of the
European Union that follow nothing is known here.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
DIGITS = 6
DIGITS_IN_CN = 8
_SEPARATORS = re.compile(r"[ .]")


@dataclass(frozen=True)
class Good:
    """A group of goods: its code, what it is in English, and its section by Roman number."""

    code: str
    description: str
    section: str


class GoodsCodeError(ValueError):
    """A text that is no code of goods: `text` is what was typed."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@cache
def harmonized_system() -> dict[str, Good]:
    """Every group of six digits, by its code."""
    with (FOLDER / "harmonized-system.csv").open(encoding="utf-8-sig", newline="") as file:
        # One row is outside every section: what is not specified according to kind, which says nothing.
        rows = [row for row in csv.DictReader(file) if row["level"] == str(DIGITS) and row["section"] in _sections()]
    return {row["hscode"]: Good(row["hscode"], row["description"].strip(), row["section"]) for row in rows}


@cache
def _sections() -> dict[str, str]:
    with (FOLDER / "sections.csv").open(encoding="utf-8", newline="") as file:
        return {row["section"]: row["name_nl"] for row in csv.DictReader(file)}


def parse(text: str) -> str:
    """The code in a text such as "2809 10", "2809.10" or "8541 43 00", without its spaces and dots.

    Raises GoodsCodeError for what has another number of digits, or begins with six that are no group of goods.
    """
    code = _SEPARATORS.sub("", text.strip())
    if not code.isascii() or not code.isdecimal() or len(code) not in (DIGITS, DIGITS_IN_CN):
        raise GoodsCodeError(text)
    if code[:DIGITS] not in harmonized_system():
        raise GoodsCodeError(text)
    return code


def printed(code: str) -> str:
    """A code as it is printed, with its system: "HS 2809 10", "CN 8541 43 00"."""
    system = "CN" if len(code) == DIGITS_IN_CN else "HS"
    return " ".join([system, code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))])


def describe(code: str) -> str:
    """What a group of goods is, in English, as the nomenclature has it; empty for a code that it does not have."""
    good = harmonized_system().get(code[:DIGITS])
    return good.description if good else ""


def section_in_dutch(code: str) -> str:
    """To which section a code belongs, in Dutch; empty for a code that the nomenclature does not have."""
    good = harmonized_system().get(code[:DIGITS])
    return _sections()[good.section] if good else ""
