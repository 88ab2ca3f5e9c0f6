"""Two versions of a question set beside each other: which questions came, went, moved to another group or read
otherwise. A question is the same where its short name is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.differences import Fate, Piece, changed_words
from questions.models import LEVELS, Group, Question

TEXTS = (
    *("text_nl", "text_en", "help_nl", "help_en"),
    *(f"level_{level}_{language}" for language in ("nl", "en") for level in LEVELS),
    "quote",
)
"""What of a question is compared word by word, in the order in which it is shown."""


class Became(StrEnum):
    """What became of a question from one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Text:
    """One text of a question that reads otherwise: its name, its language, and it before and after, in pieces."""

    label: str
    language: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """What became of one question: `before` or `after` is None where it was not there, and then it has no `texts`."""

    before: Question | None
    after: Question | None
    texts: tuple[Text, ...]

    @property
    def question(self) -> Question:
        """The question as it is in the newer version, or as it was last."""
        return self.after or self.before  # type: ignore[return-value]  # one of them is always there

    @property
    def became(self) -> Became:
        """Added, removed, or changed."""
        return Became.ADDED if self.before is None else Became.REMOVED if self.after is None else Became.CHANGED

    @property
    def from_group(self) -> Group | None:
        """The group that it was in, where it is in another one now."""
        if self.before is None or self.after is None or self.before.group == self.after.group:
            return None
        return Group(self.before.group)


@dataclass(frozen=True)
class Comparison:
    """Everything that differs, in the order of the newer version with what was removed after it, and what does not."""

    changes: tuple[Change, ...]
    same: tuple[Question, ...]

    def count(self, became: Became) -> int:
        """To how many questions this happened."""
        return sum(change.became == became for change in self.changes)

    @property
    def added(self) -> int:
        """Questions that are new."""
        return self.count(Became.ADDED)

    @property
    def removed(self) -> int:
        """Questions that are gone."""
        return self.count(Became.REMOVED)

    @property
    def changed(self) -> int:
        """Questions that read otherwise or stand in another group."""
        return self.count(Became.CHANGED)


def compare(older: Iterable[Question], newer: Iterable[Question]) -> Comparison:
    """What changed from the questions of one version to those of another."""
    before, after = ({one.key: one for one in _in_order(questions)} for questions in (older, newer))
    changes, same = [], []
    for key, question in after.items():
        change = _change(before.get(key), question)
        if change is None:
            same.append(question)
        else:
            changes.append(change)
    changes += [Change(gone, None, ()) for key, gone in before.items() if key not in after]
    return Comparison(tuple(changes), tuple(same))


def _in_order(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda one: (one.group, one.order, one.key))


def _change(before: Question | None, after: Question) -> Change | None:
    if before is None:
        return Change(None, after, ())
    change = Change(before, after, tuple(_texts(before, after)))
    return change if change.texts or change.from_group else None


def _texts(before: Question, after: Question) -> Iterator[Text]:
    for name in TEXTS:
        old, new = (getattr(one, name) for one in (before, after))
        if old != new:
            yield _text(name, old, new)
    old, new = (one.get_source_section_display() for one in (before, after))
    if old != new:
        yield _text("source_section", old, new)


def _text(name: str, old: str, new: str) -> Text:
    column: Any = Question._meta.get_field(name)
    pieces = changed_words(old, new)
    return Text(
        label=str(column.verbose_name),
        language="en" if name.endswith("_en") else "" if name == "source_section" else "nl",
        before=tuple(piece for piece in pieces if piece.fate != Fate.ADDED),
        after=tuple(piece for piece in pieces if piece.fate != Fate.TAKEN_AWAY),
    )
