"""A code of goods as a column of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from dependencies.goods import DIGITS_IN_CN

if TYPE_CHECKING:
    _Column = models.Field[str, str]
else:
    _Column = models.Field


class GoodsCodeField(_Column):
    """A column with a code of goods of six or eight digits, or empty. It holds no words, so that none can be wiped."""

    description = _("Code of goods")

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """As many characters as the longest code has."""
        return f"varchar({DIGITS_IN_CN})"

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """In a migration plain text: there `dependencies` is the list of what it builds on, and no module of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs | {"max_length": DIGITS_IN_CN}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": DIGITS_IN_CN} | kwargs)


def goods_code_exists(column: str, *, name: str) -> models.CheckConstraint:
    """The database refuses a code that the nomenclature does not have; the first migration makes what knows them."""
    return models.CheckConstraint(condition=models.Q(known(column, "dependencies_is_goods_code")), name=name)


def country_exists(column: str, *, name: str) -> models.CheckConstraint:
    """The database refuses a code that is no country's; an empty column is none."""
    condition = models.Q(**{column: None}) | models.Q(known(column, "dependencies_is_country"))
    return models.CheckConstraint(condition=condition, name=name)


def known(column: str, function: str) -> models.Func:
    """That a function of the database knows what a column holds."""
    return models.Func(column, function=function, output_field=models.BooleanField())
