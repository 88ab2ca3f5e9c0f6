"""How a page or a row is marked: the heavier the ink, the fewer the readers (docs/architecture.md, rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.classification import Classification


@dataclass(frozen=True)
class Marking:
    """A marking in words: `key` names its look, `label` stands over a page, `short` in a row, `readers` is for whom."""

    key: str
    label: str
    short: str
    readers: str


@dataclass(frozen=True)
class Secrecy:
    """The two axes together: how far something may travel, and whether only a compartment needs to know it."""

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
        members = _("Only for members of the compartment it belongs to.")
        if self.level == Classification.DEPARTMENTAL:
            readers = members if self.closed else _("Only for readers who were appointed to it.")
            return Marking("departmental", _("Departmental Confidential"), _("Dep. Confidential"), readers)
        if self.closed:
            label = _("Internal to central government, closed compartment")
            return Marking("compartment", label, _("Internal, compartment"), members)
        if self.level == Classification.PUBLIC:
            return Marking("public", _("Public"), _("Public"), _("Everybody may be told this."))
        readers = _("Only for people who work for central government.")
        return Marking("internal", _("Internal to central government"), _("Internal"), readers)


def mark(row: Any) -> Marking:
    """How one row is marked, without asking the database for the name of its compartment."""
    return Secrecy.of(row).marking()


def mark_page(rows: Sequence[Any]) -> Marking:
    """How a page is marked on which these rows are shown; of a single row it names the compartment and the ground."""
    secrecy = Secrecy.of_page(rows)
    marking = secrecy.marking()
    if not secrecy.closed:
        return marking
    if len(rows) > 1:
        several = _("This page also holds what is known in your compartments only. Do not share it outside them.")
        return replace(marking, readers=several)
    return replace(marking, readers=_members(rows[0]))


def _members(row: Any) -> str:
    members = _("Only for members of the compartment %(name)s.") % {"name": row.compartment}
    if not row.ground:
        return members
    ground = _("Ground: %(ground)s.") % {"ground": row.get_ground_display().lower()}
    return f"{members} {ground}"
