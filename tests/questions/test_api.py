"""Question sets for machines: the versions that one may see, and one with its questions."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.classification import Classification
from accounts.roles import Role
from questions.models import QuestionSet
from tests.api_client import Machine, fields
from tests.factories import QuestionFactory, QuestionSetFactory, a_user, adopted_set

pytestmark = pytest.mark.django_db


def versions(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["version"] for row in answer.json()["results"]]


def path(row: QuestionSet) -> str:
    return f"/question-sets/{row.pk}"


def test_a_visitor_reads_the_first_version_whole(first: QuestionSet, draft: QuestionSet) -> None:
    machine = Machine()
    assert versions(machine.get("/question-sets")) == [1]
    told = machine.get(path(first)).json()
    assert (told["series"], told["version"], told["state"], told["basedOnVersion"]) == (
        "beoordeling",
        1,
        "adopted",
        None,
    )
    assert [one["key"] for one in told["questions"]][:2] == ["import", "origins"]
    assert len(told["questions"]) == 13
    asked = next(one for one in told["questions"] if one["key"] == "substitution")
    assert (asked["group"], asked["sourceSection"]) == ("risk", "1.2")
    assert asked["levelsNl"] == ["volledig", "ruim", "deels", "nauwelijks", "niet"]
    assert asked["levelsEn"][4] == "not at all"
    assert asked["quote"] == "de mogelijkheid tot tijdige substitutie door een vergelijkbaar product"
    assert machine.get(path(draft)).status_code == 404


def test_everybody_on_the_staff_reads_a_draft(draft: QuestionSet) -> None:
    for role in Role:
        assert versions(Machine(a_user(role)).get("/question-sets")) == [2, 1]


def test_the_list_has_no_questions_and_nobody_is_named(draft: QuestionSet) -> None:
    (second, _first) = Machine(a_user()).get("/question-sets").json()["results"]
    assert "questions" not in second
    assert not [name for name in second if "By" in name]
    assert (second["basedOnVersion"], second["note"]) == (1, "Wat er anders is")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=draft", [2]),
        ("state=adopted", [1, 7]),
        ("series=andere", [7]),
        ("series=geen", []),
        ("classification=public", [1]),
        ("updatedSince=2024-01-01T00:00:00Z", []),
        ("sort=version", [7, 1, 2]),
        ("pageSize=1&page=2", [1]),
    ],
)
def test_the_list_is_filtered_sorted_and_paged(draft: QuestionSet, query: str, found: list[int]) -> None:
    adopted_set(series="andere", version=7)
    assert versions(Machine(a_user()).get(f"/question-sets?{query}")) == found


@pytest.mark.parametrize("query", ["state=gone", "series=", "sort=note", "nope=1", "q=x", "page=0"])
def test_a_parameter_that_is_none_is_refused(first: QuestionSet, query: str) -> None:
    answer = Machine(a_user()).get(f"/question-sets?{query}")
    assert answer.status_code == 400
    assert fields(answer) == {query.split("=")[0]}


def test_what_did_not_change_is_not_sent_again(first: QuestionSet) -> None:
    machine = Machine()
    tag = machine.get(path(first))["ETag"]
    assert machine.get(path(first), if_none_match=tag).status_code == 304
    other = Machine(a_user())
    assert other.get(path(first))["ETag"] == tag


def test_it_is_read_only(first: QuestionSet) -> None:
    machine = Machine(a_user(Role.CO_CHAIR))
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for address in ("/question-sets", path(first)):
            assert machine.call(method, address, {}).status_code == 405


def test_what_is_hidden_is_not_there() -> None:
    hidden = QuestionSetFactory(classification=Classification.DEPARTMENTAL)
    machine = Machine(a_user(Role.POST))
    assert versions(machine.get("/question-sets")) == []
    assert machine.get(path(hidden)).status_code == 404
    assert Machine(a_user()).get(path(hidden)).status_code == 200


def test_more_versions_and_questions_ask_no_more_queries(count_queries: Any) -> None:
    machine = Machine(a_user())
    for number in range(3):
        QuestionFactory(question_set=QuestionSetFactory(series=f"reeks-{number}"))
    few = count_queries(lambda: machine.get("/question-sets?pageSize=100"))
    for number in range(3, 30):
        QuestionFactory(question_set=QuestionSetFactory(series=f"reeks-{number}"))
    assert count_queries(lambda: machine.get("/question-sets?pageSize=100")) <= few
    one = QuestionSet.objects.all()[0]
    few = count_queries(lambda: machine.get(path(one)))
    QuestionFactory.create_batch(20, question_set=one)
    assert count_queries(lambda: machine.get(path(one))) <= few
