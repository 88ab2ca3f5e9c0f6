"""What the API reads: names, bodies and texts, however wrong they are."""

import io
import json

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError

from core.api.fields import DistinctListField, QuarterField, Text
from core.api.naming import camel
from core.api.parsers import StrictJSONParser
from core.api.problems import ContentTooLarge
from core.api.serializers import CamelSerializer, QuerySerializer
from core.quarters import Quarter


def parse(body: bytes) -> object:
    return StrictJSONParser().parse(io.BytesIO(body))


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("title", "title"), ("due_on", "dueOn"), ("led_by_secretariat", "ledBySecretariat"), ("q", "q")],
)
def test_a_name_is_spelled_in_lower_camel_case(name: str, spelled: str) -> None:
    assert camel(name) == spelled


plain = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | plain,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
        max_leaves=10,
    )
)
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'title': 1}",
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b'{"title": 1, "title": 2}',
        b'{"a": {"title": 1, "title": 2}}',
        b'{"\\u0000": 1}',
        b'{"title": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
    ],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(body)


@pytest.mark.parametrize("text", ["\\u0000", "a\\ud800b", "\\udc00"])
@pytest.mark.parametrize("shape", ['{"title": "%s"}', '{"title": ["%s"]}', '{"title": [{"x": "%s"}]}'])
def test_nul_and_halves_of_characters_are_refused_at_their_field(text: str, shape: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse((shape % text).encode())
    assert list(refused.value.detail) == ["title"]


def test_a_pair_of_halves_is_one_character() -> None:
    assert parse(b'{"title": "\\ud83d\\ude00"}') == {"title": "\U0001f600"}


def test_a_body_that_is_too_long_is_not_read_on(settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10  # type: ignore[attr-defined]
    assert parse(b'"12345678"') == "12345678"
    stream = io.BytesIO(b" " * 1_000)
    with pytest.raises(ContentTooLarge):
        StrictJSONParser().parse(stream)
    assert stream.tell() == 11


class Thing(CamelSerializer):
    due_on = serializers.DateField()
    title = Text(max_length=5)
    tags = DistinctListField(child=Text(max_length=5), required=False)


def refusal(data: object) -> dict[str, object]:
    thing = Thing(data=data)
    assert not thing.is_valid()
    return dict(thing.errors)


def test_names_are_ours_inside_and_camel_case_outside() -> None:
    thing = Thing(data={"dueOn": "2023-12-04", "title": "a"})
    assert thing.is_valid()
    assert set(thing.validated_data) == {"due_on", "title"}
    assert set(Thing({"due_on": None, "title": "a", "tags": []}).data) == {"dueOn", "title", "tags"}


def test_every_wrong_and_unknown_key_is_told_at_once() -> None:
    assert set(refusal({"due_on": "2023-12-04", "title": "", "x": 1})) == {"dueOn", "due_on", "title", "x"}


@pytest.mark.parametrize("data", [[], "text", 3, None, True])
def test_a_body_that_is_no_object_is_refused(data: object) -> None:
    assert refusal(data)


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "123456", "\u4e2d", "a\0", "\ud800", 3.5j, [], {}, True, None])
def test_a_text_is_cleaned_measured_and_refused(title: object) -> None:
    assert "title" in refusal({"dueOn": "2023-12-04", "title": title})


def test_a_text_is_measured_as_it_is_kept() -> None:
    thing = Thing(data={"dueOn": "2023-12-04", "title": "  12\u200b345 \n"})
    assert thing.is_valid(), thing.errors
    assert thing.validated_data["title"] == "12345"


def test_nothing_stands_in_a_list_twice() -> None:
    assert "tags" in refusal({"dueOn": "2023-12-04", "title": "a", "tags": ["x", "x"]})


@pytest.mark.parametrize("written", ["2023-Q5", "2023-q4", "1999-Q1", "", " 2023-Q4", None, 4, [], {}, True])
def test_what_is_no_quarter_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        QuarterField().run_validation(written)


def test_a_quarter_is_read_and_written() -> None:
    assert QuarterField().run_validation("2023-Q4") == Quarter(2023, 4)
    assert QuarterField().to_representation(Quarter(2023, 4)) == "2023-Q4"


class Query(QuerySerializer):
    page_size = serializers.IntegerField(required=False)
    state = serializers.ListField(child=serializers.CharField(), required=False)


def test_a_list_in_a_query_is_given_more_than_once_and_anything_else_is_not() -> None:
    assert Query.read(QueryDict("state=a&state=b&pageSize=2"), {}) == {"state": ["a", "b"], "page_size": 2}
    for wrong in ("pageSize=1&pageSize=1", "page_size=1", "x=", "pageSize=", "format=json"):
        with pytest.raises(ValidationError):
            Query.read(QueryDict(wrong), {})
