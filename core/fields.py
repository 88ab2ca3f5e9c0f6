"""A quarter as a column of a table and as a field of a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from core.quarters import Quarter

if TYPE_CHECKING:
    _Column = models.Field[Quarter | str, Quarter]
else:
    _Column = models.Field

NOT_A_QUARTER = _("Enter a quarter from 2000 to 2099, such as 2023-Q4. You entered “%(value)s”.")


class QuarterFormField(forms.Field):
    """A quarter that people type as 2023-Q4, or as the letter writes it: Q4 2023; gives a `Quarter`, or None."""

    default_error_messages = {"invalid": NOT_A_QUARTER}

    _AS_IN_THE_LETTER = re.compile(r"Q([1-4]) ([0-9]{4})")

    def to_python(self, value: Any) -> Quarter | None:
        """Read what was typed; raises ValidationError for what is no quarter."""
        if isinstance(value, Quarter):
            return value
        typed = str(value or "").strip().upper()
        if not typed:
            return None
        try:
            return Quarter.parse(self._AS_IN_THE_LETTER.sub(r"\2-Q\1", typed))
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": str(value)[:40]}
            ) from None


class QuarterField(_Column):
    """A column with a quarter: a `Quarter` in Python, `2023-Q4` in the database, where it sorts by time.

    Lookups take a `Quarter` or its written form: `filter(quarter__gte=Quarter(2023, 2))`.
    """

    description = _("Quarter of a year")
    default_error_messages = {"invalid": NOT_A_QUARTER}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Seven characters: every quarter is written in as many."""
        return "char(7)"

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """The database refuses what is no quarter, whoever writes it."""
        return f"{connection.ops.quote_name(self.column)} ~ '^20[0-9][0-9]-Q[1-4]$'"

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> Quarter | None:
        """What a query gives: a `Quarter`, or None where the column is empty."""
        return None if value is None else Quarter.parse(value)

    def to_python(self, value: Any) -> Quarter | None:
        """Read a quarter or its written form; raises ValidationError for anything else."""
        if value is None or isinstance(value, Quarter):
            return value
        try:
            return Quarter.parse(str(value))
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": str(value)[:40]}
            ) from None

    def get_prep_value(self, value: Any) -> str | None:
        """The written form that goes to the database; raises ValidationError for what is no quarter."""
        quarter = self.to_python(super().get_prep_value(value))
        return None if quarter is None else str(quarter)

    def formfield(
        self,
        form_class: type[forms.Field] | None = None,
        choices_form_class: type[forms.ChoiceField] | None = None,
        **kwargs: Any,
    ) -> forms.Field | None:
        """A `QuarterFormField`, unless the form asks for another."""
        return super().formfield(form_class or QuarterFormField, choices_form_class, **kwargs)
