"""What looks like something that stands in the register already: a hint for who registers, never a bar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

ALIKE: Final = 0.8
"""How much of two titles, letter by letter, is the same where one may be a slip or another spelling of the other."""
SMALL_WORDS: Final = frozenset(
    (
        *("aan", "bij", "de", "den", "der", "die", "dat", "door", "een", "het", "in", "met", "naar", "om", "onder"),
        *("op", "over", "te", "tot", "uit", "van", "voor", "en", "of"),
        *("and", "by", "for", "from", "into", "on", "or", "the", "to", "with"),
    )
)
"""Words that say nothing of what a title is about, in both languages."""
MOST: Final = 5
"""How many are named: more are no hint."""


@dataclass(frozen=True)
class Known:
    """An entry to compare with: anything that it is known by, its title, and its codes of goods."""

    key: object
    title: str
    codes: frozenset[str] = frozenset()


def similar(title: str, codes: Iterable[str], known: Iterable[Known]) -> list[Known]:
    """The entries that look like this title, or share a code of goods, the most alike first."""
    own = {code[:6] for code in codes}
    weighed = [
        (1.0 if own & {code[:6] for code in entry.codes} else likeness(title, entry.title), entry) for entry in known
    ]
    close = [(weight, entry) for weight, entry in weighed if weight >= ALIKE]
    return [entry for _weight, entry in sorted(close, key=lambda pair: (-pair[0], pair[1].title))[:MOST]]


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1: 1 where the words of one all stand in the other."""
    first, second = _plain(one), _plain(other)
    words, others = _words(first), _words(second)
    if not words or not others:
        return 1.0 if first and first == second else 0.0
    if words <= others or others <= words:
        return 1.0
    return SequenceMatcher(None, first, second).ratio()


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


def _words(text: str) -> set[str]:
    return set(text.split()) - SMALL_WORDS
