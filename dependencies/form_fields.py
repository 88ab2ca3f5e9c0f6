"""Fields of the register's forms: several things on lines of their own, and a table of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import countries
from core.cleaning import UncleanTextError, clean
from core.cleaning_fields import CleanTextField
from core.limits import limit
from dependencies import goods
from dependencies.actions.figures import FigureFacts
from dependencies.models import Figure
from dependencies.numbers import number

BLANK_ROWS: Final = 3
"""Rows for new figures below those that are there; who needs more saves first."""
MOST_ROWS: Final = 300
"""Rows that are read of what a browser sends: more than there are countries."""
MOST_STOPS: Final = 20
LARGEST: Final = Decimal(10) ** 10


class Lines(list[str]):
    """Several things; as text, for who compares two versions, a line for each."""

    def __str__(self) -> str:
        return "\n".join(self)


class LinesField(CleanTextField):
    """Several things, each on a line of its own; gives `Lines` without empty ones and repeats."""

    default_error_messages = {"long": gettext_lazy("Keep each line within %(most)s characters.")}

    def __init__(self, *, longest: int, rows: int = 3, **options: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=5_000, **options)

    def prepare_value(self, value: Any) -> Any:
        """As lines."""
        return value if isinstance(value, str) or value is None else "\n".join(str(one) for one in value)

    def clean(self, value: Any) -> Any:
        """The lines; raises ValidationError for one that is too long."""
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        found = Lines(dict.fromkeys(line for line in lines if line))
        if any(len(line) > self.longest for line in found):
            raise ValidationError(self.error_messages["long"], code="long", params={"most": self.longest})
        return found


class GoodsCodesField(LinesField):
    """Codes of goods, on lines of their own or with commas between them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=20, **options)

    def prepare_value(self, value: Any) -> Any:
        """As they are printed."""
        if isinstance(value, str) or value is None:
            return value
        return super().prepare_value([goods.printed(str(code)).split(" ", 1)[1] for code in value])

    def clean(self, value: Any) -> Any:
        """The codes without their spaces; raises ValidationError for one that does not exist."""
        found = super().clean(str(value or "").replace(",", "\n").replace(";", "\n"))
        try:
            return Lines(dict.fromkeys(goods.parse(line) for line in found))
        except goods.GoodsCodeError as error:
            raise ValidationError(
                _("There is no goods code “%(code)s”. Give six digits of the HS 2022, or eight of the CN.")
                % {"code": error.text}
            ) from error


class Figures(tuple[FigureFacts, ...]):
    """The figures of a form; as text, for who compares two versions, a line for each."""

    def __str__(self) -> str:
        return "\n".join(_line(figure) for figure in self)


def _line(figure: FigureFacts) -> str:
    place = ", ".join(filter(None, (countries.name_of(figure.country) if figure.country else "", figure.region)))
    said = [place or _("the whole"), number(figure.value, figure.unit) or _("no number")]
    if figure.route:
        said.append(_("by way of %(countries)s") % {"countries": _names(figure.route)})
    return ", ".join(said)


def _names(codes: Iterable[str]) -> str:
    return ", ".join(countries.name_of(code) for code in codes)


COLUMNS: Final = ("country", "region", "value", "unit", "route")


class FiguresInput(forms.Widget):
    """A table in which each row is a figure. Countries are typed by name or code, with the browser's suggestions."""

    template_name = "dependencies/figures_input.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """The rows as they were typed."""
        rows = []
        for place in range(MOST_ROWS):
            cells = {column: data.get(f"{name}-{place}-{column}") for column in COLUMNS}
            if all(cell is None for cell in cells.values()):
                break
            rows.append({column: cell or "" for column, cell in cells.items()})
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether nothing of it was sent."""
        return not self.value_from_datadict(data, files, name)

    def id_for_label(self, id_: str) -> str:
        """The first cell, where the summary of what is wrong leads."""
        return id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The rows that are there, and blank ones below them."""
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or () if any(row.values())]
        rows += [dict.fromkeys(COLUMNS, "") for _row in range(BLANK_ROWS)]
        return context | {"rows": rows, "countries": countries.choices()}


class FiguresField(forms.Field):
    """The figures of a series; gives `Figures`."""

    widget = FiguresInput

    def prepare_value(self, value: Any) -> Any:
        """Rows of text."""
        return [_typed(one) if isinstance(one, FigureFacts) else one for one in value or ()]

    def clean(self, value: Any) -> Figures:
        """The rows in which something was typed; raises ValidationError with the numbers of the rows that are wrong."""
        figures, wrong = [], []
        for place, row in enumerate(value or (), start=1):
            if any(cell.strip() for cell in row.values()):
                try:
                    figures.append(_read(row))
                except ValueError as error:
                    wrong.append(_("Row %(number)s: %(what)s") % {"number": place, "what": error})
        if wrong:
            raise ValidationError(wrong)
        return Figures(figures)


def _typed(figure: FigureFacts) -> dict[str, str]:
    return {
        "country": countries.name_of(figure.country) if figure.country else "",
        "region": figure.region,
        "value": number(figure.value, ""),
        "unit": figure.unit,
        "route": _names(figure.route),
    }


def _read(row: dict[str, str]) -> FigureFacts:
    """A figure from a row; raises ValueError with words for people."""
    stops = tuple(_country(part) for part in row["route"].split(",") if part.strip())
    if len(stops) > MOST_STOPS:
        raise ValueError(_("give no more than %(most)s countries on the way.") % {"most": MOST_STOPS})
    return FigureFacts(
        country=_country(row["country"]) if row["country"].strip() else "",
        region=_text(row["region"], "region"),
        value=_value(row["value"]) if row["value"].strip() else None,
        unit=_text(row["unit"], "unit"),
        route=stops,
    )


def _country(text: str) -> str:
    try:
        return countries.parse(text)
    except countries.CountryError as error:
        raise ValueError(_("there is no country “%(country)s”.") % {"country": text.strip()[:40]}) from error


def _text(text: str, column: str) -> str:
    try:
        kept = clean(text, multiline=False)
    except UncleanTextError as error:
        raise ValueError(str(error)) from error
    if len(kept) > limit(Figure, column):
        raise ValueError(_("keep this within %(most)s characters.") % {"most": limit(Figure, column)})
    return kept


def _value(text: str) -> Decimal:
    typed = text.strip().removesuffix("%").strip()
    try:
        value = Decimal(str(sanitize_separators(typed)))
    except InvalidOperation as error:
        raise ValueError(_("“%(value)s” is no number.") % {"value": typed[:40]}) from error
    exponent = value.as_tuple().exponent
    if not value.is_finite() or abs(value) >= LARGEST or (isinstance(exponent, int) and exponent < -4):
        raise ValueError(_("give a number with at most ten digits, and four behind the comma."))
    return value


def figures_of(series: Any) -> Iterator[FigureFacts]:
    """The figures of a series as the form takes them."""
    for figure in series.figures.all():
        yield FigureFacts(
            country=figure.country or "",
            region=figure.region,
            value=figure.value,
            unit=figure.unit,
            route=tuple(stop.country for stop in figure.route.all()),
        )
