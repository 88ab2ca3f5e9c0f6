"""The bases of what the API reads and writes: names in lowerCamelCase, and nothing that is not described."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api.naming import camel

LONGEST_NAME = 100


class CamelSerializer(serializers.Serializer):
    """A serializer whose fields are written here as Python names and outside in lowerCamelCase.

    Input with a key that is no field is refused, so that a slip of the pen is not a silent loss.
    """

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = {}
        for name, field in super().get_fields().items():
            spelled = camel(name)
            if field.source is None and spelled != name:
                field.source = name
            fields[spelled] = field
        return fields

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The facts by their Python names; raises ValidationError with every field that is wrong or unknown."""
        unknown = {}
        if isinstance(data, Mapping):
            unknown = {
                str(key)[:LONGEST_NAME]: [_("This is not known here.")] for key in data if key not in self.fields
            }
        try:
            facts = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(cast(dict[str, Any], error.detail) | unknown) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return facts


class QuerySerializer(CamelSerializer):
    """The parameters that a GET takes; with none declared, it takes none."""

    @classmethod
    def read(cls, parameters: QueryDict, context: dict[str, Any]) -> dict[str, Any]:
        """The parameters by their Python names; raises ValidationError for what is wrong, unknown or given twice."""
        query = cls(context=context)
        data: dict[str, Any] = {}
        twice = {}
        for key, values in parameters.lists():
            if isinstance(query.fields.get(key), serializers.ListField):
                data[key] = values
            elif len(values) == 1:
                data[key] = values[0]
            else:
                twice[key[:LONGEST_NAME]] = [_("Give this once.")]
        if twice:
            raise serializers.ValidationError(twice)
        query = cls(data=data, context=context)
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)


class PageQuerySerializer(QuerySerializer):
    """Which page of a list, and how long."""

    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1, help_text="Number of the page.")
    page_size = serializers.IntegerField(min_value=1, max_value=100, default=25, help_text="Rows on a page.")


class PageLinksSerializer(CamelSerializer):
    """Addresses of the pages around this one, null where there is none."""

    self = serializers.CharField(help_text="This page.")
    first = serializers.CharField(help_text="The first page.")
    prev = serializers.CharField(allow_null=True, help_text="The page before.")
    next = serializers.CharField(allow_null=True, help_text="The page after.")
    last = serializers.CharField(help_text="The last page.")


class PageSerializer(CamelSerializer):
    """One page of a list."""

    count = serializers.IntegerField(help_text="How many rows there are for you, on all pages together.")
    page = serializers.IntegerField(help_text="Number of this page.")
    page_size = serializers.IntegerField(help_text="Rows on a page.")
    links = PageLinksSerializer()


@cache
def page_of(row: type[CamelSerializer]) -> type[PageSerializer]:
    """The serializer of a page of such rows."""
    name = row.__name__.replace("Serializer", "PageSerializer")
    return type(name, (PageSerializer,), {"results": row(many=True), "__doc__": PageSerializer.__doc__})
