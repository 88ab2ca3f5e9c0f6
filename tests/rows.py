"""Any row of any model, for tests that must hold for models that are not born yet.

A model's own factory in tests/factories.py makes it where there is one; else its fields do, by their types.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from factory.django import DjangoModelFactory
from pghistory.models import Event

from core.fields import QuarterField
from core.models import Classified, Guarded
from core.quarters import Quarter
from dependencies.fields import GoodsCodeField
from tests import factories
from tests.factories import NOW

TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, ArrayField)
_numbers: dict[Any, Iterator[int]] = defaultdict(lambda: count(1))


def house_models() -> list[type[models.Model]]:
    """Every table of our own apps, without the events of their history."""
    found = [model for label in settings.OWN_APPS for model in apps.get_app_config(label).get_models()]
    return [model for model in found if not issubclass(model, Event) and not model._meta.proxy]


def guarded_models() -> list[type[Guarded]]:
    """Every table that has the one door."""
    return [model for model in house_models() if issubclass(model, Guarded)]


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a model that may hold words: no choices, no keys, no short names."""
    columns = [field for field in model._meta.concrete_fields if isinstance(field, TEXT) and not field.choices]
    return [column for column in columns if not isinstance(column, models.SlugField)]


@cache
def _factories() -> dict[Any, Any]:
    made: list[Any] = [value for value in vars(factories).values() if isinstance(value, type)]
    return {
        value._meta.model: value
        for value in made
        if issubclass(value, DjangoModelFactory) and value is not DjangoModelFactory
    }


def build(model: type[models.Model], **facts: Any) -> Any:
    """A new row of a model with these facts, and whatever else it cannot do without.

    Raises AssertionError with what to do about it for a model that cannot be made.
    """
    factory = _factories().get(model)
    given = facts | {name: value for name, value in _unique(model) if name not in facts}
    if factory is None:
        given = dict(_needed(model, facts)) | given
    try:
        with transaction.atomic():
            return factory(**given) if factory else model._default_manager.create(**given)
    except (IntegrityError, TypeError, ValueError) as error:
        remedy = f"give it a factory in {factories.__name__}" if factory is None else f"mend {factory.__name__}"
        raise AssertionError(f"no row of {model._meta.label} can be made ({error}): {remedy}") from error


def has_columns(model: type[Guarded]) -> bool:
    """Whether the model carries visibility columns of its own."""
    return issubclass(model, Classified)


def _unique(model: type[models.Model]) -> Iterator[tuple[str, Any]]:
    """A fresh value for every column that must differ from row to row, except keys to other tables."""
    constraints = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    names = {name for one in constraints for name in one.fields}
    names |= {field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key}
    for field in model._meta.concrete_fields:
        if field.name in names and not field.is_relation and not field.choices:
            yield field.name, value_for(field)


def _needed(model: type[models.Model], facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A value for every column that has none by itself."""
    for field in model._meta.concrete_fields:
        filled = field.null or field.has_default() or field.primary_key or field.name in facts
        if not filled and not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False):
            yield field.name, value_for(field)


def value_for(field: Any) -> Any:
    """A value that fits a column, another one each time."""
    if field.remote_field:
        return _related(field.related_model)
    if field.choices:
        return field.flatchoices[0][0]
    for kind, make in _VALUES.items():
        if isinstance(field, kind):
            return make(field, next(_numbers[field]))
    raise AssertionError(f"{field.model._meta.label}.{field.name}: tests/rows.py knows no value for its type")


def _related(model: Any) -> Any:
    return ContentType.objects.get_for_model(ContentType) if model is ContentType else build(model)


_VALUES: dict[type[models.Field[Any, Any]], Callable[[Any, int], Any]] = {
    GoodsCodeField: lambda field, n: f"280910{n % 100:02}",
    QuarterField: lambda field, n: Quarter(2000 + n // 4 % 100, n % 4 + 1),
    models.URLField: lambda field, n: f"https://www.example.org/{n}",
    models.CharField: lambda field, n: f"{field.name[:8]}-{n}"[: field.max_length],
    models.TextField: lambda field, n: f"{field.name} {n}",
    models.FileField: lambda field, n: f"files/{n}",
    models.JSONField: lambda field, n: {},
    ArrayField: lambda field, n: [],
    models.UUIDField: lambda field, n: field.model._meta.pk.get_default(),
    models.BooleanField: lambda field, n: False,
    models.IntegerField: lambda field, n: n % 30_000,
    models.DateTimeField: lambda field, n: NOW,
    models.DateField: lambda field, n: date(2023, 12, 4),
}
