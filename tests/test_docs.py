"""The documentation is true: its links lead somewhere, and its table of settings is the one that settings.py reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
SETTING = re.compile(r"\b(?:DATABASE_URL|REDIS_URL|TASKFORCE_[A-Z_]+)\b")
# A name in the first column of a table, and one that settings.py asks the environment for.
LISTED = re.compile(r"^\|((?: ?`[A-Z_]+`,?)+) \|", re.MULTILINE)
READ = re.compile(r'(?:environ\.get|flag)\("([A-Z_]+)"')
CITED = re.compile(r"docs/architecture\.md, rules?((?: (?:and )?[0-9]+,?)+)")


def broken_links(page: Path, words: str) -> list[str]:
    """The links and pictures of a page that lead to no file."""
    links = [link for link in LINK.findall(words) if "://" not in link]
    return [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_is_there(page: Path) -> None:
    assert broken_links(page, page.read_text()) == []


def test_a_broken_link_is_seen() -> None:
    words = "[a](docs/none.md) ![b](docs/none.png) [c](README.md#top) [d](https://example.org) [e](#here)"
    assert broken_links(ROOT / "README.md", words) == ["docs/none.md", "docs/none.png"]


def test_every_setting_is_in_the_table_and_nothing_else_is() -> None:
    listed = SETTING.findall(" ".join(LISTED.findall((ROOT / "docs" / "architecture.md").read_text())))
    assert len(listed) == len(set(listed))
    assert set(listed) == set(READ.findall((ROOT / "taskforce" / "settings.py").read_text()))


def test_every_rule_that_code_cites_is_in_the_list() -> None:
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    rules = set(re.findall(r"^([0-9]+)\. \*\*", architecture, re.MULTILINE))
    code = [path.read_text() for app in (*settings.OWN_APPS, "tests") for path in (ROOT / app).rglob("*.py")]
    cited = {number for words in code for said in CITED.findall(words) for number in re.findall("[0-9]+", said)}
    assert cited
    assert cited <= rules


NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def missing_tests(words: str) -> list[str]:
    """The tests that a page names and that are not there."""
    named = NAMED_TEST.findall(words)
    return [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or not re.search(rf"^ *def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]


def test_every_test_that_the_threat_model_names_is_there() -> None:
    words = (ROOT / "docs" / "threat-model.md").read_text()
    assert len(NAMED_TEST.findall(words)) == words.count("`tests/")
    assert missing_tests(words) == []


def test_a_test_that_is_not_there_is_seen() -> None:
    there = "`tests/test_docs.py::test_a_broken_link_is_seen`"
    words = f"`tests/test_docs.py::test_none` `tests/none.py::test_none` {there}"
    assert missing_tests(words) == ["tests/test_docs.py::test_none", "tests/none.py::test_none"]


def test_every_row_of_the_threat_model_names_a_test() -> None:
    table = (ROOT / "docs" / "threat-model.md").read_text().split("## Ways out")[1].split("## What is not closed")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert rows
    assert [row for row in rows if "`tests/" not in row] == []
