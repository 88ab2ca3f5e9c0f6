"""What every template may ask: who may do what, how a page is marked, and how we write dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from accounts.classification import Classification
from core import access, clock, dates
from core.chips import Chip, chips
from core.listing import listed
from core.marking import Marking, mark, mark_page

register = template.Library()

register.filter("listed", listed)
for written in (dates.day, dates.long_date, dates.short_date, dates.clock_time, dates.moment):
    register.filter(written.__name__, written)


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str, row: Any = None) -> bool:
    """Whether who looks may do this: `{% may "timeline.change_activity" object as allowed %}`."""
    viewer = getattr(context.get("request"), "viewer", None)
    return viewer is not None and access.may(viewer, permission, row or None)


@register.simple_tag
def marking(row: Any) -> Marking:
    """How one row is marked: `{% marking object as mark %}`."""
    return mark(row)


@register.simple_tag(takes_context=True)
def page_marking(context: Context) -> Marking:
    """How this page is marked: as the heaviest of its `object`, its `rows`, its `also_shown` and its `panels`.

    What is public beside something public makes the page no heavier.
    """
    shown = (context.get("object"), *(context.get("rows") or ()), *(context.get("also_shown") or ()))
    filled = [panel for place in (context.get("panels") or {}).values() for panel in place]
    beside = [row.about for panel in filled for row in panel.rows if row.about.classification > Classification.PUBLIC]
    return mark_page([*(row for row in shown if row), *beside])


@register.simple_tag(takes_context=True)
def panels(context: Context, row: Any, place: str) -> SafeString:
    """What the apps above show at a place of this page: `{% panels object "side" %}` (core.panels)."""
    drawn = (
        render_to_string(panel.template, {"object": row, "rows": panel.rows}, context.get("request"))
        for panel in context["panels"][place]
    )
    return SafeString("".join(drawn))


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
def kind(row: Any) -> str:
    """What kind of thing a row is: "activity"."""
    return str(row._meta.verbose_name)
