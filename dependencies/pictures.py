"""Figures as bars by country, and as sentences; and how old they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.viewers import Viewer
from core.charts.bars import Bar, Number, lay_out
from core.models import Source
from core.visibility import see
from dependencies.models import FigureSeries
from dependencies.numbers import PERCENT
from dependencies.sentences import sentence

DAYS_IN_A_MONTH = 30.4
WHOLE = 100.0


@dataclass(frozen=True)
class Freshness:
    """How old a number is: in words, and whether it was to be looked at again by now."""

    words: str
    is_late: bool


@dataclass(frozen=True)
class Drawn:
    """A series as a page shows it: its bars in the order of its figures, and the sentence that each supports."""

    series: FigureSeries
    bars: Sequence[Bar]
    sentences: Sequence[str]
    source: Source | None
    locator: str
    freshness: Freshness


def freshness(row: Any, today: date) -> Freshness:
    """How long ago somebody last looked at a row, or recorded it where nobody did since."""
    late = row.look_again_on is not None and row.look_again_on <= today
    days = (today - (row.looked_at_on or row.created.date())).days
    if row.looked_at_on is None:
        return Freshness(_("recorded %(ago)s, not looked at since") % {"ago": ago(days)}, late)
    return Freshness(_("looked at %(ago)s") % {"ago": ago(days)}, late)


def ago(days: int) -> str:
    """How long ago, in the largest measure that fits: "today", "12 days ago", "5 months ago", "2 years ago"."""
    if days <= 0:
        return _("today")
    if days < 2 * DAYS_IN_A_MONTH:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    months = round(days / DAYS_IN_A_MONTH)
    if months < 24:
        return ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    years = months // 12
    return ngettext("%(count)d year ago", "%(count)d years ago", years) % {"count": years}


def draw(viewer: Viewer, series: FigureSeries) -> Drawn:
    """A series with its figures as bars; its source only for who may see that."""
    figures = list(series.figures.all())
    percent = all(figure.unit == PERCENT for figure in figures if figure.value is not None)
    numbers = [
        Number(
            label=figure.place or _("the whole"),
            value=None if figure.value is None else float(figure.value),
            words=figure.in_words or _("no number given"),
        )
        for figure in figures
    ]
    source = see(viewer, series, "source")
    return Drawn(
        series=series,
        bars=lay_out(numbers, whole=WHOLE if percent else None),
        sentences=[sentence(figure) for figure in figures],
        source=source,
        locator=series.locator if source else "",
        freshness=freshness(series, viewer.at.date()),
    )
