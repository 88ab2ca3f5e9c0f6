"""A document as JSON and back. The dataclasses are the schema: the JSON has their fields, in kebab-case, and no others.

Reading is strict, because the stored document is the truth of what was said: an unknown key, a missing key or a
wrong type raises ``DocumentError`` with its path. A field that is None is left out of the JSON.
"""

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from reports.document.errors import DocumentError
from reports.document.model import Document

T = TypeVar("T")


def to_json(document: Document) -> dict[str, Any]:
    """The document as a JSON object. Origins are left out: they are ids of our own rows."""
    return cast(dict[str, Any], _encode(document))


def from_json(data: object) -> Document:
    """The document that a JSON object holds; raises ``DocumentError`` when it is not exactly one."""
    return _decode_dataclass(Document, data, "document")


def canonical_bytes(document: Document) -> bytes:
    """The one spelling of a document: UTF-8, keys sorted, no spaces."""
    text = json.dumps(to_json(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def sha256(document: Document) -> str:
    """The document's identity: the hexadecimal SHA-256 of its canonical bytes. Approvals are bound to it."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def _key(field: Field[Any]) -> str:
    return field.name.replace("_", "-")


@cache
def _stored_fields(kind: Hashable) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(cast(type, kind)) if field.metadata.get("stored", True))


def _encode(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        named = {"type": kind.type} if hasattr(kind, "type") else {}
        pairs = ((_key(field), field, getattr(value, field.name)) for field, _hint in _stored_fields(kind))
        # A width of 1 and of 1.0 are one width, so they must have one spelling.
        stored = {key: float(held) if field.type is float else held for key, field, held in pairs if held is not None}
        return named | {key: _encode(held) for key, held in stored.items()}
    if isinstance(value, Mapping):
        return {key: _encode(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [_encode(held) for held in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def _decode(hint: Any, value: object, path: str) -> object:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _decode_union(get_args(hint), value, path)
    if origin is tuple:
        return _decode_tuple(get_args(hint)[0], value, path)
    if origin is Mapping:
        return _decode_mapping(get_args(hint)[1], value, path)
    if origin is Literal:
        return _decode_literal(get_args(hint), value, path)
    if is_dataclass(hint):
        return _decode_dataclass(cast(type, hint), value, path)
    return _decode_scalar(hint, value, path)


def _decode_dataclass(kind: type[T], value: object, path: str) -> T:
    if not isinstance(value, dict):
        raise DocumentError(path, "an object is expected")
    known = {_key(field): (field, hint) for field, hint in _stored_fields(cast(Hashable, kind))}
    extra = set(value) - set(known) - ({"type"} if hasattr(kind, "type") else set())
    if extra:
        raise DocumentError(path, f"unknown key {min(map(str, extra))!r}")
    arguments = {}
    for key, (field, hint) in known.items():
        if key in value:
            arguments[field.name] = _decode(hint, value[key], f"{path}.{key}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise DocumentError(path, f"key {key!r} is missing")
    return kind(**arguments)


def _decode_union(options: tuple[Any, ...], value: object, path: str) -> object:
    """One of several types: told apart by their ``type`` when they are runs or blocks, otherwise by their shape."""
    tagged = {option.type: option for option in options if hasattr(option, "type")}
    if tagged:
        tag = value.get("type") if isinstance(value, dict) else None
        if not isinstance(tag, str) or tag not in tagged:
            raise DocumentError(path, f"type is one of {', '.join(sorted(tagged))}")
        return _decode_dataclass(tagged[tag], value, path)
    # What remains is "string or runs" and "something or absent"; null is never written, so it is refused here.
    rest = [option for option in options if option is not NoneType and (option is str) is isinstance(value, str)]
    if not rest:
        raise DocumentError(path, "wrong type")
    return _decode(rest[0], value, path)


def _decode_tuple(hint: Any, value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise DocumentError(path, "a list is expected")
    return tuple(_decode(hint, item, f"{path}[{index}]") for index, item in enumerate(value))


def _decode_mapping(hint: Any, value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise DocumentError(path, "an object is expected")
    return {key: _decode(hint, held, f"{path}.{key}") for key, held in value.items()}


def _decode_literal(options: tuple[object, ...], value: object, path: str) -> object:
    if not any(type(value) is type(option) and value == option for option in options):
        raise DocumentError(path, f"{options[0]!r} is expected")
    return value


def _decode_scalar(hint: type, value: object, path: str) -> object:
    if issubclass(hint, StrEnum):
        if value not in tuple(hint) or not isinstance(value, str):
            raise DocumentError(path, f"one of {', '.join(hint)} is expected")
        return hint(value)
    if hint is date:
        return _decode_date(value, path)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise DocumentError(path, f"{hint.__name__} is expected")
    return value


def _decode_date(value: object, path: str) -> date:
    try:
        parsed = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    # fromisoformat also reads "20231215"; one date has one spelling here.
    if parsed is None or parsed.isoformat() != value:
        raise DocumentError(path, "a date like 2023-12-15 is expected")
    return parsed
