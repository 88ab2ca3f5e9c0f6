"""Two versions beside each other: what was added, taken away and rewritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from core.differences import Fate
from reports import document as doc
from reports.comparing import Comparison, changed_lines, compare
from reports.models import Report
from tests.compiles import hceu_circle, hceu_report
from tests.factories import Q4, ReportFactory, a_user
from tests.publishing import a_document, a_version
from tests.reports.test_pages import text_of

SignIn = Callable[[User], Client]
A = "De taskforce heeft in dit kwartaal drie kennissessies gehouden."
B = "De consultatie van bedrijven loopt."
C = "Over halfgeleiders is overleg met de Commissie gestart."


def between(before: list[str], after: list[str]) -> Comparison:
    report = Report(quarter=Q4, audience="kamer", title="Rapport")
    return compare(a_document(report, 1, *before), a_document(report, 1, *after))


def told(comparison: Comparison) -> list[str]:
    return [change.fate for change in comparison.changes]


class TestCompare:
    def test_the_same_is_the_same(self) -> None:
        found = between([A, B], [A, B])
        assert (found.changes, found.same) == ((), 4)

    def test_a_passage_in_front_does_not_move_the_rest(self) -> None:
        found = between([A, B], [C, A, B])
        assert told(found) == ["added"]
        assert found.changes[0].section == "Voortgang"

    def test_a_passage_that_is_gone(self) -> None:
        assert told(between([A, C, B], [A, B])) == ["taken-away"]

    def test_a_passage_that_was_rewritten_is_told_by_its_words(self) -> None:
        (change,) = between([A, B], [A.replace("drie", "vier"), B]).changes
        assert change.before is not None
        assert change.after is not None
        assert [piece.text for piece in change.before if piece.fate == Fate.TAKEN_AWAY] == ["drie "]
        assert [piece.text for piece in change.after if piece.fate == Fate.ADDED] == ["vier "]

    def test_a_passage_that_has_little_in_common_is_another(self) -> None:
        assert sorted(told(between([A], [C]))) == ["added", "taken-away"]

    def test_another_title_is_told_beside_the_chapters(self) -> None:
        old = a_document(Report(quarter=Q4, audience="kamer", title="Rapport"), 1, A)
        new = a_document(Report(quarter=Q4, audience="kamer", title="Verslag"), 1, A)
        (change,) = compare(old, new).changes
        assert (change.section, change.fate) == ("", "changed")

    @given(*[st.lists(st.sampled_from([A, B, C, A.replace("drie", "vier"), C + " " + B]), max_size=7)] * 2)
    def test_nothing_of_either_version_is_lost(self, before: list[str], after: list[str]) -> None:
        found = between(before, after)
        assert found.same + found.changed + found.taken_away == len(before) + 2
        assert found.same + found.changed + found.added == len(after) + 2

    @given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
    def test_pieces_are_the_two_texts_woven_into_one(self, before: str, after: str) -> None:
        pieces = list(changed_lines(before, after))
        old = "".join(piece.text for piece in pieces if piece.fate != Fate.ADDED)
        new = "".join(piece.text for piece in pieces if piece.fate != Fate.TAKEN_AWAY)
        assert (old.split(), new.split()) == (before.split(), after.split())


class TestPage:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def english(self, client: Client) -> None:
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def address(self, report: Report) -> str:
        return reverse("reports:compare", args=[report.pk])

    def test_it_compares_the_last_two_unless_others_are_chosen(self, sign_in: SignIn) -> None:
        report = ReportFactory()
        for words in (A, A.replace("drie", "vier"), A.replace("drie", "vijf")):
            a_version(report, words)
        browser = sign_in(a_user())
        said = text_of(browser.get(self.address(report)))
        assert "What changed from version 2 to version 3" in said
        # The text is Dutch, the words that say what became of it are the page's.
        assert '<span class="changed-words" lang="nl">' in said
        assert '<del><span class="visually-hidden" lang="en">removed: </span>vier </del>' in said
        assert '<ins><span class="visually-hidden" lang="en">added: </span>vijf </ins>' in said
        said = text_of(browser.get(self.address(report), {"before": 1, "after": 3}))
        assert "removed: </span>drie " in said
        assert self.address(report) in text_of(browser.get(report.get_absolute_url()))

    @pytest.mark.parametrize("chosen", [{"before": "9", "after": "1"}, {"before": "1"}, {"before": "x", "after": "2"}])
    def test_a_version_that_does_not_exist_is_said_at_the_field(self, sign_in: SignIn, chosen: dict[str, str]) -> None:
        report = ReportFactory()
        a_version(report, A)
        a_version(report, B)
        answer = sign_in(a_user()).get(self.address(report), chosen)
        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert "comparison" not in answer.context

    @pytest.mark.parametrize("versions", [0, 1])
    def test_with_fewer_than_two_it_says_what_would_be_here(self, sign_in: SignIn, versions: int) -> None:
        report = ReportFactory()
        for _each in range(versions):
            a_version(report)
        assert "There are no two versions yet" in text_of(sign_in(a_user()).get(self.address(report)))

    def test_who_does_not_see_the_report_does_not_see_what_changed(self, sign_in: SignIn) -> None:
        report = hceu_report(hceu_circle())
        a_version(report, A)
        a_version(report, B)
        assert sign_in(a_user(Role.CO_CHAIR)).get(self.address(report)).status_code == 404


def test_a_long_report_is_compared_block_by_block_first() -> None:
    """A thousand paragraphs and a table of a thousand rows: the one passage and the one row that differ are found."""
    report = Report(quarter=Q4, audience="kamer", title="Rapport")
    words = [f"Activiteit {number} van dit kwartaal is volgens plan verlopen en afgerond." for number in range(1000)]
    changed = [*words[:400], words[400].replace("afgerond", "gestart"), *words[401:]]
    rows = tuple((f"Rij {number}", "lopend") for number in range(1000))

    def with_table(document: doc.Document, cells: tuple[tuple[str, str], ...]) -> doc.Document:
        columns = (doc.Column("Wat"), doc.Column("Stand"))
        table = doc.Table(title="Stand", columns=columns, rows=cells, classification=doc.Marking.PUBLIC)
        return replace(document, blocks=doc.number((*document.blocks, table)))

    old = with_table(a_document(report, 1, *words), rows)
    new = with_table(a_document(report, 1, *changed), (*rows[:500], ("Rij 500", "gedaan"), *rows[501:]))
    assert told(compare(old, new)) == ["changed", "changed"]
