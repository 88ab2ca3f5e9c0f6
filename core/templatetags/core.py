"""What every template may ask: who may see and do what, how a page is marked, and how we write dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.translation import get_language

from core import access, clock
from core.chips import Chip, chips
from core.marking import Marking, mark, mark_page
from core.visibility import may_see

register = template.Library()

# How "Zo schrijven we" writes dates and times; everything but Dutch is written as in English.
DUTCH = {"day": "D j b", "long": "j F Y", "short": "j b Y", "time": r"G.i \u\u\r"}
ENGLISH = {"day": "D j M", "long": "j F Y", "short": "j M Y", "time": "G:i"}


@register.simple_tag(takes_context=True)
def see(context: Context, row: Any) -> Any:
    """The related row if who looks may see it, else None: `{% see object.settled_by as source %}`."""
    viewer = _viewer(context)
    if row is None or row == "" or viewer is None:
        return None
    if not hasattr(row, "has_own_classification"):
        return row
    return row if may_see(viewer, row) else None


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str, row: Any = None) -> bool:
    """Whether who looks may do this: `{% may "timeline.change_activity" object as allowed %}`."""
    viewer = _viewer(context)
    return viewer is not None and access.may(viewer, permission, row or None)


def _viewer(context: Context) -> Any:
    return getattr(context.get("request"), "viewer", None)


@register.simple_tag
def marking(row: Any) -> Marking:
    """How one row is marked: `{% marking object as mark %}`."""
    return mark(row)


@register.simple_tag(takes_context=True)
def page_marking(context: Context) -> Marking:
    """How this page is marked: as the heaviest of its `object`, its `rows` and its `also_shown`."""
    shown = (context.get("object"), *(context.get("rows") or ()), *(context.get("also_shown") or ()))
    return mark_page([row for row in shown if row])


@register.simple_tag(takes_context=True)
def active_filters(context: Context, form: forms.Form) -> list[Chip]:
    """The filters that are on, as words, each with the address of this list without it."""
    return chips(form, context["request"].GET)


@register.simple_tag
def tokens_stylesheet() -> str:
    """The address of the sheet with colours and sizes (setting TOKENS_STYLESHEET)."""
    return static(settings.TOKENS_STYLESHEET)


@register.simple_tag
def term(due: date) -> clock.Term:
    """How a deadline stands today: `{% term activity.due_on as left %}`."""
    return clock.term(due, clock.today())


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The numbers to show under a list, with gaps where many are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in a list: "do 23 nov", "Thu 23 Nov"."""
    return _written(value, "day")


@register.filter
def long_date(value: date | datetime | None) -> str:
    """A date in a sentence: "23 november 2022"."""
    return _written(value, "long")


@register.filter
def short_date(value: date | datetime | None) -> str:
    """A date in a table: "23 nov 2022"."""
    return _written(value, "short")


@register.filter
def clock_time(value: datetime | None) -> str:
    """A time of the day: "10.42 uur", "10:42"."""
    return _written(value, "time")


@register.filter
def moment(value: datetime | None) -> str:
    """A date with its time: "23 november 2022, 10.42 uur"."""
    return f"{long_date(value)}, {clock_time(value)}" if value else ""


def _written(value: date | datetime | None, name: str) -> str:
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    pattern = (DUTCH if (get_language() or "").startswith("nl") else ENGLISH)[name]
    return formats.date_format(value, pattern)


@register.filter
def number(value: Decimal | float | int | None) -> str:
    """A number with the decimal sign and the thousands of the language: "1.206", "11,7"."""
    if value is None or value == "":
        return ""
    return str(formats.number_format(value, use_l10n=True, force_grouping=True))


@register.filter
def listed(values: Iterable[Any]) -> str:
    """Names in a row: "EZK, LNV, VWS"."""
    return ", ".join(str(value) for value in values)


@register.filter
def kind(row: Any) -> str:
    """What kind of thing a row is: "activity"."""
    return str(row._meta.verbose_name)
