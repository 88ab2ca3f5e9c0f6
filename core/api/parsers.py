"""Reading a body, more strictly than JSON demands: what cannot be stored or means two things is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.settings import api_settings

from core.api.problems import ContentTooLarge


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, no longer than DATA_UPLOAD_MAX_MEMORY_SIZE, without NUL, halves of characters or repeated keys."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """What the body says. Raises ParseError, or ContentTooLarge before reading on."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise ContentTooLarge
        try:
            data = json.loads(
                body.decode("utf-8"), object_pairs_hook=_without_repetition, parse_constant=_refuse_constant
            )
            wrong = [key for key, value in _parts(data) if any(map(_unstorable, _texts(value)))]
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is not JSON that can be read: %(error)s.") % {"error": _reason(error)}) from error
        if wrong:
            message = _("This holds NUL or half a character, which cannot be kept.")
            raise ValidationError({key: [message] for key in wrong})
        return data


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(_("a key is given twice"))
    if any(map(_unstorable, found)):
        raise ValueError(_("a key holds NUL or half a character"))
    return found


def _parts(data: Any) -> Iterable[tuple[str, Any]]:
    """The fields of an object; anything else is one part without a name."""
    return data.items() if isinstance(data, dict) else [(api_settings.NON_FIELD_ERRORS_KEY, data)]


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _unstorable(text: str) -> bool:
    return any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def _refuse_constant(name: str) -> Any:
    raise ValueError(_("%(name)s is not a number in JSON") % {"name": name})


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("it is nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return _("it is not in UTF-8")
    return str(error)
