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
