"""Countries by their code (ISO 3166-1 alpha-2), with their names in the language of the page."""

from __future__ import annotations

from django_countries import countries


class CountryError(ValueError):
    """A text that names no country: `text` is what was typed."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def codes() -> list[str]:
    """Every code there is."""
    return [country.code for country in countries]


def choices() -> list[tuple[str, str]]:
    """Every code with its name, by name."""
    return [(country.code, str(country.name)) for country in countries]


def name_of(code: str) -> str:
    """The name of a country in the language of the page; the code itself for one that is none."""
    return str(countries.name(code)) or code


def parse(text: str) -> str:
    """The code of a country that somebody names, by its code or by its name in the language of the page.

    Raises CountryError.
    """
    typed = text.strip().casefold()
    for code, name in choices():
        if typed in (code.casefold(), name.casefold()):
            return code
    raise CountryError(text)
