"""Question sets through the pages: reading them, drafting a version, and adopting it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.history import history_of
from questions import actions
from questions.models import Group, Question, QuestionSet, SetState
from tests.factories import NOW, QuestionFactory, QuestionSetFactory, a_user, a_viewer, adopted_set, viewer_of
from tests.questions.browsing import Browser, address
from tests.timeline.browsing import refused

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]

HIDDEN = "geheim-merkteken"
TYPED: dict[str, Any] = {
    "key": "stocks",
    "group": 3,
    "text_nl": "Hoe groot is de voorraad?",
    "text_en": "How large are stocks?",
    "quote": None,
    "source_section": None,
    **{f"level_{n}_nl": f"niveau {n}" for n in range(1, 6)},
    **{f"level_{n}_en": f"level {n}" for n in range(1, 6)},
}


def reread(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def plain(page: str) -> str:
    """A page without its tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# Reading


def test_a_set_shows_its_questions_by_group_with_levels_and_the_words_of_the_letter(
    first: QuestionSet, at_desk: Browser
) -> None:
    page = at_desk.text("set", first)
    words = plain(page)
    places = [words.index(str(group.label)) for group in Group]
    assert places == sorted(places)
    assert "9. To what extent can a comparable product replace it in time?" in words
    assert "1 fully 2 amply 3 partly 4 hardly 5 not at all" in words
    assert "In time is: before the public interest is harmed." in words
    assert "‘de mogelijkheid tot tijdige substitutie door een vergelijkbaar product’" in words
    assert '<span lang="nl">‘de mogelijkheid' in page
    assert "Letter to the House, section 1.2" in words
    assert "the mean of the answers to the 6 questions about risk" in words
    assert "the highest of the answers to the 3 questions" in words


def test_a_reader_of_dutch_reads_dutch(first: QuestionSet, at_desk: Browser) -> None:
    at_desk.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"
    words = plain(at_desk.text("set", first))
    assert "In hoeverre kan een vergelijkbaar product het op tijd vervangen?" in words
    assert "1 volledig 2 ruim 3 deels 4 nauwelijks 5 niet" in words
    assert "replace it in time" not in words.split("Hoe een score")[0]


def test_the_list_shows_every_version_that_one_may_see(draft: QuestionSet, browse: Browse) -> None:
    QuestionSetFactory(series="geheim", note=HIDDEN, classification=Classification.DEPARTMENTAL)
    page = browse(a_user(Role.POST)).text("list")
    assert "2 of 2 versions" in page
    assert address("set", draft) in page
    assert HIDDEN not in page
    assert "1 of 2 versions" in browse(a_user(Role.POST)).text("list", query="state=draft")


def test_the_list_is_downloaded_as_it_is_seen(draft: QuestionSet, at_desk: Browser) -> None:
    lines = at_desk.open("list", query="download=csv").content.decode("utf-8-sig").splitlines()
    assert len([line for line in lines if "version" in line and "assessment" in line]) == 2
    assert any("Wat er anders is" in line and ",13," in line for line in lines)


def test_a_visitor_is_asked_to_sign_in(first: QuestionSet, client: Any) -> None:
    for name, row in (("list", None), ("set", first), ("compare", first), ("history", first)):
        assert Browser(client).open(name, row).status_code == 302


def test_what_one_may_not_see_does_not_exist(browse: Browse) -> None:
    hidden = QuestionFactory(
        question_set=QuestionSetFactory(classification=Classification.DEPARTMENTAL), text_nl=HIDDEN
    )
    reader = browse(a_user(Role.DEPARTMENT_MEMBER))
    for name in ("set", "compare", "history", "change-note", "adopt", "add-question"):
        assert reader.open(name, hidden.question_set).status_code == 404
    for name in ("change-question", "place-question", "remove-question"):
        response = reader.open(name, hidden)
        assert response.status_code == 404
        assert HIDDEN not in response.content.decode()


# Who may


ROLES = {
    "secretariat": (lambda: a_user(), True, False),
    "co-chair": (lambda: a_user(Role.CO_CHAIR, department="BZ"), True, True),
    "member": (lambda: a_user(Role.DEPARTMENT_MEMBER), False, False),
    "post": (lambda: a_user(Role.POST), False, False),
    "HCEU reader": (lambda: a_user(Role.HCEU_READER), False, False),
    "auditor": (lambda: a_user(Role.AUDITOR), False, False),
}


@pytest.mark.parametrize("who", ROLES)
def test_each_role_may_do_what_the_role_table_says_and_is_offered_just_that(
    draft: QuestionSet, first: QuestionSet, browse: Browse, who: str
) -> None:
    user, changes, adopts = ROLES[who]
    browser = browse(user())
    page, asked = browser.text("set", draft), draft.questions.all()[0]
    on_draft = {"change-note": changes, "add-question": changes, "reclassify": changes, "adopt": adopts}
    for name, allowed in on_draft.items():
        assert browser.open(name, draft).status_code == (200 if allowed else 403)
        assert (address(name, draft) in page) is allowed
    for name in ("change-question", "place-question", "remove-question"):
        assert browser.open(name, asked).status_code == (200 if changes else 403)
        assert (address(name, asked) in page) is changes
    assert (address("draft", first) in browser.text("set", first)) is changes
    assert address("draft", draft) not in page


def test_of_an_adopted_set_nothing_is_offered_that_would_change_it(first: QuestionSet, at_desk: Browser) -> None:
    page = at_desk.text("set", first)
    for name in ("change-note", "add-question", "adopt"):
        assert address(name, first) not in page
    assert address("change-question", first.questions.all()[0]) not in page
    assert "it does not change any more" in page


def test_a_form_over_an_adopted_set_says_what_to_do(first: QuestionSet, at_desk: Browser) -> None:
    refused(at_desk.do("add-question", first, **TYPED), "__all__", "Draft a next one.")
    refused(at_desk.do("change-note", first, note="Anders"), "__all__", "does not change any more")
    assert first.questions.count() == 13


# Drafting and changing


def test_a_next_version_is_drafted_and_says_what_it_is_based_on(first: QuestionSet, at_desk: Browser) -> None:
    response = at_desk.do("draft", first, note="Scherper over voorraden")
    made = QuestionSet.objects.get(version=2)
    assert response.url == made.get_absolute_url()
    page = at_desk.text("set", made)
    assert "The next version was drafted." in page
    assert "Scherper over voorraden" in page
    assert "a draft; it holds once a co-chair adopts it" in page


def test_the_same_form_sent_twice_drafts_one_version(first: QuestionSet, at_desk: Browser) -> None:
    data = at_desk.fill_in("draft", first, note="Scherper")
    urls = {at_desk.send("draft", first, data).url for _ in range(2)}
    assert len(urls) == 1
    assert QuestionSet.objects.count() == 2


@pytest.mark.parametrize(("note", "words"), [(None, "Say what this version changes"), ("a" * 5_001, "at most 5000")])
def test_a_version_says_what_it_changes(first: QuestionSet, at_desk: Browser, note: str, words: str) -> None:
    refused(at_desk.do("draft", first, note=note), "note", words)
    assert QuestionSet.objects.count() == 1


def test_a_question_is_added_changed_moved_and_removed(draft: QuestionSet, at_desk: Browser) -> None:
    at_desk.do("add-question", draft, **TYPED)
    added = draft.questions.get(key="stocks")
    assert (added.group, added.levels_en[4], added.quote) == (Group.RISK, "level 5", "")
    at_desk.do("change-question", added, text_nl="Hoe groot zijn de voorraden?", quote="de mate", source_section="1.1")
    changed = reread(added)
    assert (changed.text_nl, changed.quote, changed.source_section) == (
        "Hoe groot zijn de voorraden?",
        "de mate",
        "1.1",
    )
    at_desk.do("place-question", added, after="first")
    assert next(one.key for one in draft.questions.filter(group=Group.RISK)) == "stocks"
    at_desk.do("remove-question", added)
    assert not draft.questions.filter(key="stocks").exists()
    told = {(line.deed.value, line.part) for change in history_of(a_viewer(), reread(draft)) for line in change.lines}
    assert {deed for deed, part in told if part} == {"added", "changed", "removed"}


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no group": ({"group": None}, "group", "Choose what it helps to judge."),
    "an unknown group": ({"group": "9"}, "group", "Select a valid choice"),
    "no Dutch": ({"text_nl": None}, "text_nl", "Ask the question in Dutch."),
    "no English": ({"text_en": " "}, "text_en", "Ask the question in English."),
    "a text that is too long": ({"text_nl": "a" * 301}, "text_nl", "at most 300 characters (it has 301)"),
    "four levels": ({"level_4_nl": None}, "level_4_nl", "Give this level a name."),
    "the same level twice": ({"level_4_nl": "niveau 1"}, "level_4_nl", "Another level has this name."),
    "a level that is too long": ({"level_5_en": "a" * 81}, "level_5_en", "at most 80 characters"),
    "a quote from nowhere": ({"quote": "de mate"}, "source_section", "Say in which section of the letter"),
    "a section without words": ({"source_section": "1.1"}, "quote", "Give the words of the letter"),
    "an unknown section": ({"source_section": "9"}, "source_section", "Select a valid choice"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_at_its_field_and_changes_nothing(draft: QuestionSet, at_desk: Browser, case: str) -> None:
    bad, field, words = BAD[case]
    response = at_desk.do("add-question", draft, **TYPED | {"help_nl": "Wat ik typte"} | bad)
    refused(response, field, words)
    assert "Wat ik typte" in response.content.decode()
    assert (draft.questions.count(), reread(draft).revision) == (13, 1)


@pytest.mark.parametrize("key", [None, "Een naam", "naam_", "relations", "-a", "a" * 51, "<b>"])
def test_a_short_name_is_one_and_is_new(draft: QuestionSet, at_desk: Browser, key: str) -> None:
    response = at_desk.do("add-question", draft, **TYPED | {"key": key})
    assert response.status_code == 422
    assert "key" in response.context["form"].errors
    assert draft.questions.count() == 13


def test_hostile_text_comes_out_as_plain_text(draft: QuestionSet, at_desk: Browser) -> None:
    at_desk.do("add-question", draft, **TYPED | {"text_nl": "<script>x</script>", "text_en": "<script>x</script>"})
    for name in ("set", "compare", "history"):
        page = at_desk.text(name, draft)
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


# Two people


def test_a_lost_race_over_a_question_shows_both_versions(draft: QuestionSet, at_desk: Browser) -> None:
    question = draft.questions.get(key="relations")
    mine = at_desk.fill_in("change-question", question, text_en="Mine?")
    at_desk.do("change-question", question, text_en="Theirs?", level_1_en="calm")
    response = at_desk.send("change-question", question, mine)
    assert response.status_code == 409
    differing = {one.label: (one.mine, one.theirs) for one in response.context["differences"]}
    assert differing == {"Question in English": ("Mine?", "Theirs?"), "Level 1 in English": ("very stable", "calm")}
    assert reread(question).text_en == "Theirs?"


def test_whoever_changes_what_was_adopted_meanwhile_keeps_the_words(draft: QuestionSet, at_desk: Browser) -> None:
    mine = at_desk.fill_in("change-note", draft, note="Van mij")
    at_desk.do("adopt", draft)
    late = at_desk.send("change-note", draft, mine)
    assert late.status_code == 409
    assert "Van mij" in late.content.decode()
    refused(at_desk.send("change-note", draft, mine | {"revision": 2}), "__all__", "does not change any more")


def test_a_question_that_was_moved_by_another_is_told(draft: QuestionSet, at_desk: Browser) -> None:
    question = draft.questions.get(key="relations")
    mine = at_desk.fill_in("place-question", question, after="first")
    at_desk.do("place-question", question, after=draft.questions.get(key="own-production"))
    response = at_desk.send("place-question", question, mine)
    assert response.status_code == 409
    (moved,) = response.context["differences"]
    assert moved.theirs == draft.questions.get(key="own-production").text


# Adopting and telling


def test_a_version_is_adopted_and_says_when_and_by_whom(draft: QuestionSet, browse: Browse) -> None:
    browser = browse(a_user(Role.CO_CHAIR, department="EZK", name="Covoorzitter EZK"))
    browser.do("adopt", draft)
    adopted = reread(draft)
    assert (adopted.state, adopted.adopted_at) == (SetState.ADOPTED, NOW)
    words = plain(browser.text("set", adopted))
    assert "adopted on 4 December 2023; it does not change any more Covoorzitter EZK" in words


def test_a_version_that_asks_nothing_about_risk_is_not_adopted(draft: QuestionSet, at_desk: Browser) -> None:
    draft.questions.filter(group=Group.RISK).delete()
    refused(at_desk.do("adopt", draft), "__all__", "How great is the risk of a supply interruption?")
    assert not reread(draft).is_adopted
    assert "Nothing is asked here yet." in at_desk.text("set", draft)


def test_an_adopted_version_is_reclassified_and_published(draft: QuestionSet, at_desk: Browser) -> None:
    at_desk.do("adopt", draft)
    assert address("publish", draft) not in at_desk.text("set", draft)
    page = at_desk.text("reclassify", draft)
    assert "Departmental" not in plain(page).split("Why this changes")[0].split("Who may read")[-1]
    at_desk.do("reclassify", draft, classification=0, reason="Mag bekend zijn")
    assert address("publish", draft) in at_desk.text("set", draft)
    at_desk.do("publish", draft)
    assert reread(draft).published_at == NOW
    assert "published on 4 December 2023" in plain(at_desk.text("set", draft))


def test_who_may_read_it_now_is_said_in_the_language_of_the_reader(draft: QuestionSet, at_desk: Browser) -> None:
    at_desk.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"
    assert "Nu: Intern Rijk. Alleen voor medewerkers van het Rijk." in plain(at_desk.text("reclassify", draft))


# Comparing


def test_a_draft_is_laid_beside_the_version_it_was_based_on(draft: QuestionSet, at_desk: Browser) -> None:
    asked = draft.questions.get(key="relations")
    at_desk.do("change-question", asked, text_en="How stable are relations with that country?", group=2)
    at_desk.do("remove-question", draft.questions.get(key="position"))
    at_desk.do("add-question", draft, **TYPED)
    page = at_desk.text("compare", draft)
    words = plain(page)
    assert "What changed from version 1 to version 2" in words
    assert "One question was changed , one was added , one was removed ." in words.replace(", ", " , ").replace(
        "removed.", "removed ."
    )
    assert f"Moved from “{Group.RISK.label}” to “{Group.STRATEGIC.label}”." in words
    assert "<ins>" in page
    assert "stable" in page
    assert "How large are stocks?" in words
    assert "How weak is the Dutch position" in words
    assert "Unchanged" in words


def test_other_versions_can_be_chosen_and_only_those_that_one_sees(
    draft: QuestionSet, first: QuestionSet, browse: Browse
) -> None:
    reader = browse(a_user(Role.POST))
    assert "What changed from version 1 to version 2" in plain(reader.text("compare", first))
    assert reader.open("compare", draft, "other=1").status_code == 200
    for wrong in ("other=2", "other=99", "other=x"):
        assert reader.open("compare", draft, wrong).status_code == 422
    QuestionSet.objects.filter(pk=draft.pk).update(classification=Classification.DEPARTMENTAL)
    page = reader.text("compare", first)
    assert "There is no other version yet" in page
    assert "ersion 2" not in page


def test_comparing_marks_the_page_as_heavily_as_either_version(browse: Browse) -> None:
    older = adopted_set(series="reeks", classification=Classification.PUBLIC)
    newer = QuestionSetFactory(series="reeks", version=2, classification=Classification.DEPARTMENTAL)
    page = browse(a_user()).text("compare", older)
    assert 'class="classification classification--departmental"' in page
    assert newer.version == 2


# History


def test_the_history_tells_what_changed_and_why(draft: QuestionSet, at_desk: Browser) -> None:
    at_desk.do("change-note", draft, note="Wat er nu anders is")
    at_desk.do("reclassify", draft, classification=0, reason="Mag bekend zijn")
    page = at_desk.text("history", draft)
    assert '<ins><span class="visually-hidden">added: </span>nu </ins>' in page
    assert "Mag bekend zijn" in page
    assert address("redact", draft) in page


def test_a_question_set_in_a_past_that_one_may_not_know_is_not_told(browse: Browse) -> None:
    made = QuestionSetFactory(note=HIDDEN, classification=Classification.DEPARTMENTAL)
    QuestionSet.objects.filter(pk=made.pk).update(note="Nu bekend", classification=Classification.INTERNAL)
    for name in ("set", "history"):
        assert HIDDEN not in browse(a_user(Role.POST)).text(name, made)
        assert HIDDEN in browse(a_user()).text(name, made)


# How many queries


def test_one_set_with_many_questions_takes_as_many_queries_as_with_few(
    at_desk: Browser, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    adopted_set(series="reeks", version=1)
    made = QuestionSetFactory(series="reeks", version=2)
    QuestionFactory(question_set=made)
    pages = ("set", "compare")
    few = [count_queries(partial(at_desk.text, name, made)) for name in pages]
    QuestionFactory.create_batch(30, question_set=made)
    many = [count_queries(partial(at_desk.text, name, made)) for name in pages]
    assert all(one <= other for one, other in zip(many, few, strict=True))


def test_a_list_of_fifty_takes_as_many_queries_as_of_ten(
    at_desk: Browser, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    queries = ("size=50", "download=csv")
    for number in range(10):
        adopted_set(series=f"reeks-{number}")
    ten = [count_queries(partial(at_desk.open, "list", query=query)) for query in queries]
    for number in range(10, 50):
        adopted_set(series=f"reeks-{number}")
    fifty = [count_queries(partial(at_desk.open, "list", query=query)) for query in queries]
    assert all(one <= other for one, other in zip(fifty, ten, strict=True))


def test_nobody_is_asked_by_a_question_that_is_gone(draft: QuestionSet, at_desk: Browser) -> None:
    question = draft.questions.get(key="relations")
    data = at_desk.fill_in("change-question", question, text_en="Late?")
    actions.remove_question(viewer_of(a_user()), question, revision=1)
    assert at_desk.send("change-question", question, data).status_code == 404
    assert not Question.objects.filter(text_en="Late?").exists()
