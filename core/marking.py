"""How a page or a row is marked: the heavier the ink, the smaller the circle of readers (DESIGN, rule 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.classification import Classification


@dataclass(frozen=True)
class Marking:
    """A marking in words: `key` names its look, `label` stands over a page, `short` in a row."""

    key: str
    label: str
    short: str


@dataclass(frozen=True)
class Secrecy:
    """The two axes together: how far something may travel, and whether only a circle of people needs to know it."""

    level: Classification
    closed: bool

    @classmethod
    def of(cls, row: Any) -> Secrecy:
        """That of one row; what carries no classification counts as INTERNAL."""
        level = Classification(getattr(row, "classification", Classification.INTERNAL))
        return cls(level, getattr(row, "compartment_id", None) is not None)

    @classmethod
    def of_page(cls, rows: Sequence[Any]) -> Secrecy:
        """That of a page on which these rows are shown: the heaviest of them; of none or several at least INTERNAL.

        A list tells more than its rows do: which of them there are.
        """
        if len(rows) == 1:
            return cls.of(rows[0])
        secrecies = [cls.of(row) for row in rows]
        return cls(
            max([Classification.INTERNAL, *(secrecy.level for secrecy in secrecies)]),
            any(secrecy.closed for secrecy in secrecies),
        )

    def marking(self) -> Marking:
        """How it is marked."""
        if self.level == Classification.DEPARTMENTAL:
            return Marking("departmental", _("Departmental Confidential"), _("Dep. Confidential"))
        if self.closed:
            return Marking("compartment", _("Internal to central government, closed circle"), _("Internal, circle"))
        if self.level == Classification.PUBLIC:
            return Marking("public", _("Public"), _("Public"))
        return Marking("internal", _("Internal to central government"), _("Internal"))


def mark(row: Any) -> Marking:
    """How one row is marked; what carries no classification, as INTERNAL."""
    return Secrecy.of(row).marking()


def readers(rows: Sequence[Any]) -> str:
    """For whom a page is on which these rows are shown, in a sentence or two."""
    secrecy = Secrecy.of_page(rows)
    if not secrecy.closed:
        return {
            Classification.PUBLIC: _("Everybody may read this."),
            Classification.INTERNAL: _("Only for people who work for central government."),
            Classification.DEPARTMENTAL: _("Only for readers who were appointed to it."),
        }[secrecy.level]
    if len(rows) > 1:
        return _("This page also holds what is known in your circles only. Do not share it outside them.")
    row = rows[0]
    circle = _("Only for members of the circle %(name)s.") % {"name": row.compartment}
    if not row.ground:
        return circle
    return f"{circle} {_('Ground: %(ground)s.') % {'ground': row.get_ground_display().lower()}}"
