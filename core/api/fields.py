"""Fields that the API has beside those of Django REST framework: clean text, quarters, names of rows and of choices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import IntegerChoices, Model, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from accounts.classification import Classification
from core.cleaning import UncleanTextError, clean
from core.days import OUT_OF_RANGE, is_in_range
from core.quarters import Quarter

FIRST_LOOK = (ProhibitNullCharactersValidator(), ProhibitSurrogateCharactersValidator())

CLASSIFICATION_NAMES = [(choice.name.lower(), choice.label) for choice in Classification]


class Text(serializers.CharField):
    """People's text as `core.cleaning.clean` keeps it; `max_length` counts what is kept.

    A machine that sends NUL or half a character has a fault, so those are refused where a form would drop them.
    """

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            for look in FIRST_LOOK:
                look(data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """The cleaned text; raises ValidationError for characters that reports cannot print."""
        try:
            text = clean(super().to_internal_value(data), multiline=self.multiline)
        except UncleanTextError as error:
            raise serializers.ValidationError(str(error), code="unclean") from error
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class MomentField(serializers.DateTimeField):
    """A moment between 2000 and 2099, as days have it: the edges of the calendar cannot be counted with."""

    default_error_messages = {"range": OUT_OF_RANGE}

    def to_internal_value(self, value: Any) -> datetime:
        """Read it; raises ValidationError for what is no moment, or none of ours."""
        try:
            moment = super().to_internal_value(value)
        except OverflowError:
            self.fail("range")
        if not is_in_range(moment.date()):
            self.fail("range")
        return moment


@extend_schema_field({"type": "string", "pattern": "^20[0-9]{2}-Q[1-4]$", "examples": ["2023-Q4"]})
class QuarterField(serializers.Field):
    """A quarter of a year, written as 2023-Q4."""

    default_error_messages = {"invalid": _("Give a quarter from 2000 to 2099, such as 2023-Q4.")}

    def to_internal_value(self, data: Any) -> Quarter:
        """Read the written form; raises ValidationError for anything else."""
        try:
            return Quarter.parse(data)
        except (TypeError, ValueError):
            self.fail("invalid")

    def to_representation(self, value: Quarter) -> str:
        """The written form."""
        return str(value)


class NamedChoiceField(serializers.ChoiceField):
    """One of a numbered set of choices, called by its name: `public` and not 0, since names do not shift."""

    def __init__(self, choices: type[IntegerChoices], **kwargs: Any) -> None:
        self.enum = choices
        super().__init__([(choice.name.lower(), choice.label) for choice in choices], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The choice of this name; raises ValidationError for another."""
        return self.enum[super().to_internal_value(data).upper()]

    def to_representation(self, value: Any) -> str:
        """The name of the choice."""
        return self.enum(value).name.lower()


class ClassificationField(NamedChoiceField):
    """How far a row may travel: public, internal or departmental."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Classification, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class NameField(serializers.Field):
    """A row that is called by a name of its own, such as a department by its abbreviation.

    `rows` gives the rows that may be named, for the serializer's context (which holds the `viewer`); where several
    bear the name, the first is meant. Naming one that may not be named is the same error as naming none.
    """

    default_error_messages = {"unknown": _("There is no “{name}” here."), "invalid": _("Give a name.")}

    def __init__(self, column: str, rows: Callable[[dict[str, Any]], QuerySet[Any]], **kwargs: Any) -> None:
        self.column = column
        self.rows = rows
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Model:
        """The row of this name; raises ValidationError where there is none."""
        if not isinstance(data, str) or "\0" in data:
            self.fail("invalid")
        row = self.rows(self.context).filter(**{self.column: data}).first()
        if row is None:
            self.fail("unknown", name=data[:50])
        return row

    def to_representation(self, value: Model) -> str:
        """The name of the row."""
        return str(getattr(value, self.column))


class DistinctListField(serializers.ListField):
    """A list in which nothing stands twice."""

    default_error_messages = {"twice": _("The same thing stands here twice.")}

    def to_internal_value(self, data: Any) -> list[Any]:
        """The list; raises ValidationError where something stands in it twice."""
        values = super().to_internal_value(data)
        if len(set(values)) < len(values):
            self.fail("twice")
        return values
