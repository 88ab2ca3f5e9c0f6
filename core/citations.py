"""Citations of parliamentary papers and proceedings, read and printed in every form that the letter uses.

    Kamerstuk 35 982, nr. 9                       kst-35982-9
    Kamerstuk 21 501-02, nr. 2602                 kst-21501-02-2602       a part of a dossier
    Kamerstuk 36 200 V, nr. 50                    kst-36200-V-50          a chapter of a budget
    Kamerstukken 29 477 en 32 805, nr. 794        kst-29477-794           also known as kst-32805-794
    Handelingen II 2022/23, nr. 26, item 10       h-tk-20222023-26-10

A paper that stands in several dossiers is one paper: the first dossier named is its identity, the others are aliases.
The letter's other sources (footnotes 5, 8, 9, 11, 14 and 17: news, studies, annexes, web pages) are cited by a free
title, which is not read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from django.utils.translation import gettext as _

PUBLISHED_AT: Final = "https://zoek.officielebekendmakingen.nl/{identifier}.html"

PAPER_EXAMPLE: Final = "Kamerstuk 35 982, nr. 9"
PROCEEDINGS_EXAMPLE: Final = "Handelingen II 2022/23, nr. 26, item 10"

_CHAPTER = "[IVX]{1,5}[AB]?|[A-M]"
_ORDINAL = "[1-9][0-9]{0,4}"
_YEAR = "1[89][0-9]{2}|20[0-9]{2}"


class CitationError(ValueError):
    """A text that is no citation; as text, it is a message for who typed it, with what could not be read."""

    def __init__(self, unread: str, example: str) -> None:
        super().__init__(unread, example)
        self.unread = unread
        self.example = example

    def __str__(self) -> str:
        if not self.unread:
            return _("This citation is not complete. Enter it as “%(example)s”.") % {"example": self.example}
        return _("Enter a citation such as “%(example)s”. “%(unread)s” could not be read.") % {
            "example": self.example,
            "unread": self.unread if len(self.unread) <= 60 else f"{self.unread[:59]}…",
        }


@dataclass(frozen=True, order=True, slots=True)
class Dossier:
    """A dossier of parliament: 35 982; one of its parts: 21 501-02; or a chapter of a budget: 36 200 V.

    Raises ValueError for a number that is not of four or five digits and for a suffix that is no part or chapter.
    """

    number: int
    suffix: str = ""

    def __post_init__(self) -> None:
        if not 1_000 <= self.number <= 99_999:
            raise ValueError(f"a dossier has four or five digits, unlike {self.number}")
        if not re.fullmatch(rf"(?:[0-9]{{2}}|{_CHAPTER})?", self.suffix):
            raise ValueError(f"a suffix is two digits or a budget chapter, not {self.suffix!r}")

    def __str__(self) -> str:
        thousands, rest = divmod(self.number, 1_000)
        joint = "-" if self.suffix.isdigit() else " "
        return f"{thousands} {rest:03}{joint}{self.suffix}".rstrip()

    @property
    def identifier(self) -> str:
        """As it stands in addresses: 36200-V."""
        return f"{self.number}-{self.suffix}" if self.suffix else str(self.number)


@dataclass(frozen=True, slots=True)
class ParliamentaryPaper:
    """A Kamerstuk: a numbered paper in one or more dossiers.

    Raises ValueError without a dossier, with the same one twice, and for a number that is not 1 to 99999.
    """

    dossiers: tuple[Dossier, ...]
    number: str

    def __post_init__(self) -> None:
        if not self.dossiers or len(set(self.dossiers)) < len(self.dossiers):
            raise ValueError("a paper stands in one or more different dossiers")
        if not re.fullmatch(_ORDINAL, self.number):
            raise ValueError(f"a paper has a number from 1 to 99999, not {self.number!r}")

    def __str__(self) -> str:
        *others, last = map(str, self.dossiers)
        if others:
            return f"Kamerstukken {', '.join(others)} en {last}, nr. {self.number}"
        return f"Kamerstuk {last}, nr. {self.number}"

    @property
    def identifier(self) -> str:
        """The name of the paper under its first dossier: kst-29477-794."""
        return self._identifiers[0]

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names of the same paper under its other dossiers."""
        return self._identifiers[1:]

    @property
    def url(self) -> str:
        """Where the paper is published."""
        return PUBLISHED_AT.format(identifier=self.identifier)

    @property
    def _identifiers(self) -> tuple[str, ...]:
        return tuple(f"kst-{dossier.identifier}-{self.number}" for dossier in self.dossiers)


class Chamber(StrEnum):
    """A chamber of parliament, by the numeral with which its proceedings are cited."""

    SECOND = "II"
    FIRST = "I"

    @property
    def code(self) -> str:
        """As it stands in addresses: tk or ek."""
        return _CODES[self]


_CODES = {Chamber.SECOND: "tk", Chamber.FIRST: "ek"}
_CHAMBERS = {code: chamber for chamber, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Proceedings:
    """An item of the Handelingen: what was said at a meeting of a chamber, in a parliamentary year such as 2022/23.

    Raises ValueError for a year that is not one and the next, and for a number or item that is not 1 to 99999.
    """

    chamber: Chamber
    year: str
    number: int
    item: int

    def __post_init__(self) -> None:
        written = re.fullmatch(f"({_YEAR})/([0-9]{{2}})", self.year)
        if not written or (int(written[1]) + 1) % 100 != int(written[2]):
            raise ValueError(f"a parliamentary year is written as 2022/23, not {self.year!r}")
        for ordinal in (self.number, self.item):
            if not 1 <= ordinal <= 99_999:
                raise ValueError(f"proceedings are numbered from 1 to 99999, not {ordinal}")

    def __str__(self) -> str:
        return f"Handelingen {self.chamber} {self.year}, nr. {self.number}, item {self.item}"

    @property
    def identifier(self) -> str:
        """The name of the item: h-tk-20222023-26-10."""
        first = int(self.year[:4])
        return f"h-{self.chamber.code}-{first}{first + 1}-{self.number}-{self.item}"

    @property
    def aliases(self) -> tuple[str, ...]:
        """None: proceedings have one name."""
        return ()

    @property
    def url(self) -> str:
        """Where the item is published."""
        return PUBLISHED_AT.format(identifier=self.identifier)


Citation = ParliamentaryPaper | Proceedings

_FLAGS = re.IGNORECASE | re.ASCII
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_ADDRESS = re.compile(PUBLISHED_AT.replace(".", r"\.").format(identifier="(.+)").replace("https", "https?"), _FLAGS)

_PAPER_NAME = re.compile(rf"kst-([1-9][0-9]{{3,4}})(?:-([0-9]{{2}}|{_CHAPTER}))?-({_ORDINAL})", _FLAGS)
_PROCEEDINGS_NAME = re.compile(rf"h-(tk|ek)-({_YEAR})([0-9]{{4}})-({_ORDINAL})-({_ORDINAL})", _FLAGS)

_PAPER_WORD = re.compile(r"(?:kamerstuk(?:ken)?|kst)[ -]?", _FLAGS)
_DOSSIER = re.compile(
    rf"([1-9][0-9]?)[ .]?([0-9]{{3}})(?![0-9])(?:-([0-9]{{2}})(?![0-9])|[ -]?({_CHAPTER})(?![A-Z]))?", _FLAGS
)
_AND_ANOTHER = re.compile(r" ?(?:,|&|en) ?(?=[0-9])", _FLAGS)
_NUMBER = re.compile(rf" ?,? ?nr ?\.? ?0*({_ORDINAL})(?![0-9])", _FLAGS)

_PROCEEDINGS_WORD = re.compile(r"handelingen ?", _FLAGS)
_CHAMBER = re.compile(r"(II?)(?![A-Z]) ?,? ?", _FLAGS)
_YEARS = re.compile(rf"({_YEAR}) ?[/-] ?([0-9]{{4}}|[0-9]{{2}})(?![0-9])", _FLAGS)
_ITEM = re.compile(rf" ?,? ?item ?0*({_ORDINAL})(?![0-9])", _FLAGS)

# What is left of a citation that stops before its number.
_NO_NUMBER = re.compile(r"[ ,]*(?:nr|item)?\.?", _FLAGS)


def parse(text: str) -> Citation:
    """Read a citation as people write it.

    That is: in the letter's form, whatever its capitals, with or without its dots, commas and spaces; as an identifier;
    or as the address where it is published. Raises CitationError.
    """
    plain = " ".join(text.translate(_DASHES).split()).strip(" .,;()")
    if address := _ADDRESS.fullmatch(plain):
        plain = address[1]
    if paper := _PAPER_NAME.fullmatch(plain):
        dossier, suffix, number = paper.groups(default="")
        return ParliamentaryPaper((Dossier(int(dossier), suffix.upper()),), number)
    if proceedings := _PROCEEDINGS_NAME.fullmatch(plain):
        code, first, second, number, item = proceedings.groups()
        return _proceedings(_CHAMBERS[code.lower()], first, second, number, item)
    if _PROCEEDINGS_WORD.match(plain):
        return _read_proceedings(_Reader(plain, PROCEEDINGS_EXAMPLE))
    return _read_paper(_Reader(plain, PAPER_EXAMPLE))


def _read_paper(reader: _Reader) -> ParliamentaryPaper:
    reader.take(_PAPER_WORD)
    dossiers = [_dossier(reader.take(_DOSSIER))]
    while reader.comes(_AND_ANOTHER):
        dossiers.append(_dossier(reader.take(_DOSSIER)))
    (number,) = reader.take(_NUMBER).groups()
    reader.end()
    return ParliamentaryPaper(tuple(dict.fromkeys(dossiers)), number)


def _dossier(found: re.Match[str]) -> Dossier:
    thousands, rest, part, chapter = found.groups(default="")
    return Dossier(int(thousands + rest), part or chapter.upper())


def _read_proceedings(reader: _Reader) -> Proceedings:
    reader.take(_PROCEEDINGS_WORD)
    (chamber,) = reader.take(_CHAMBER).groups()
    first, second = reader.take(_YEARS).groups()
    (number,) = reader.take(_NUMBER).groups()
    (item,) = reader.take(_ITEM).groups()
    reader.end()
    return _proceedings(Chamber(chamber.upper()), first, second, number, item)


def _proceedings(chamber: Chamber, first: str, second: str, number: str, item: str) -> Proceedings:
    if not str(int(first) + 1).endswith(second):
        raise CitationError(f"{first}/{second}", PROCEEDINGS_EXAMPLE)
    return Proceedings(chamber, f"{first}/{second[-2:]}", int(number), int(item))


class _Reader:
    """Takes a text apart from the left; what cannot be taken is what the error shows."""

    def __init__(self, text: str, example: str) -> None:
        self._text = text
        self._place = 0
        self._example = example

    def comes(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take the pattern if it comes next."""
        found = pattern.match(self._text, self._place)
        if found:
            self._place = found.end()
        return found

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Take the pattern, which must come next."""
        return self.comes(pattern) or self._fail()

    def end(self) -> None:
        """Nothing may be left."""
        if self._place < len(self._text):
            self._fail()

    def _fail(self) -> NoReturn:
        rest = self._text[self._place :]
        raise CitationError("" if _NO_NUMBER.fullmatch(rest) else rest.strip(" ,"), self._example)
