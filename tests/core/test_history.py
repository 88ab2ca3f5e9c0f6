"""What a viewer may know of how a row came to be as it is, on its page and in its events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.classification import Classification, Ground
from accounts.models import User
from accounts.roles import Role
from core.differences import Fate
from core.history import Change, Deed, history_of
from core.quarters import Quarter
from tests.api_client import Machine
from tests.factories import Q4, CompartmentFactory, DepartmentFactory, a_user, a_viewer, join, viewer_of
from timeline import actions
from timeline.models import Activity, ActivityState

pytestmark = pytest.mark.django_db(transaction=True)

INTERNAL, DEPARTMENTAL = Classification.INTERNAL, Classification.DEPARTMENTAL


def planned(viewer: Any, **facts: Any) -> Activity:
    """A new activity, by the action that people use."""
    given: dict[str, Any] = {"title": "Oud", "classification": INTERNAL} | facts
    return actions.plan_activity(viewer, key=uuid4(), quarter=Q4, **given)


def reread(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def words(changes: list[Change], fate: Fate) -> str:
    """All words of this fate in a history, in one string."""
    columns = [column for change in changes for line in change.lines for column in line.columns]
    return " ".join(piece.text for column in columns for piece in column.pieces if piece.fate == fate)


class TestWhatIsTold:
    def test_a_change_is_told_by_its_words(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer, title="Nog niet klaar")
        actions.change_activity(viewer, activity, revision=1, title="Nog lang niet klaar")

        newest, oldest = history_of(viewer, reread(activity))

        assert words([newest], Fate.ADDED).strip() == "lang"
        assert words([newest], Fate.TAKEN_AWAY) == ""
        assert [line.deed for line in oldest.lines] == [Deed.ADDED]

    def test_parts_that_come_and_go_are_told(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer, leads=[DepartmentFactory(abbreviation="VWS")])
        actions.change_activity(
            viewer, activity, revision=1, title="Oud", leads=[DepartmentFactory(abbreviation="LNV")]
        )

        newest = history_of(viewer, reread(activity))[0]

        told = {(line.deed, column.pieces[0].text) for line in newest.lines for column in line.columns}
        assert told == {(Deed.ADDED, "LNV"), (Deed.REMOVED, "VWS")}

    def test_a_change_on_a_page_says_who_and_where(self, sign_in: Callable[[User], Client]) -> None:
        user = a_user(name="M. Jansen")
        activity = planned(viewer_of(user))
        client = sign_in(user)
        client.post(
            reverse("timeline:record-progress", args=[activity.pk]),
            {"revision": 1, "state": "running", "state_reason": "", "done_on": "", "yielded": "Iets"},
        )

        newest = history_of(viewer_of(user), reread(activity))[0]
        page = client.get(activity.get_absolute_url()).content.decode()

        assert (newest.who, newest.where) == ("M. Jansen", "Leg voortgang vast")
        assert "Leg voortgang vast" in page.split('id="history"')[1]

    def test_a_change_through_the_api_says_so(self) -> None:
        user = a_user(name="M. Jansen")
        activity = planned(viewer_of(user))
        machine = Machine(user)
        address = f"/api/v1/activities/{activity.pk}"
        answer = machine.change("PATCH", address, {"title": "Nieuw"}, of=address)
        assert answer.status_code == 200, answer.content

        newest = history_of(viewer_of(user), reread(activity))[0]

        assert (newest.who, newest.where) == ("M. Jansen", "via de API")

    def test_the_reason_of_one_reclassification_is_not_lent_to_another_change(self) -> None:
        viewer = a_viewer()
        one, other = planned(viewer), planned(viewer)
        import pghistory

        with pghistory.context(user=viewer.user):
            actions.reclassify_activity(
                viewer,
                one,
                revision=1,
                classification=DEPARTMENTAL,
                ground=Ground.values[0],
                reason="Alleen van deze",
            )
            actions.change_activity(viewer, other, revision=1, title="Nieuw")

        assert history_of(viewer, reread(one))[0].reason == "Alleen van deze"
        assert [change.reason for change in history_of(viewer, reread(other))] == ["", ""]


class TestWhatIsNotTold:
    def test_who_may_not_see_the_row_now_sees_no_event(self) -> None:
        viewer, member = a_viewer(), a_viewer(Role.DEPARTMENT_MEMBER)
        activity = planned(viewer)
        actions.reclassify_activity(
            viewer, activity, revision=1, classification=DEPARTMENTAL, ground=Ground.values[0], reason="Geheim"
        )
        assert history_of(member, reread(activity)) == []
        assert len(history_of(viewer, reread(activity))) == 2

    def test_what_it_was_while_it_was_hidden_stays_hidden(self) -> None:
        viewer, member = a_viewer(), a_viewer(Role.DEPARTMENT_MEMBER)
        activity = planned(viewer, title="Geheim", classification=DEPARTMENTAL, ground=Ground.values[0])
        actions.change_activity(viewer, activity, revision=1, title="Bekend")
        actions.reclassify_activity(
            viewer, activity, revision=2, classification=INTERNAL, reason="De geheime zaak is voorbij"
        )
        actions.change_activity(viewer, activity, revision=3, title="Nieuw")

        seen = history_of(member, reread(activity))

        assert words(seen, Fate.TAKEN_AWAY) == "Bekend"
        assert [change.reason for change in seen] == [""]
        assert "De geheime zaak is voorbij" in [change.reason for change in history_of(viewer, reread(activity))]

    def test_a_part_that_was_added_while_the_whole_was_hidden_stays_hidden(self) -> None:
        viewer, member = a_viewer(), a_viewer(Role.DEPARTMENT_MEMBER)
        activity = planned(viewer, classification=DEPARTMENTAL, ground=Ground.values[0])
        actions.add_milestone(viewer, activity, revision=1, title="Geheime mijlpaal", due_on=date(2023, 12, 5))
        actions.reclassify_activity(viewer, activity, revision=2, classification=INTERNAL, reason="Mag nu")
        assert history_of(member, reread(activity)) == []

    def test_a_reason_above_its_activity_is_told_to_nobody_below_it(self) -> None:
        viewer, member = a_viewer(), a_viewer(Role.DEPARTMENT_MEMBER)
        activity = planned(viewer)
        actions.move_activity(
            viewer,
            activity,
            revision=1,
            to_quarter=Quarter(2024, 1),
            reason="Geheime reden",
            classification=DEPARTMENTAL,
        )
        seen, all_of_it = history_of(member, reread(activity)), history_of(viewer, reread(activity))
        assert "Geheime reden" not in words(seen, Fate.KEPT)
        assert "Geheime reden" in words(all_of_it, Fate.KEPT)
        assert {line.part for change in seen for line in change.lines} == {""}

    def test_a_source_in_another_compartment_is_not_told_nor_the_place_in_it(self) -> None:
        from core.models import Source
        from tests.factories import CommitmentFactory, SourceFactory

        circle = CompartmentFactory()
        insider = a_user()
        join(circle, user=insider)
        hidden = SourceFactory(citation="Geheim rapport", classification=INTERNAL, compartment=circle)
        commitment = CommitmentFactory()
        actions.settle_commitment(
            viewer_of(insider), commitment, revision=1, settled_by="Geheim rapport", settled_locator="blz. 7"
        )
        assert Source.objects.get(pk=hidden.pk)

        def told(viewer: Any) -> str:
            commitment.refresh_from_db()
            changes = history_of(viewer, commitment)
            return " ".join(words(changes, fate) for fate in Fate)

        assert "Geheim rapport" in told(viewer_of(insider))
        assert "blz. 7" in told(viewer_of(insider))
        assert "Geheim" not in told(a_viewer())
        assert "blz. 7" not in told(a_viewer())


class TestThePage:
    def test_the_history_page_is_paged_and_marked_as_heavy_as_what_it_tells(
        self, sign_in: Callable[[User], Client]
    ) -> None:
        user = a_user()
        viewer = viewer_of(user)
        activity = planned(viewer, classification=DEPARTMENTAL, ground=Ground.values[0])
        actions.reclassify_activity(viewer, activity, revision=1, classification=INTERNAL, reason="Mag nu")
        client = sign_in(user)
        address = reverse("timeline:activity-history", args=[activity.pk])
        assert "classification--departmental" in client.get(address).content.decode()

        for revision in range(2, 32):
            actions.change_activity(viewer, reread(activity), revision=revision, title=f"Titel {revision}")
        first, second = client.get(address), client.get(address, {"page": 2})
        assert len(first.context["changes"]) == 25
        assert len(second.context["changes"]) == 7

    @pytest.mark.parametrize("name", ["timeline:activity-history", "timeline:redact-activity"])
    def test_a_hidden_row_has_no_history(self, name: str, sign_in: Callable[[User], Client]) -> None:
        activity = planned(a_viewer(), classification=DEPARTMENTAL, ground=Ground.values[0])
        client = sign_in(a_user(Role.DEPARTMENT_MEMBER))
        assert client.get(reverse(name, args=[activity.pk])).status_code == 404

    def test_more_changes_ask_no_more_of_the_database(self, django_assert_max_num_queries: Any) -> None:
        viewer = a_viewer()
        activity = planned(viewer)
        counts = []
        for revision in range(1, 12):
            actions.record_progress(
                viewer, reread(activity), revision=revision, state=ActivityState.RUNNING, yielded=f"Stap {revision}"
            )
            connection.force_debug_cursor = True
            before = len(connection.queries)
            history_of(viewer, reread(activity))
            counts.append(len(connection.queries) - before)
        assert len(set(counts[1:])) == 1
        assert counts[-1] <= 12
