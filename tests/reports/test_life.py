"""The life of a report: whatever anybody does in whatever order, its state follows from what was done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from core.errors import DomainError, NotAllowedError
from reports import actions
from reports.life import Facts, State, life_of, states
from reports.models import Approval, Publication, Report, ReportVersion
from reports.verifying import faults_of
from tests.factories import ReportFactory, a_user, viewer_of
from tests.publishing import Chairs, a_version

FACTS = st.builds(
    Facts, asked=st.booleans(), departments=st.frozensets(st.sampled_from("EBV")), published=st.booleans()
) | st.just(Facts(asked=True, departments=frozenset("EB"), published=True, withdrawn=True))


class TestStates:
    """The rule itself, over plain values."""

    @given(st.lists(FACTS, max_size=6))
    def test_a_new_version_makes_what_was_not_published_lapse(self, versions: list[Facts]) -> None:
        *earlier, latest = states([*versions, Facts()])
        assert latest == State.DRAFT
        assert not {State.DRAFT, State.IN_REVIEW, State.APPROVED} & set(earlier)
        lapsed = [facts.asked and not facts.published for facts in versions]
        assert [state == State.LAPSED for state in earlier] == lapsed

    @given(st.lists(FACTS, max_size=6))
    def test_at_most_one_version_is_published_and_it_is_the_last_that_was(self, versions: list[Facts]) -> None:
        found = states(versions)
        assert found.count(State.PUBLISHED) <= 1
        told = [state for facts, state in zip(versions, found, strict=True) if facts.published]
        assert all(state in (State.REPLACED, State.WITHDRAWN) for state in told[:-1])
        assert all(state in (State.PUBLISHED, State.WITHDRAWN) for state in told[-1:])

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            (Facts(), State.DRAFT),
            (Facts(asked=True), State.IN_REVIEW),
            (Facts(asked=True, departments=frozenset("E")), State.IN_REVIEW),
            (Facts(asked=True, departments=frozenset("EB")), State.APPROVED),
            (Facts(asked=True, departments=frozenset("EB"), published=True), State.PUBLISHED),
            (Facts(asked=True, departments=frozenset("EB"), published=True, withdrawn=True), State.WITHDRAWN),
        ],
    )
    def test_each_state_follows_from_what_was_done(self, facts: Facts, expected: State) -> None:
        assert states([facts]) == [expected]


@dataclass
class Told:
    """What one version has been through, kept beside the rows by the test itself."""

    version: ReportVersion
    asked: bool = False
    approved: dict[str, User] = field(default_factory=dict)
    published: bool = False
    withdrawn: bool = False


DOINGS = ("compile", "ask", "approve", "approve", "approve", "publish", "withdraw")


class World:
    """One report, the people around it, and an independent account of what each doing must come to."""

    def __init__(self, report: Report, people: dict[str, User]) -> None:
        self.report = report
        self.people = people
        self.versions: list[Told] = []
        self.bytes: dict[Any, str] = {}

    def do(self, doing: str, who: str, which: int) -> None:
        if doing == "compile" or not self.versions:
            self.versions.append(Told(a_version(self.report, f"Tekst {len(self.versions)}.")))
            return
        told = self.versions[which % len(self.versions)]
        fine = self.is_fine(doing, who, told)
        try:
            with transaction.atomic():
                self.act(doing, viewer_of(self.people[who]), told.version)
        except (DomainError, NotAllowedError):
            assert not fine, f"{who} could not {doing} version {told.version.number}"
            return
        assert fine, f"{who} could {doing} version {told.version.number}"
        self.note(doing, who, told)

    def is_fine(self, doing: str, who: str, told: Told) -> bool:
        role, latest = self.people[who].role, told is self.versions[-1]
        if doing == "withdraw":
            return role == Role.CO_CHAIR and told.published and not told.withdrawn
        if doing == "approve":
            return role == Role.CO_CHAIR and latest and (self.approved_by(who, told) or self.may_add(who, told))
        allowed = role in (Role.CO_CHAIR, Role.SECRETARIAT) and latest
        if doing == "ask":
            return allowed
        return allowed and len(told.approved) == 2 and not told.withdrawn

    def approved_by(self, who: str, told: Told) -> bool:
        return self.people[who] in told.approved.values()

    def may_add(self, who: str, told: Told) -> bool:
        department = self.people[who].department
        return bool(
            told.asked and len(told.approved) < 2 and department and department.abbreviation not in told.approved
        )

    def act(self, doing: str, viewer: Any, version: ReportVersion) -> Any:
        if doing == "withdraw":
            return actions.withdraw_version(viewer, version, reason="Fout in tabel 1.")
        what = {"ask": actions.ask_review, "approve": actions.approve, "publish": actions.publish_version}[doing]
        return what(viewer, version, sha256=version.sha256)

    def note(self, doing: str, who: str, told: Told) -> None:
        if doing == "ask":
            told.asked = True
        elif doing == "approve":
            department = self.people[who].department
            told.approved.setdefault(department.abbreviation if department else "", self.people[who])
        elif doing == "publish":
            told.published = True
            self.bytes |= published_bytes(told.version)
        else:
            told.withdrawn = True

    def check(self) -> None:
        life = life_of(viewer_of(self.people["secretary"]), self.report)
        expected = [self.expected(place, told) for place, told in enumerate(self.versions)]
        assert [one.state for one in reversed(life.versions)] == expected
        assert life.state == (expected[-1] if expected else State.DRAFT)
        for told in self.versions:
            given = {one.department.abbreviation: one.by for one in Approval.objects.filter(version=told.version)}
            assert given == told.approved
            assert Publication.objects.filter(version=told.version).exists() == told.published
            assert not faults_of(told.version)
            if told.published:
                assert published_bytes(told.version).items() <= self.bytes.items()

    def expected(self, place: int, told: Told) -> State:
        later = self.versions[place + 1 :]
        if told.published:
            replaced = any(one.published for one in later)
            return State.WITHDRAWN if told.withdrawn else State.REPLACED if replaced else State.PUBLISHED
        if later:
            return State.LAPSED if told.asked else State.OVERTAKEN
        return State.APPROVED if len(told.approved) == 2 else State.IN_REVIEW if told.asked else State.DRAFT


def published_bytes(version: ReportVersion) -> dict[Any, str]:
    """The hash of every stored file of a version, made from its bytes now."""
    found = {}
    for rendition in version.renditions.all():
        with rendition.file.open("rb") as stored:
            found[rendition.pk] = hashlib.sha256(stored.read()).hexdigest()
    return found


@pytest.mark.django_db
class TestByAnybody:
    @settings(max_examples=60)
    @given(st.data())
    def test_whatever_anybody_does_the_state_follows_and_no_published_byte_changes(self, data: st.DataObject) -> None:
        with transaction.atomic():
            self._anything_happens(data)
            transaction.set_rollback(True)

    def _anything_happens(self, data: st.DataObject) -> None:
        chairs = Chairs()
        people = {
            "secretary": chairs.secretary,
            "ezk": chairs.ezk,
            "bz": chairs.bz,
            "another of ezk": a_user(Role.CO_CHAIR, department="EZK"),
            "member": a_user(Role.DEPARTMENT_MEMBER, department="VWS"),
            "auditor": a_user(Role.AUDITOR),
        }
        world = World(ReportFactory(), people)
        # Mostly those who have a part in it, and the latest version, so that sequences get somewhere.
        who = st.sampled_from(["ezk", "bz", "secretary", "ezk", "bz", *people])
        doings = st.tuples(st.sampled_from(DOINGS), who, st.sampled_from([-1, -1, -1, 0, 1]))
        for doing, name, which in data.draw(st.lists(doings, max_size=14)):
            world.do(doing, name, which)
            world.check()
