"""The page that explains the API: our own rendering of the OpenAPI document, without a line of script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.views.generic import TemplateView

from taskforce.api import document

Schema = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """A parameter, a header or a field: what it is called, what it holds, whether it must be there."""

    name: str
    type: str
    description: str
    required: bool = False
    place: str = ""


@dataclass(frozen=True)
class Answer:
    """What an operation answers with a status; `schema` is the name of a described object, if it answers one."""

    status: str
    description: str
    schema: str


@dataclass(frozen=True)
class Example:
    """A body as it may be sent or answered, as JSON, and of which described object."""

    name: str
    object: str
    description: str
    json: str


@dataclass(frozen=True)
class Operation:
    """One thing that the API does."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Fact, ...]
    body: str
    examples: tuple[Example, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Thing:
    """A described object: its fields, or the values that it may have."""

    name: str
    description: str
    fields: tuple[Fact, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """The operations of one tag."""

    name: str
    description: str
    operations: tuple[Operation, ...]


def chapters(api: Schema) -> list[Chapter]:
    """The operations by tag, in the order of the document."""
    found = list(operations(api))
    return [
        Chapter(tag["name"], tag["description"], tuple(each for name, each in found if name == tag["name"]))
        for tag in api["tags"]
    ]


def operations(api: Schema) -> Iterator[tuple[str, Operation]]:
    """Every operation, with its tag."""
    base = api["servers"][0]["url"]
    for path, methods in api["paths"].items():
        for method, described in methods.items():
            yield (
                described["tags"][0],
                Operation(
                    id=described["operationId"],
                    method=method.upper(),
                    path=base + path,
                    summary=described["summary"],
                    description=described.get("description", ""),
                    parameters=tuple(map(parameter, described.get("parameters", ()))),
                    body=name_in(described.get("requestBody", {})),
                    examples=tuple(examples(described)),
                    answers=tuple(answer(api, status, given) for status, given in described["responses"].items()),
                ),
            )


def parameter(described: Schema) -> Fact:
    """A parameter or header as a fact."""
    return Fact(
        name=described["name"],
        type=type_of(described["schema"]),
        description=described.get("description", ""),
        required=described.get("required", False),
        place=described["in"],
    )


def examples(operation: Schema) -> Iterator[Example]:
    """The examples of what is sent, then of what is answered."""
    for described in (operation.get("requestBody", {}), *operation["responses"].values()):
        for content in described.get("content", {}).values():
            for name, each in content.get("examples", {}).items():
                body = json.dumps(each["value"], indent=2, ensure_ascii=False)
                yield Example(each.get("summary", name), name_in(described), each.get("description", ""), body)


def answer(api: Schema, status: str, given: Schema) -> Answer:
    """An answer, looked up where the document refers to a shared one."""
    if "$ref" in given:
        given = api["components"]["responses"][last(given["$ref"])]
    return Answer(status, given.get("description", ""), name_in(given))


def things(api: Schema) -> list[Thing]:
    """Every described object, in the order of the document."""
    return [thing(name, schema) for name, schema in sorted(api["components"]["schemas"].items())]


def thing(name: str, schema: Schema) -> Thing:
    """One described object."""
    required = schema.get("required", ())
    return Thing(
        name=name,
        description=schema.get("description", "") if "enum" not in schema else "",
        fields=tuple(
            Fact(field, type_of(inner), inner.get("description", ""), field in required)
            for field, inner in schema.get("properties", {}).items()
        ),
        values=tuple(str(value) if value != "" else "“”" for value in schema.get("enum", ())),
    )


def type_of(schema: Schema) -> str:
    """What a value may be, in a few words: “date or null”, “list of string”."""
    if "$ref" in schema:
        return last(schema["$ref"])
    for several in ("oneOf", "allOf", "anyOf"):
        if several in schema:
            return " or ".join(type_of(each) for each in schema[several])
    types = schema.get("type", "any")
    names = [types] if isinstance(types, str) else list(types)
    return " or ".join(_named(name, schema) for name in names)


def _named(name: str, schema: Schema) -> str:
    if name == "array":
        return f"list of {type_of(schema['items'])}"
    if name == "null":
        return name
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    return str(schema.get("format", name))


def name_in(described: Schema) -> str:
    """The name of the object in a body; empty where there is none."""
    for content in described.get("content", {}).values():
        if "$ref" in content.get("schema", {}):
            return last(content["schema"]["$ref"])
    return ""


def last(reference: str) -> str:
    """The name at the end of a reference within the document."""
    return reference.rsplit("/", 1)[-1]


class ApiDocsPage(TemplateView):
    """What the API can do, for people."""

    template_name = "taskforce/api_docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        api = document()
        return super().get_context_data(**kwargs) | {
            "info": api["info"],
            "chapters": chapters(api),
            "things": things(api),
        }
