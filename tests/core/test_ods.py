"""An OpenDocument spreadsheet holds what was written in it, as another program reads it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.ods import MEDIA_TYPE, Cell, write_ods

HEADINGS = ("Tekst", "Getal", "Dag")
# Letters, digits, punctuation, symbols and the space: what forms let through on one line.
LINES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), codec="utf-8"), min_size=1, max_size=40)


def written(*lines: Sequence[Cell], name: str = "Lijst") -> io.BytesIO:
    file = io.BytesIO()
    write_ods(file, name, (HEADINGS, *lines))
    file.seek(0)
    return file


def read(file: io.BytesIO) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


@given(LINES)
def test_every_text_is_read_as_it_was_written(text: str) -> None:
    assert read(written((text, 1, date(2023, 12, 4))))[1][0] == text


@pytest.mark.parametrize("text", ["  twee ervoor", "in  het midden", "<b>&amp;</b>", "\"'"])
def test_spaces_and_markup_stay(text: str) -> None:
    assert read(written((text, 1, date(2023, 12, 4))))[1][0] == text


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("  twee ervoor", '<text:s text:c="2"/>twee ervoor'),
        ("erna ", 'erna<text:s text:c="1"/>'),
        ("in   het midden", 'in<text:s text:c="3"/>het midden'),
        ("een\ttab", "een<text:tab/>tab"),
    ],
)
def test_space_that_readers_fold_is_spelled_out(text: str, spelled: str) -> None:
    with zipfile.ZipFile(written((text, 1, None))) as parts:
        assert f"<text:p>{spelled}</text:p>" in parts.read("content.xml").decode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_a_cell_stay_lines(end: str) -> None:
    assert read(written((f"een{end}{end}twee", 1, date(2023, 12, 4))))[1][0] == "een\n\ntwee"


def test_numbers_and_days_are_numbers_and_days() -> None:
    assert read(written(("a", 3, date(2023, 12, 4)), ("b", -1.5, None)))[1:] == [
        ["a", 3, date(2023, 12, 4)],
        ["b", -1.5, ""],
    ]


def test_a_sheet_has_its_name() -> None:
    assert CalamineWorkbook.from_filelike(written(name='"A" & <B>')).sheet_names == ['"A" & <B>']


def test_the_kind_of_file_is_told_by_its_first_bytes() -> None:
    content = written().getvalue()
    assert content[30:].startswith(b"mimetype" + MEDIA_TYPE.encode())


def test_the_manifest_names_every_part_and_there_is_nothing_about_the_writer() -> None:
    with zipfile.ZipFile(written()) as parts:
        assert parts.namelist() == ["mimetype", "META-INF/manifest.xml", "content.xml"]
        assert b'full-path="content.xml"' in parts.read("META-INF/manifest.xml")
