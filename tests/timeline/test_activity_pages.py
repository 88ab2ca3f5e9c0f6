"""One activity, and everything that people do to it, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from accounts.classification import Classification, Ground
from accounts.models import User
from accounts.roles import Role
from core.pages import CreatePage
from core.quarters import Quarter
from tests.factories import (
    NOW,
    Q4,
    ActivityFactory,
    CompartmentFactory,
    DepartmentFactory,
    FocusAreaFactory,
    MilestoneFactory,
    MoveFactory,
    SourceFactory,
    a_user,
    join,
)
from tests.timeline.browsing import Browser, address, errors, refused
from timeline.models import Activity, ActivityCitation, ActivityState, Milestone, Move

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]

Q3 = Quarter(2023, 3)
HIDDEN = "geheim-merkteken"
ON_ACTIVITY = (
    *("change-activity", "move-activity", "record-progress"),
    *("reclassify-activity", "publish-activity", "add-milestone", "cite-source"),
)
BY_THE_LEAD = ("change-activity", "move-activity", "record-progress", "add-milestone", "cite-source")


@pytest.fixture
def secretariat(browse: Browse) -> Browser:
    return browse(a_user())


def led_by(abbreviation: str, **facts: Any) -> Activity:
    activity: Activity = ActivityFactory(**facts)
    activity.leads.create(department=DepartmentFactory(abbreviation=abbreviation))
    return activity


# What there is to read


def test_an_activity_tells_all_there_is_to_know(secretariat: Browser) -> None:
    activity = led_by(
        "EZK",
        title="Kennissessies",
        description="Eerste regel\nTweede regel",
        original_quarter=Q3,
        core_task=2,
        due_on=date(2023, 12, 8),
        yielded="Drie lessen",
    )
    activity.focus_areas.create(focus_area=FocusAreaFactory(slug="voedsel"))
    activity.citations.create(
        source=SourceFactory(citation="Kamerbrief", url="https://example.org/brief"), locator="paragraaf 4"
    )
    MilestoneFactory(activity=activity, title="Eerste sessie", due_on=date(2023, 11, 1), reached_on=date(2023, 11, 2))
    MilestoneFactory(activity=activity, title="Tweede sessie", due_on=date(2023, 12, 6))
    MoveFactory(activity=activity, reason="Wachtte op TNO", moved_by=a_user(name="K. Visser"))
    page = secretariat.text("activity", activity)
    for words in (
        *("Kennissessies", "Eerste regel<br>Tweede regel", "EZK", "Drie lessen", "Area voedsel"),
        *('href="https://example.org/brief"', "paragraaf 4", "2. Drive the approach", "Wachtte op TNO", "K. Visser"),
        *("Eerste sessie", "2 working days left", "4 working days left", "First planned in Q3 2023, now in Q4 2023."),
        "Internal to central government. Only for people who work for central government.",
    ):
        assert words in page, words


def test_an_activity_that_the_viewer_may_not_see_does_not_exist_on_any_page(browse: Browse) -> None:
    activity = led_by("VWS", title=HIDDEN, classification=Classification.DEPARTMENTAL)
    milestone = MilestoneFactory(activity=activity)
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    for name in ("activity", *ON_ACTIVITY):
        response = reader.open(name, activity)
        assert response.status_code == 404
        assert HIDDEN not in response.content.decode()
        assert reader.open(name, ActivityFactory.build()).status_code == 404
        if name != "activity":
            assert reader.send(name, activity, {"revision": 1}).status_code == 404
    assert reader.open("reach-milestone", milestone).status_code == 404


def test_the_reason_of_a_move_is_nowhere_for_who_may_not_read_it(browse: Browse) -> None:
    activity = led_by("VWS", classification=Classification.PUBLIC, original_quarter=Q3)
    MoveFactory(activity=activity, reason=HIDDEN, classification=Classification.DEPARTMENTAL)
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    pages = [reader.open("activity", activity), reader.open("activities"), reader.open("plan")]
    pages += [reader.open(name, activity) for name in BY_THE_LEAD]
    for response in pages:
        assert response.status_code == 200
        assert HIDDEN not in response.content.decode()
        assert "Departmental" not in response.content.decode()
    assert HIDDEN in browse(a_user()).text("activity", activity)


def test_a_source_that_the_viewer_may_not_see_is_not_cited(browse: Browse) -> None:
    activity = ActivityFactory()
    activity.citations.create(source=SourceFactory(citation=HIDDEN, classification=Classification.DEPARTMENTAL))
    assert HIDDEN not in browse(a_user(Role.POST)).text("activity", activity)
    assert HIDDEN in browse(a_user()).text("activity", activity)


def test_the_bar_says_in_words_who_may_see_it(browse: Browse) -> None:
    circle = CompartmentFactory(name="Fosfaatketen")
    user = a_user()
    join(circle, user=user)
    activity = ActivityFactory(compartment=circle, ground=Ground.COMPANY_SECRETS)
    page = browse(user).text("activity", activity)
    assert "classification--compartment" in page
    assert "Only for members of the compartment Fosfaatketen. Ground: company secrets." in page


# Who may do what


ROLES = {
    "secretariat": (lambda: a_user(), ON_ACTIVITY),
    "co-chair": (lambda: a_user(Role.CO_CHAIR, department="BZ"), ON_ACTIVITY),
    "member of the lead": (lambda: a_user(Role.DEPARTMENT_MEMBER, department="VWS"), BY_THE_LEAD),
    "member of another": (lambda: a_user(Role.DEPARTMENT_MEMBER, department="LNV"), ()),
    "post of the lead": (lambda: a_user(Role.POST, department="VWS"), ()),
    "HCEU reader of the lead": (lambda: a_user(Role.HCEU_READER, department="VWS"), ()),
    "auditor": (lambda: a_user(Role.AUDITOR), ()),
}


@pytest.mark.parametrize("who", ROLES)
def test_each_role_may_do_what_the_role_table_says_and_is_offered_just_that(browse: Browse, who: str) -> None:
    user, may = ROLES[who]
    activity = led_by("VWS", classification=Classification.PUBLIC)
    browser = browse(user())
    page = browser.text("activity", activity)
    for name in ON_ACTIVITY:
        allowed = name in may
        assert browser.open(name, activity).status_code == (200 if allowed else 403), name
        assert (address(name, activity) in page) is allowed, name
        if not allowed:
            assert browser.send(name, activity, {"revision": 1, "title": "Anders"}).status_code == 403
    milestone = MilestoneFactory(activity=activity)
    assert browser.open("reach-milestone", milestone).status_code == (200 if "add-milestone" in may else 403)
    plans = who in ("secretariat", "co-chair")
    assert browser.open("add-activity").status_code == (200 if plans else 403)
    assert Activity.objects.get().revision == 1


@pytest.mark.parametrize("name", ON_ACTIVITY)
def test_a_visitor_is_asked_to_sign_in_before_any_form(visitor: Browser, name: str) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC, published_at=NOW)
    assert visitor.open(name, activity).status_code == 302
    assert visitor.send(name, activity, {"revision": 1}).status_code == 302


# Adding


def test_the_secretariat_adds_an_activity(secretariat: Browser) -> None:
    ezk, food = DepartmentFactory(abbreviation="EZK"), FocusAreaFactory()
    response = secretariat.do(
        "add-activity",
        title="  Kennis\u00adsessie ",
        quarter="2024-Q1",
        description="Een\r\ntwee",
        core_task=1,
        leads=[ezk],
        focus_areas=[food],
        starts_on="2024-01-08",
        due_on="2024-03-01",
        led_by_secretariat="on",
    )
    activity = Activity.objects.get()
    assert response.status_code == 302
    assert response.url == activity.get_absolute_url()
    assert (activity.quarter, activity.original_quarter) == (Quarter(2024, 1), Quarter(2024, 1))
    assert activity.classification == Classification.INTERNAL
    assert activity.published_at is None
    assert activity.description == "Een\ntwee"
    assert activity.lead_names == ["secretariat", "EZK"] or activity.lead_names[1:] == ["EZK"]
    assert [str(link.focus_area) for link in activity.focus_areas.all()] == [str(food)]
    assert "The activity was added." in secretariat.text("activity", activity)


def test_the_same_form_sent_twice_makes_one_activity_and_says_so(secretariat: Browser) -> None:
    data = secretariat.fill_in("add-activity", title="Eenmalig")
    first, second = secretariat.send("add-activity", None, data), secretariat.send("add-activity", None, data)
    assert first.url == second.url
    assert Activity.objects.count() == 1
    page = secretariat.text("activity", Activity.objects.get())
    assert "This was already saved. Nothing was saved a second time." in page


def test_two_sendings_at_the_same_moment_make_one_activity(
    secretariat: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = secretariat.fill_in("add-activity", title="Eenmalig")
    first = secretariat.send("add-activity", None, data)
    looked: list[Any] = [None]
    earlier = CreatePage.made_earlier
    monkeypatch.setattr(CreatePage, "made_earlier", lambda page: looked.pop() if looked else earlier(page))
    monkeypatch.setattr("timeline.actions.activities.already_made", lambda *_: None)
    second = secretariat.send("add-activity", None, data)
    assert second.url == first.url
    assert Activity.objects.count() == 1


def test_a_key_of_a_row_that_is_hidden_tells_nothing_and_changes_nothing(browse: Browse) -> None:
    hidden = ActivityFactory(title=HIDDEN, compartment=CompartmentFactory())
    browser = browse(a_user())
    data = browser.fill_in("add-activity", title="Nieuw") | {"key": str(hidden.pk)}
    response = browser.send("add-activity", None, data)
    assert response.status_code == 422
    assert HIDDEN not in response.content.decode()
    assert "Open the form again" in response.content.decode()
    assert Activity.objects.get().title == HIDDEN


TOO_LONG = "a" * 100_000

BAD_FACTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no title": ({"title": None}, "title", "Give the activity a title."),
    "only spaces and controls": ({"title": " \u200b\x00 "}, "title", ""),
    "a title that is too long": ({"title": "a" * 301}, "title", "at most 300 characters (it has 301)"),
    "one word of 100,000 characters": ({"title": TOO_LONG}, "title", "at most 300 characters (it has 100000)"),
    "a text that is too long": ({"description": TOO_LONG}, "description", "at most 5000 characters"),
    "due before the start": (
        {"starts_on": "2023-12-01", "due_on": "2023-11-30"},
        "due_on",
        "This is before the start. Choose a later day, or an earlier start.",
    ),
    "a day that is none": ({"due_on": "2023-02-30"}, "due_on", "Enter a day as year, month and day"),
    "a day as it is spoken": ({"due_on": "morgen"}, "due_on", "Enter a day as year, month and day"),
    "a slip of the finger": ({"due_on": "0223-12-01"}, "due_on", "Enter a day from 2000 to 2099."),
    "an unknown core task": ({"core_task": "3"}, "core_task", "Select a valid choice"),
    "an unknown department": ({"leads": ["99999999"]}, "leads", "Select a valid choice"),
    "an unknown focus area": ({"focus_areas": ["x"]}, "focus_areas", "not a valid value"),
}
BAD_NEW: dict[str, tuple[dict[str, Any], str, str]] = {
    "no quarter": ({"quarter": None}, "quarter", "Choose a quarter."),
    "an unknown quarter": ({"quarter": "2023-Q5"}, "quarter", "Enter a quarter from 2000 to 2099"),
    "a quarter before all": ({"quarter": "1999-Q4"}, "quarter", "You entered “1999-Q4”."),
    "no classification": ({"classification": None}, "classification", "Choose who may read this."),
    "an unknown classification": ({"classification": "3"}, "classification", "Select a valid choice"),
    "an unknown ground": ({"ground": "because"}, "ground", "Select a valid choice"),
}


@pytest.mark.parametrize("case", [*BAD_FACTS, *BAD_NEW])
def test_bad_input_for_a_new_activity_is_refused_at_its_field(secretariat: Browser, case: str) -> None:
    bad, field, words = (BAD_FACTS | BAD_NEW)[case]
    typed = {"title": "Wat ik typte", "description": "Blijft staan"} | bad
    response = secretariat.do("add-activity", **typed)
    refused(response, field, words)
    assert Activity.objects.count() == 0
    page = response.content.decode()
    assert "Blijft staan" in page or "description" in bad
    assert "Wat ik typte" in page or "title" in bad


@pytest.mark.parametrize("case", BAD_FACTS)
def test_bad_input_for_a_change_is_refused_at_its_field_and_changes_nothing(secretariat: Browser, case: str) -> None:
    bad, field, words = BAD_FACTS[case]
    activity = led_by("EZK", title="Zoals het was")
    response = secretariat.do("change-activity", activity, **({"title": "Wat ik typte"} | bad))
    refused(response, field, words)
    assert "Wat ik typte" in response.content.decode() or "title" in bad
    activity.refresh_from_db()
    assert (activity.title, activity.revision) == ("Zoals het was", 1)
    assert activity.lead_names == ["EZK"]


def test_a_key_or_revision_that_is_missing_asks_to_open_the_form_again(secretariat: Browser) -> None:
    data = secretariat.fill_in("add-activity", title="Zonder sleutel")
    for key in ("", "no-uuid"):
        response = secretariat.send("add-activity", None, data | {"key": key})
        assert response.status_code == 422
        assert "Open the form again." in response.content.decode()
    activity = ActivityFactory()
    data = secretariat.fill_in("change-activity", activity, title="Zonder versie")
    for revision in ("", "x", "-1"):
        response = secretariat.send("change-activity", activity, data | {"revision": revision})
        assert response.status_code == 422
    assert Activity.objects.get().title == activity.title


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=cmd()|' /C calc'!A0", '#read("secret.txt")', "{{ 1 }}"]
)
def test_hostile_text_comes_out_as_plain_text(secretariat: Browser, text: str) -> None:
    activity = ActivityFactory()
    secretariat.do("change-activity", activity, title=text, description=text)
    secretariat.do("record-progress", activity, yielded=text, state_reason=text)
    activity.refresh_from_db()
    assert {activity.title, activity.description, activity.yielded, activity.state_reason} == {text}
    for name, row in (("activity", activity), ("activities", None), ("plan", None), ("change-activity", activity)):
        page = secretariat.text(name, row)
        assert "<script>alert" not in page
        assert page.count("<script") == 1


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x07", "\u200b", "\ufeff"])
def test_characters_that_mislead_or_control_are_taken_out(secretariat: Browser, character: str) -> None:
    activity = ActivityFactory()
    secretariat.do("change-activity", activity, title=f"Ken{character}nis")
    activity.refresh_from_db()
    assert character not in activity.title
    assert activity.title in ("Kennis", "Ken nis")


# Changing


def test_a_change_is_saved_with_the_next_revision(secretariat: Browser) -> None:
    activity = led_by("EZK", core_task=1)
    bz = DepartmentFactory(abbreviation="BZ")
    response = secretariat.do("change-activity", activity, title="Anders", core_task=None, leads=[bz])
    assert response.url == activity.get_absolute_url()
    activity.refresh_from_db()
    assert (activity.title, activity.core_task, activity.revision) == ("Anders", None, 2)
    assert activity.lead_names == ["BZ"]


def test_a_department_that_no_longer_exists_stays_a_lead_until_it_is_taken_off(secretariat: Browser) -> None:
    old = DepartmentFactory(abbreviation="OUD", valid_to=date(2020, 1, 1))
    activity = led_by("OUD")
    secretariat.do("change-activity", activity, title="Anders")
    assert Activity.objects.get().lead_names == ["OUD"]
    response = secretariat.do("add-activity", title="Nieuw", leads=[old])
    refused(response, "leads", "Select a valid choice")


def test_a_lost_race_shows_both_versions_and_saves_neither(browse: Browse) -> None:
    activity = ActivityFactory(title="Eerst", description="Zelfde")
    browser = browse(a_user())
    mine = browser.fill_in("change-activity", activity, title="Van mij")
    browser.do("change-activity", activity, title="Van een ander")
    response = browser.send("change-activity", activity, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Your change has not been saved yet." in page
    assert "Van <ins>mij</ins>" in page
    assert "Van <ins>een ander</ins>" in page
    assert [difference.label for difference in response.context["differences"]] == ["Title"]
    assert Activity.objects.get().title == "Van een ander"
    again = {**mine, "revision": response.context["form"]["revision"].value()}
    assert browser.send("change-activity", activity, again).status_code == 302
    assert Activity.objects.get().title == "Van mij"


def test_a_lost_race_to_who_hid_the_row_shows_nothing_of_it(browse: Browse) -> None:
    activity = led_by("VWS", title="Nog zichtbaar")
    browser = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    mine = browser.fill_in("change-activity", activity, title="Van mij")
    Activity.objects.filter(pk=activity.pk).update(title=HIDDEN, classification=Classification.DEPARTMENTAL, revision=2)
    response = browser.send("change-activity", activity, mine)
    assert response.status_code == 404
    assert HIDDEN not in response.content.decode()


def test_a_row_that_is_hidden_between_reading_and_locking_is_not_shown_as_a_conflict(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from timeline import actions

    activity = led_by("VWS", title="Nog zichtbaar")
    browser = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    mine = browser.fill_in("change-activity", activity, title="Van mij")
    change = actions.change_activity

    def hidden_meanwhile(*args: Any, **facts: Any) -> Activity:
        Activity.objects.update(title=HIDDEN, classification=Classification.DEPARTMENTAL, revision=2)
        return change(*args, **facts)

    monkeypatch.setattr(actions, "change_activity", hidden_meanwhile)
    response = browser.send("change-activity", activity, mine)
    assert response.status_code == 404
    assert HIDDEN not in response.content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("change-activity", {"title": "Anders", "due_on": "2023-12-12", "led_by_secretariat": "on"}),
        ("move-activity", {"to_quarter": "2024-Q1", "reason": "Wacht op TNO", "classification": 2}),
        ("record-progress", {"state": "done", "done_on": "2023-12-01", "yielded": "Drie lessen"}),
        ("reclassify-activity", {"classification": 2, "ground": "privacy", "reason": "Namen"}),
        ("publish-activity", {}),
        ("add-milestone", {"title": "Halverwege", "due_on": "2023-12-12"}),
    ],
)
def test_a_form_that_is_sent_again_is_recognised(secretariat: Browser, name: str, typed: dict[str, Any]) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC)
    data = secretariat.fill_in(name, activity, **typed)
    assert secretariat.send(name, activity, data).status_code == 302
    revision = Activity.objects.get().revision
    again = secretariat.send(name, activity, data)
    assert again.status_code == 302, again.content.decode()
    assert "This was already saved" in secretariat.text("activity", activity)
    assert Activity.objects.get().revision == revision == 2
    assert Move.objects.count() == (name == "move-activity")
    assert Milestone.objects.count() == (name == "add-milestone")


@pytest.mark.parametrize("name", ON_ACTIVITY)
def test_every_form_notices_that_somebody_was_first(secretariat: Browser, name: str) -> None:
    of_form: dict[str, dict[str, Any]] = {
        "change-activity": {"title": "Van mij"},
        "move-activity": {"to_quarter": "2024-Q1", "reason": "Van mij"},
        "record-progress": {"yielded": "Van mij"},
        "reclassify-activity": {"classification": 2, "ground": "privacy", "reason": "Van mij"},
        "publish-activity": {},
        "add-milestone": {"title": "Van mij", "due_on": "2023-12-12"},
        "cite-source": {"source": "Kamerstuk 35 982, nr. 9"},
    }
    activity = ActivityFactory(classification=Classification.PUBLIC)
    data = secretariat.fill_in(name, activity, **of_form[name])
    secretariat.do("change-activity", activity, description="Van een ander")
    response = secretariat.send(name, activity, data)
    assert response.status_code == 409
    assert "Your change has not been saved yet." in response.content.decode()
    current = Activity.objects.get()
    assert (current.revision, current.quarter, current.yielded, current.published_at) == (2, Q4, "", None)
    assert not Move.objects.exists()
    assert not Milestone.objects.exists()
    again = data | {"revision": 2}
    assert secretariat.send(name, activity, again).status_code == 302
    assert Activity.objects.get().revision == 3


# Moving


def test_moving_keeps_the_first_quarter_and_the_reason_with_its_own_classification(secretariat: Browser) -> None:
    activity = ActivityFactory(quarter=Q3, classification=Classification.PUBLIC, due_on=date(2023, 9, 1))
    secretariat.do(
        "move-activity", activity, to_quarter="2023-Q4", due_on="2023-12-15", reason="Wacht op TNO", classification=2
    )
    activity.refresh_from_db()
    move = Move.objects.get()
    assert (activity.original_quarter, activity.quarter, activity.due_on) == (Q3, Q4, date(2023, 12, 15))
    assert activity.classification == Classification.PUBLIC
    assert (move.reason, move.classification) == ("Wacht op TNO", Classification.DEPARTMENTAL)


def test_the_reason_starts_as_internal_even_where_the_activity_is_public(secretariat: Browser) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC)
    assert secretariat.fill_in("move-activity", activity)["classification"] == "1"
    assert secretariat.fill_in("move-activity", activity)["to_quarter"] == "2024-Q1"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"reason": None}, "reason", "Say why it moves."),
        ({"reason": "a" * 1_001}, "reason", "at most 1000 characters"),
        ({"to_quarter": None}, "to_quarter", "Choose the quarter that it moves to."),
        ({"to_quarter": "volgend jaar"}, "to_quarter", "You entered “volgend jaar”."),
        ({"to_quarter": "2023-Q4"}, "to_quarter", "It is planned in this quarter already. Choose another."),
        ({"classification": 0}, "classification", "Select a valid choice"),
        ({"due_on": "2023-09-30"}, "due_on", "This is before the start."),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(
    secretariat: Browser, typed: dict[str, Any], field: str, words: str
) -> None:
    activity = ActivityFactory(starts_on=date(2023, 10, 1))
    response = secretariat.do("move-activity", activity, **({"reason": "Mijn reden"} | typed))
    refused(response, field, words)
    assert "Mijn reden" in response.content.decode() or "reason" in typed
    assert not Move.objects.exists()
    assert Activity.objects.get().quarter == Q4


def test_a_member_offers_no_reason_that_the_member_could_not_read(browse: Browse) -> None:
    activity = led_by("VWS")
    browser = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    response = browser.do("move-activity", activity, reason="Te geheim", classification=2)
    refused(response, "classification", "Select a valid choice")


def test_what_is_done_cannot_move(secretariat: Browser) -> None:
    activity = ActivityFactory(state=ActivityState.DONE, done_on=date(2023, 11, 1))
    assert address("move-activity", activity) not in secretariat.text("activity", activity)
    response = secretariat.do("move-activity", activity, reason="Toch")
    refused(response, "__all__", "What is done or dropped cannot move any more.")


def test_a_lost_race_over_a_move_shows_no_reason_that_the_viewer_may_not_read(browse: Browse) -> None:
    activity = led_by("VWS", classification=Classification.PUBLIC)
    user = a_user(Role.DEPARTMENT_MEMBER, department="VWS")
    data = browse(user).fill_in("move-activity", activity, to_quarter="2024-Q2", reason="Van mij")
    browse(a_user()).do("move-activity", activity, to_quarter="2024-Q1", reason=HIDDEN, classification=2)
    response = browse(user).send("move-activity", activity, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "<ins>2024-Q1</ins>" in page
    assert HIDDEN not in page
    assert "Departmental" not in page


# Progress


def test_progress_is_recorded_with_its_day_and_what_it_yielded(secretariat: Browser) -> None:
    activity = ActivityFactory()
    secretariat.do("record-progress", activity, state="done", done_on="2023-12-04", yielded="Een\nTwee")
    activity.refresh_from_db()
    assert (activity.state, activity.done_on, activity.yielded) == (ActivityState.DONE, date(2023, 12, 4), "Een\nTwee")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"state": "done"}, "done_on", "Say on which day it was done."),
        ({"state": "done", "done_on": "2023-12-05"}, "done_on", "This day is still to come."),
        ({"state": "done", "done_on": "2023-09-30"}, "done_on", "This is before the start of the activity."),
        ({"state": "dropped"}, "state_reason", "Say why this is dropped."),
        ({"state": "moved"}, "state", "Select a valid choice"),
        ({"state": None}, "state", "This field is required"),
        ({"yielded": "a" * 5_001}, "yielded", "at most 5000 characters"),
    ],
)
def test_progress_that_cannot_be_is_refused_at_its_field(
    secretariat: Browser, typed: dict[str, Any], field: str, words: str
) -> None:
    activity = ActivityFactory(starts_on=date(2023, 10, 1))
    response = secretariat.do("record-progress", activity, **({"yielded": "Wat ik typte"} | typed))
    refused(response, field, words)
    assert "Wat ik typte" in response.content.decode() or "yielded" in typed
    activity.refresh_from_db()
    assert (activity.state, activity.yielded, activity.revision) == (ActivityState.PLANNED, "", 1)


# Who may read it


def test_reclassifying_says_who_reads_it_now_and_from_now_on(secretariat: Browser) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC, published_at=NOW)
    assert "Now: Public. Everybody may be told this." in secretariat.text("reclassify-activity", activity)
    secretariat.do("reclassify-activity", activity, classification=2, ground="privacy", reason="Namen")
    activity.refresh_from_db()
    assert (activity.classification, activity.ground, activity.published_at) == (2, "privacy", None)
    page = secretariat.text("activity", activity)
    assert "From now on: Departmental Confidential. Only for readers who were appointed to it." in page


def test_reclassifying_into_a_circle_is_offered_for_own_circles_only(browse: Browse) -> None:
    own, other = CompartmentFactory(name="Eigen"), CompartmentFactory(name=HIDDEN)
    user = a_user()
    join(own, user=user)
    activity = ActivityFactory()
    browser = browse(user)
    assert HIDDEN not in browser.text("reclassify-activity", activity)
    typed = {"ground": "privacy", "reason": "Namen"}
    response = browser.do("reclassify-activity", activity, compartment=other, **typed)
    refused(response, "compartment", "Select a valid choice")
    assert browser.do("reclassify-activity", activity, compartment=own, **typed).status_code == 302
    assert Activity.objects.get().compartment == own


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"reason": None}, "reason", "Say why this changes."),
        ({"ground": None}, "ground", "Say on which ground this is confidential."),
        ({"classification": "9"}, "classification", "Select a valid choice"),
    ],
)
def test_reclassifying_without_reason_or_ground_is_refused(
    secretariat: Browser, typed: dict[str, Any], field: str, words: str
) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC)
    full = {"classification": 2, "ground": "privacy", "reason": "Namen"} | typed
    refused(secretariat.do("reclassify-activity", activity, **full), field, words)
    assert Activity.objects.get().classification == Classification.PUBLIC


def test_publishing_asks_first_and_then_everybody_sees_it(secretariat: Browser) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC)
    assert "Everybody can then see this activity" in secretariat.text("publish-activity", activity)
    assert Activity.objects.get().published_at is None
    secretariat.do("publish-activity", activity)
    assert Activity.objects.get().published_at == NOW
    assert address("publish-activity", activity) not in secretariat.text("activity", activity)


def test_what_is_not_public_cannot_be_published(secretariat: Browser) -> None:
    activity = ActivityFactory()
    assert address("publish-activity", activity) not in secretariat.text("activity", activity)
    refused(secretariat.do("publish-activity", activity), "__all__", "Only what is public can be published")
    assert Activity.objects.get().published_at is None


# Milestones


def test_a_milestone_is_added_and_reached(secretariat: Browser) -> None:
    activity = ActivityFactory()
    secretariat.do("add-milestone", activity, title="Halverwege", due_on="2023-12-12")
    milestone = Milestone.objects.get()
    assert address("reach-milestone", milestone) in secretariat.text("activity", activity)
    secretariat.do("reach-milestone", milestone, reached_on="2023-12-01")
    milestone.refresh_from_db()
    assert milestone.reached_on == date(2023, 12, 1)
    assert "Correct the day" in secretariat.text("activity", activity)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": None}, "title", "Name the milestone."),
        ({"title": "a" * 301}, "title", "at most 300 characters"),
        ({"due_on": None}, "due_on", "Say by which day."),
        ({"due_on": "2100-01-01"}, "due_on", "Enter a day from 2000 to 2099."),
    ],
)
def test_a_milestone_without_words_or_day_is_refused(
    secretariat: Browser, typed: dict[str, Any], field: str, words: str
) -> None:
    full = {"title": "Halverwege", "due_on": "2023-12-12"} | typed
    refused(secretariat.do("add-milestone", ActivityFactory(), **full), field, words)
    assert not Milestone.objects.exists()


@pytest.mark.parametrize(("day", "words"), [("2023-12-05", "still to come"), (None, "Say on which day.")])
def test_a_milestone_is_not_reached_tomorrow(secretariat: Browser, day: str | None, words: str) -> None:
    milestone = MilestoneFactory()
    refused(secretariat.do("reach-milestone", milestone, reached_on=day), "reached_on", words)
    assert Milestone.objects.get().reached_on is None


def test_reaching_a_milestone_notices_that_somebody_was_first(secretariat: Browser) -> None:
    milestone = MilestoneFactory()
    mine = secretariat.fill_in("reach-milestone", milestone, reached_on="2023-12-01")
    secretariat.do("reach-milestone", milestone, reached_on="2023-11-30")
    response = secretariat.send("reach-milestone", milestone, mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "<ins>1 December </ins>2023" in page
    assert "<ins>30 November </ins>2023" in page
    assert Milestone.objects.get().reached_on == date(2023, 11, 30)
    again = mine | {"revision": response.context["form"]["revision"].value()}
    assert secretariat.send("reach-milestone", milestone, again).status_code == 302
    assert Milestone.objects.get().reached_on == date(2023, 12, 1)


def test_reaching_a_milestone_twice_with_the_same_form_is_recognised(secretariat: Browser) -> None:
    milestone = MilestoneFactory()
    data = secretariat.fill_in("reach-milestone", milestone, reached_on="2023-12-01")
    assert [secretariat.send("reach-milestone", milestone, data).status_code for _ in range(2)] == [302, 302]
    assert "This was already saved" in secretariat.text("activity", milestone.activity)
    assert Activity.objects.get().revision == 2


# Where it is written


def test_a_source_is_added_and_removed(secretariat: Browser) -> None:
    activity = ActivityFactory()
    assert "No source was named." in secretariat.text("activity", activity)
    secretariat.do("cite-source", activity, source="kamerstuk 35982 nr 9", locator="par. 2")
    page = secretariat.text("activity", activity)
    citation = ActivityCitation.objects.get()
    assert "Kamerstuk 35 982, nr. 9" in page
    assert "par. 2" in page
    assert address("remove-citation", citation) in page
    assert "Kamerstuk 35 982, nr. 9, par. 2" in secretariat.text("remove-citation", citation)
    secretariat.do("remove-citation", citation)
    assert not ActivityCitation.objects.exists()
    assert "No source was named." in secretariat.text("activity", activity)
    assert secretariat.open("remove-citation", citation).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"source": None}, "source", "Say in which paper it is written."),
        ({"source": "de brief"}, "source", ""),
        ({"source": "Kamerstuk 35 982, nr. 9", "locator": "a" * 201}, "locator", "at most 200 characters"),
        ({"source": "Kamerstuk 36 200 V, nr. 50", "locator": "p. 1"}, "source", "This source stands here already"),
    ],
)
def test_a_source_that_cannot_be_cited_is_refused_at_its_field(
    secretariat: Browser, typed: dict[str, Any], field: str, words: str
) -> None:
    activity = ActivityFactory()
    secretariat.do("cite-source", activity, source="Kamerstuk 36 200 V, nr. 50", locator="p. 1")
    refused(secretariat.do("cite-source", activity, **typed), field, words)
    assert ActivityCitation.objects.count() == 1


def test_a_source_is_added_once_however_often_the_form_is_sent(secretariat: Browser) -> None:
    activity = ActivityFactory()
    data = secretariat.fill_in("cite-source", activity, source="kamerstuk 35982 nr 9")
    assert [secretariat.send("cite-source", activity, data).status_code for _ in range(2)] == [302, 302]
    assert ActivityCitation.objects.count() == 1
    other = data | {"source": "Kamerstuk 36 200 V, nr. 50"}
    assert secretariat.send("cite-source", activity, other).status_code == 409
    assert ActivityCitation.objects.count() == 1


def test_who_removes_a_source_of_what_somebody_else_changed_is_told_and_removes_nothing(secretariat: Browser) -> None:
    citation = ActivityCitation.objects.create(activity=ActivityFactory(), source=SourceFactory())
    data = secretariat.fill_in("remove-citation", citation)
    Activity.objects.update(revision=2)
    answer = secretariat.send("remove-citation", citation, data)
    assert answer.status_code == 409
    assert "Somebody else was first" in answer.content.decode()
    assert ActivityCitation.objects.exists()


def test_a_source_that_the_viewer_does_not_see_is_neither_shown_nor_removed(browse: Browse) -> None:
    activity = led_by("VWS")
    hidden = SourceFactory(citation=HIDDEN, classification=Classification.DEPARTMENTAL)
    citation = ActivityCitation.objects.create(activity=activity, source=hidden, locator=HIDDEN)
    member = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    page = member.text("activity", activity)
    assert HIDDEN not in page
    assert address("remove-citation", citation) not in page
    assert member.open("remove-citation", citation).status_code == 404
    page = browse(a_user()).text("activity", activity)
    assert HIDDEN in page
    assert "Departmental Confidential" in page


def test_a_page_that_does_not_exist_for_this_key_is_404(secretariat: Browser) -> None:
    assert secretariat.open("reach-milestone", MilestoneFactory.build(pk=uuid4())).status_code == 404


def test_errors_name_no_field_that_is_not_there(secretariat: Browser) -> None:
    response = secretariat.do("add-activity", title=None, quarter=None)
    assert set(errors(response)) == {"title", "quarter"}
