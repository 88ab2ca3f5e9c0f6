"""A language in which every word that goes through gettext is written in wide letters, so that any other word shows.

What a message is filled in with is not widened with it: `ｏｆ activity` gives "activity" away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import trans_real
from django_countries import countries

LANGUAGE = "nl"
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
# What of a message is no words: what is filled in, in both of Python's ways, tags and entities.
FILLED_IN = re.compile(r"(%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-z]|%[-#0+]*\d*(?:\.\d+)?[sdif%]|\{[^{}]*\}|<[^<>]+>|&#?\w+;)")
CONTEXT = "\x04"
_WIDE_LETTERS = frozenset(WIDE.values())


def widened(message: str) -> str:
    """A message in the pseudo-language."""
    words = message.rpartition(CONTEXT)[2]
    pieces = FILLED_IN.split(words)
    return "".join(piece if place % 2 else piece.translate(WIDE) for place, piece in enumerate(pieces))


class PseudoCatalogue(trans_real.DjangoTranslation):
    """A catalogue that has every message there is."""

    def gettext(self, message: str) -> str:
        """The message, widened."""
        return widened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: Any) -> str:
        """The singular or the plural, widened."""
        return widened(msgid1 if n == 1 else msgid2)


@contextmanager
def pseudo_locale() -> Iterator[None]:
    """Who asks for Dutch gets the pseudo-language, for as long as this lasts."""
    with translation.override(LANGUAGE), pytest.MonkeyPatch.context() as patch:
        patch.setattr(trans_real, "_translations", {LANGUAGE: PseudoCatalogue(LANGUAGE)})
        patch.setattr(trans_real, "_default", None)
        patch.setattr(countries, "_iter_cache", {}, raising=False)  # it remembers their names in Dutch
        translation.activate(LANGUAGE)
        yield


SPOKEN = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "aria-valuetext",
    "aria-roledescription",
    "placeholder",
    "label",
)
SILENT = ("script", "style", "template", "code")  # what machines read
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path")


@dataclass(frozen=True)
class Words:
    """Words that a reader meets on a page: where (a tag, or an attribute of it), and what."""

    where: str
    text: str


class _Page(HTMLParser):
    """Collects the words; what has a language of its own is somebody's text, and not the interface's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Words] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        silent = self._is_silent or tag in SILENT or ("lang" in given and tag != "html")
        if not silent:
            self.found += [Words(f"{tag} {name}", given[name]) for name in SPOKEN if given.get(name)]
            if tag == "input" and given.get("type") in ("submit", "reset", "button"):
                self.found.append(Words("input value", given.get("value", "")))
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in (name for name, _silent in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._is_silent and data.strip():
            self.found.append(Words(self._open[-1][0] if self._open else "", " ".join(data.split())))


def words_on(page: str) -> list[Words]:
    """Everything that a reader of a page of HTML sees or hears, but for texts in a language of their own."""
    reader = _Page()
    reader.feed(page)
    return reader.found


# What is no word of the interface: how a language writes the time, addresses, keys, fingerprints, quarters.
NO_WORDS = re.compile(
    r"\b\d{1,2}\.\d\d uur\b|https?://\S+|\S+@[\w.-]+|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{12,}\b|\bQ[1-4]\b|\b[0-9a-f]*\d[0-9a-f]*\b"
)
WORD = re.compile(r"[^\W\d_]+")


@cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def unmarked(text: str, names: frozenset[str], data: re.Pattern[str]) -> list[str]:
    """The words in a text that did not go through gettext, but for these proper names and what is a row's own."""
    for known in (_any_of(names), data, NO_WORDS):
        text = known.sub(" ", text)
    return [word for word in WORD.findall(text) if not all(ord(letter) in _WIDE_LETTERS for letter in word)]
