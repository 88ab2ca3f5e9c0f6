"""Promises and motions, through the pages: recording them, and settling them by a source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.models import Source
from tests.factories import NOW, CommitmentFactory, CompartmentFactory, DepartmentFactory, SourceFactory, a_user
from tests.timeline.browsing import Browser, address, refused
from timeline.models import Commitment, CommitmentKind

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]

HIDDEN = "geheim-merkteken"
LETTER = "Kamerstuk 35 982, nr. 9"


@pytest.fixture
def secretariat(browse: Browse) -> Browser:
    return browse(a_user())


def vws(**facts: Any) -> Commitment:
    made: Commitment = CommitmentFactory(department=DepartmentFactory(abbreviation="VWS"), **facts)
    return made


def test_a_commitment_tells_who_promised_what_where_and_what_settled_it(secretariat: Browser) -> None:
    commitment = vws(
        text="De Kamer informeren",
        made_on=date(2022, 11, 23),
        officeholder="Minister van EZK",
        source=SourceFactory(citation="Handelingen II 2022/23, nr. 26", url="https://example.org/h"),
        source_locator="item 10",
        settled_by=SourceFactory(citation="Kamerbrief"),
        settled_locator="inleiding",
        settled_on=date(2023, 6, 1),
    )
    page = secretariat.text("commitment", commitment)
    for words in (
        *("De Kamer informeren", "23 November 2022", "Minister van EZK", "VWS", 'href="https://example.org/h"'),
        *("Handelingen II 2022/23, nr. 26</a>, item 10", "Kamerbrief, inleiding", "1 June 2023", "settled"),
    ):
        assert words in page, words


ROLES = {
    "secretariat": (lambda: a_user(), True, True),
    "co-chair": (lambda: a_user(Role.CO_CHAIR, department="BZ"), True, True),
    "member that settles it": (lambda: a_user(Role.DEPARTMENT_MEMBER, department="VWS"), False, True),
    "member of another": (lambda: a_user(Role.DEPARTMENT_MEMBER, department="LNV"), False, False),
    "post": (lambda: a_user(Role.POST, department="VWS"), False, False),
    "HCEU reader": (lambda: a_user(Role.HCEU_READER, department="VWS"), False, False),
    "auditor": (lambda: a_user(Role.AUDITOR), False, False),
}


@pytest.mark.parametrize("who", ROLES)
def test_each_role_may_do_what_the_role_table_says_and_is_offered_just_that(browse: Browse, who: str) -> None:
    user, changes, settles = ROLES[who]
    commitment = vws()
    browser = browse(user())
    page, overview = browser.text("commitment", commitment), browser.text("commitments")
    for name, allowed in (("change-commitment", changes), ("settle-commitment", settles)):
        assert browser.open(name, commitment).status_code == (200 if allowed else 403)
        assert (address(name, commitment) in page) is allowed
        if not allowed:
            sent = {"revision": 1, "settled_by": LETTER}
            assert browser.send(name, commitment, sent).status_code == 403
    assert browser.open("add-commitment").status_code == (200 if changes else 403)
    assert (address("add-commitment") in overview) is changes
    assert not Commitment.objects.get().is_settled


def test_a_commitment_that_the_viewer_may_not_see_does_not_exist(browse: Browse, visitor: Browser) -> None:
    commitment = vws(text=HIDDEN, classification=Classification.DEPARTMENTAL)
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    for name in ("commitment", "change-commitment", "settle-commitment"):
        response = reader.open(name, commitment)
        assert response.status_code == 404
        assert HIDDEN not in response.content.decode()


def test_a_visitor_is_asked_to_sign_in(visitor: Browser) -> None:
    commitment = CommitmentFactory(classification=Classification.PUBLIC, published_at=NOW)
    for name in ("commitment", "change-commitment", "settle-commitment"):
        assert visitor.open(name, commitment).status_code == 302


def test_a_source_that_the_viewer_may_not_see_is_shown_nowhere(browse: Browse) -> None:
    secret = SourceFactory(citation=HIDDEN, title=HIDDEN, classification=Classification.DEPARTMENTAL)
    commitment = vws(source=secret, settled_by=secret, settled_locator="paragraaf 4")
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    for name, row in (("commitment", commitment), ("commitments", None), ("settle-commitment", commitment)):
        assert HIDDEN not in reader.text(name, row)
    assert "settled" in reader.text("commitment", commitment)
    cleared = browse(a_user())
    for name, row in (("commitment", commitment), ("commitments", None), ("settle-commitment", commitment)):
        assert HIDDEN in cleared.text(name, row)


# Recording


def test_a_promise_is_recorded_with_the_paper_it_was_made_in(secretariat: Browser) -> None:
    vws_department = DepartmentFactory(abbreviation="VWS")
    response = secretariat.do(
        "add-commitment",
        kind="promise",
        text="De Kamer informeren",
        source="handelingen II 2022/23 nr 26 item 10",
        made_on="2022-11-23",
        due_on="2023-12-31",
        department=vws_department,
        officeholder="Minister van EZK",
    )
    commitment = Commitment.objects.get()
    assert response.url == commitment.get_absolute_url()
    assert (commitment.kind, commitment.department) == (CommitmentKind.PROMISE, vws_department)
    assert commitment.source.citation == "Handelingen II 2022/23, nr. 26, item 10"
    assert commitment.source.identifier == "h-tk-20222023-26-10"
    assert (commitment.made_on, commitment.due_on) == (date(2022, 11, 23), date(2023, 12, 31))
    assert commitment.classification == Classification.INTERNAL


def test_the_same_form_sent_twice_makes_one_commitment(secretariat: Browser) -> None:
    data = secretariat.fill_in("add-commitment", kind="motion", text="Motie", source=LETTER)
    urls = {secretariat.send("add-commitment", None, data).url for _ in range(2)}
    assert len(urls) == 1
    assert Commitment.objects.count() == Source.objects.count() == 1


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no kind": ({"kind": None}, "kind", "This field is required"),
    "an unknown kind": ({"kind": "wish"}, "kind", "Select a valid choice"),
    "no text": ({"text": None}, "text", "Say what was promised or asked."),
    "a text that is too long": ({"text": "a" * 100_000}, "text", "at most 1000 characters (it has 100000)"),
    "no source": ({"source": None}, "source", "Say in which paper it was promised or asked."),
    "a citation that cannot be read": ({"source": "Kamerstuk x"}, "source", "“x” could not be read."),
    "a citation that stops": ({"source": "Kamerstuk 35 982"}, "source", "This citation is not complete."),
    "an endless citation": ({"source": "a" * 100_000}, "source", "at most 300 characters"),
    "made tomorrow": ({"made_on": "2023-12-05"}, "made_on", "This day is still to come."),
    "due before it was made": (
        {"made_on": "2023-12-01", "due_on": "2023-11-30"},
        "due_on",
        "This is before it was made. Choose a later day.",
    ),
    "an unknown department": ({"department": "999999"}, "department", "Select a valid choice"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_at_its_field_and_adds_nothing(secretariat: Browser, case: str) -> None:
    bad, field, words = BAD[case]
    typed = {"kind": "promise", "text": "Wat ik typte", "source": LETTER, "officeholder": "Mijn ambt"} | bad
    response = secretariat.do("add-commitment", **typed)
    refused(response, field, words)
    assert "Mijn ambt" in response.content.decode()
    assert not Commitment.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_at_its_field_and_changes_nothing(secretariat: Browser, case: str) -> None:
    bad, field, words = BAD[case]
    commitment = vws(text="Zoals het was")
    response = secretariat.do("change-commitment", commitment, **({"text": "Wat ik typte"} | bad))
    refused(response, field, words)
    commitment.refresh_from_db()
    assert (commitment.text, commitment.revision) == ("Zoals het was", 1)


def test_a_lost_race_over_a_commitment_shows_both_versions(secretariat: Browser) -> None:
    commitment = vws(text="Eerst")
    mine = secretariat.fill_in("change-commitment", commitment, text="Van mij")
    secretariat.do("change-commitment", commitment, text="Van een ander", due_on="2023-12-31")
    response = secretariat.send("change-commitment", commitment, mine)
    assert response.status_code == 409
    differing = {change.label: (change.mine, change.theirs) for change in response.context["differences"]}
    assert differing == {
        "What was promised or asked": ("Van mij", "Van een ander"),
        "Due on": ("", "31 December 2023"),
    }
    assert Commitment.objects.get().text == "Van een ander"


def test_a_lost_race_shows_no_source_that_the_viewer_may_not_see(browse: Browse) -> None:
    commitment = vws()
    user = a_user(Role.DEPARTMENT_MEMBER, department="VWS")
    mine = browse(user).fill_in("settle-commitment", commitment, settled_by=LETTER)
    secret = SourceFactory(citation=HIDDEN, classification=Classification.DEPARTMENTAL)
    Commitment.objects.update(settled_by=secret, revision=2)
    response = browse(user).send("settle-commitment", commitment, mine)
    assert response.status_code == 409
    assert HIDDEN not in response.content.decode()


# Settling


@pytest.mark.parametrize("typed", [LETTER, "kst-35982-9", "kamerstuk 35982 nr 9", "Kamerstuk 35.982, nr 9"])
def test_a_commitment_is_settled_by_a_source_and_a_paragraph(secretariat: Browser, typed: str) -> None:
    commitment = vws()
    secretariat.do(
        "settle-commitment", commitment, settled_by=typed, settled_locator="paragraaf 4", settled_on="2023-12-01"
    )
    commitment.refresh_from_db()
    assert commitment.settled_by is not None
    assert commitment.settled_by.citation == LETTER
    assert (commitment.settled_locator, commitment.settled_on) == ("paragraaf 4", date(2023, 12, 1))
    assert "The commitment was settled." in secretariat.text("commitment", commitment)


def test_a_source_that_is_known_here_settles_by_its_words_and_is_offered(secretariat: Browser) -> None:
    known = SourceFactory(citation="Fictieve studie over fosfaat")
    commitment = vws()
    page = secretariat.text("settle-commitment", commitment)
    assert '<datalist id="id_settled_by_list">' in page
    assert 'list="id_settled_by_list"' in page
    assert '<option value="Fictieve studie over fosfaat">' in page
    secretariat.do("settle-commitment", commitment, settled_by="fictieve studie over FOSFAAT")
    assert Commitment.objects.get().settled_by == known


def test_hidden_sources_are_not_offered_and_do_not_settle(browse: Browse) -> None:
    SourceFactory(citation=HIDDEN, classification=Classification.DEPARTMENTAL)
    commitment = vws()
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    assert HIDDEN not in reader.text("settle-commitment", commitment)
    refused(reader.do("settle-commitment", commitment, settled_by=HIDDEN), "settled_by", "could not be read")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "settled_by", "Say which source settles this, such as “Kamerstuk 35 982, nr. 9”."),
        ({"settled_by": "  "}, "settled_by", "Say which source settles this"),
        ({"settled_by": "de brief"}, "settled_by", "“de brief” could not be read."),
        ({"settled_by": "<script>"}, "settled_by", "could not be read"),
        ({"settled_by": LETTER, "settled_on": "2022-11-22"}, "settled_on", "This is before it was made."),
        ({"settled_by": LETTER, "settled_locator": "a" * 201}, "settled_locator", "at most 200 characters"),
    ],
)
def test_settling_without_a_source_that_can_be_read_is_refused_at_its_field(
    secretariat: Browser, typed: dict[str, Any], field: str, words: str
) -> None:
    commitment = vws(made_on=date(2022, 11, 23))
    sources = Source.objects.count()
    response = secretariat.do("settle-commitment", commitment, **({"settled_locator": "paragraaf 4"} | typed))
    refused(response, field, words)
    page = response.content.decode()
    assert "paragraaf 4" in page or "settled_locator" in typed
    assert "<script>" not in page
    assert not Commitment.objects.get().is_settled
    assert Source.objects.count() == sources


def test_settling_twice_with_the_same_form_is_recognised_in_any_spelling(secretariat: Browser) -> None:
    commitment = vws()
    data = secretariat.fill_in("settle-commitment", commitment, settled_by="kamerstuk 35982 nr 9")
    assert secretariat.send("settle-commitment", commitment, data).status_code == 302
    assert secretariat.send("settle-commitment", commitment, data).status_code == 302
    assert "This was already saved" in secretariat.text("commitment", commitment)
    assert Commitment.objects.get().revision == 2


def test_settling_what_somebody_else_settled_differently_is_a_conflict(secretariat: Browser) -> None:
    commitment = vws()
    mine = secretariat.fill_in("settle-commitment", commitment, settled_by=LETTER)
    secretariat.do("settle-commitment", commitment, settled_by="Kamerstuk 36 180, nr. 31")
    response = secretariat.send("settle-commitment", commitment, mine)
    assert response.status_code == 409
    assert "Kamerstuk <ins>36 180, </ins>nr. <ins>31</ins>" in response.content.decode()
    settled = Commitment.objects.get().settled_by
    assert settled is not None
    assert settled.citation == "Kamerstuk 36 180, nr. 31"


def test_a_commitment_is_not_settled_tomorrow(secretariat: Browser) -> None:
    response = secretariat.do("settle-commitment", vws(), settled_by=LETTER, settled_on="2023-12-05")
    refused(response, "settled_on", "This day is still to come.")
    assert not Commitment.objects.get().is_settled


# Who may read it


def test_a_commitment_is_reclassified_with_a_reason(secretariat: Browser) -> None:
    commitment = vws(classification=Classification.PUBLIC, published_at=NOW)
    assert address("reclassify-commitment", commitment) in secretariat.text("commitment", commitment)
    refused(secretariat.do("reclassify-commitment", commitment, classification=2, reason="Namen"), "ground", "ground")
    refused(secretariat.do("reclassify-commitment", commitment, classification=1), "reason", "Say why this changes.")
    secretariat.do("reclassify-commitment", commitment, classification=2, ground="privacy", reason="Namen")
    commitment.refresh_from_db()
    assert (commitment.classification, commitment.ground, commitment.published_at) == (2, "privacy", None)
    page = secretariat.text("commitment", commitment)
    assert "From now on: Departmental Confidential." in page


def test_publishing_a_commitment_asks_first_and_then_everybody_sees_it(secretariat: Browser) -> None:
    commitment = vws(classification=Classification.PUBLIC)
    assert address("publish-commitment", commitment) in secretariat.text("commitment", commitment)
    assert "Everybody can then see this commitment" in secretariat.text("publish-commitment", commitment)
    assert Commitment.objects.get().published_at is None
    secretariat.do("publish-commitment", commitment)
    assert Commitment.objects.get().published_at == NOW
    page = secretariat.text("commitment", commitment)
    assert "published on 4 December 2023" in page
    assert address("publish-commitment", commitment) not in page


def test_who_settles_a_commitment_does_not_decide_who_reads_it(browse: Browse) -> None:
    commitment = vws(classification=Classification.PUBLIC)
    member = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    page = member.text("commitment", commitment)
    assert address("settle-commitment", commitment) in page
    for name in ("reclassify-commitment", "publish-commitment"):
        assert address(name, commitment) not in page
        assert member.open(name, commitment).status_code == 403


# The list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", {"Open toezegging", "Besloten motie"}),
        ("state=settled", {"Klare motie"}),
        ("kind=motion", {"Klare motie", "Besloten motie"}),
        ("words=TOEZEGGING+open", {"Open toezegging"}),
        ("words=minister", {"Klare motie"}),
        ("classification=2", {"Besloten motie"}),
        ("", {"Open toezegging", "Klare motie", "Besloten motie"}),
    ],
)
def test_the_list_is_filtered(secretariat: Browser, query: str, found: set[str]) -> None:
    vws(text="Open toezegging", kind=CommitmentKind.PROMISE)
    vws(text="Klare motie", kind=CommitmentKind.MOTION, settled_by=SourceFactory(), officeholder="Minister")
    vws(text="Besloten motie", kind=CommitmentKind.MOTION, classification=Classification.DEPARTMENTAL)
    response = secretariat.open("commitments", query=query)
    assert {row.text for row in response.context["rows"]} == found
    assert f"{len(found)} of 3 commitments" in response.content.decode()


def test_the_list_finds_nothing_by_the_words_of_a_source(secretariat: Browser) -> None:
    vws(source=SourceFactory(citation=HIDDEN, title=HIDDEN))
    assert not secretariat.open("commitments", query=f"words={HIDDEN}").context["rows"]


def test_the_place_in_a_hidden_source_is_in_no_form(secretariat: Browser) -> None:
    hidden = SourceFactory(compartment=CompartmentFactory(), citation="Studie Z")
    commitment = CommitmentFactory(
        source=hidden, source_locator="tekstbox zeven", settled_by=hidden, settled_locator="bijlage negen"
    )
    assert "tekstbox zeven" not in secretariat.text("change-commitment", commitment)
    assert "bijlage negen" not in secretariat.text("settle-commitment", commitment)


def test_what_a_hidden_source_settles_is_not_settled_again(secretariat: Browser) -> None:
    hidden = SourceFactory(compartment=CompartmentFactory())
    commitment = CommitmentFactory(settled_by=hidden)
    facts = {"revision": str(commitment.revision), "settled_by": LETTER}
    assert secretariat.send("settle-commitment", commitment, facts).status_code == 422
    commitment.refresh_from_db()
    assert commitment.settled_by == hidden
