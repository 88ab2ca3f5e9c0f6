"""A download is in the language of who asks for it, to the name of its sheet."""

from __future__ import annotations

import io

import pytest
from django.http import HttpResponse
from django.utils import translation
from python_calamine import CalamineWorkbook

from core.exports import FORMATS


def sheet_names(format_: str) -> list[str]:
    response = FORMATS[format_]([["Title"], ["Plan"]])
    assert isinstance(response, HttpResponse)
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).sheet_names


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
@pytest.mark.parametrize(("language", "name"), [("en", "List"), ("nl", "Lijst")])
def test_the_sheet_has_a_name_in_the_language_of_the_reader(format_: str, language: str, name: str) -> None:
    with translation.override(language):
        assert sheet_names(format_) == [name]
