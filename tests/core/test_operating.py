"""What operators see of work and do with it, without learning what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from redis import Redis

from accounts.models import User
from accounts.roles import Role
from core import jobs, mails, operating, trouble
from core.errors import DomainError, NotAllowedError
from core.jobs import Kind, LeaseLostError, Phase, Run
from core.models import Job, JobState, Mail
from tests.factories import ActivityFactory, CompartmentFactory, UserFactory, a_viewer, viewer_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]

SECRET = "Zeer-geheim-woord"
LIST = "admin:core_job_changelist"


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("test-work", "Werk", (Phase("default", lambda run: None, ()),), lambda args: "/")
    monkeypatch.setitem(jobs.KINDS, kind.name, kind)


@pytest.fixture
def operator() -> User:
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def desk(operator: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(operator)


def a_job(key: str = "een", **changed: Any) -> Job:
    """A job about something that the operator may not know of."""
    about = ActivityFactory(title=SECRET, compartment=CompartmentFactory())
    job = jobs.request_job(a_viewer(), "test-work", key, args={"word": SECRET}, about=about)
    Job.objects.filter(pk=job.pk).update(**changed)
    job.refresh_from_db()
    return job


def old() -> dict[str, Any]:
    """Asked for longer ago than any job takes."""
    return {"requested_at": F("requested_at") - trouble.STUCK_AFTER - timedelta(seconds=1)}


def lost() -> dict[str, Any]:
    """With a worker that is no more."""
    return {"state": JobState.RUNNING, "attempts": 3, "lease_until": F("requested_at") - timedelta(days=400)}


def act(desk: Client, action: str, *chosen: Job) -> str:
    answer = desk.post(
        reverse(LIST), {"action": action, "_selected_action": [str(job.pk) for job in chosen]}, follow=True
    )
    assert answer.status_code == 200
    return answer.content.decode()


class TestSeeing:
    def test_what_should_have_ended_is_stuck(self) -> None:
        waiting, running = a_job("1", **old()), a_job("2", **old() | lost())
        a_job("3")
        a_job("4", **old() | {"state": JobState.DONE})
        assert set(trouble.stuck()) == {waiting, running}

    def test_the_page_tells_how_long_and_how_often_and_not_what_it_is_about(self, desk: Client) -> None:
        a_job("1", **old() | lost(), step="pdf", error=SECRET)
        a_job("2", state=JobState.FAILED, error=SECRET)
        stuck = desk.get(reverse(LIST), {"trouble": "stuck"}).content.decode()
        failed = desk.get(reverse(LIST), {"trouble": "failed"}).content.decode()
        assert stuck.count('name="_selected_action"') == failed.count('name="_selected_action"') == 1
        assert "15\xa0minu" in stuck
        assert SECRET not in stuck + failed


class TestSendingAgain:
    def test_what_failed_gets_all_its_attempts_anew_from_where_it_was(self, desk: Client, messages: Redis) -> None:
        job = a_job(state=JobState.FAILED, attempts=5, error="mis", phase=0)
        messages.flushdb()
        act(desk, "send_again", job)
        job.refresh_from_db()
        assert (job.state, job.attempts, job.error, job.finished_at) == (JobState.QUEUED, 0, "", None)
        assert messages.llen("default") == 1
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.fence == 1
        assert LogEntry.objects.get().object_id == str(job.pk)

    def test_what_lost_its_worker_is_sent_again_and_its_old_worker_keeps_nothing(self, operator: User) -> None:
        job = a_job()
        claimed = jobs.claim(job.pk)
        assert claimed is not None
        Job.objects.filter(pk=job.pk).update(lease_until=F("requested_at") - timedelta(days=400))
        operating.send_again(viewer_of(operator), job)
        with pytest.raises(LeaseLostError), transaction.atomic():
            Run(claimed).hold()

    def test_what_a_worker_is_busy_with_is_left_alone(self, operator: User) -> None:
        job = a_job()
        jobs.claim(job.pk)
        with pytest.raises(DomainError):
            operating.send_again(viewer_of(operator), job)

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.CANCELLED])
    def test_what_ended_is_left_alone(self, desk: Client, state: JobState) -> None:
        job = a_job(state=state)
        assert "messagelist" in act(desk, "send_again", job)
        job.refresh_from_db()
        assert job.state == state

    def test_what_was_asked_for_anew_meanwhile_is_not_done_twice(self, operator: User) -> None:
        job = a_job(state=JobState.FAILED)
        a_job()
        with pytest.raises(DomainError):
            operating.send_again(viewer_of(operator), job)


class TestGivingUp:
    def test_it_has_failed_with_words_and_the_same_work_can_be_asked_anew(self, desk: Client) -> None:
        job = a_job(**old() | lost())
        act(desk, "give_up", job)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert job.error
        assert job.finished_at
        assert a_job() != job

    def test_a_worker_that_is_at_it_keeps_nothing(self, operator: User) -> None:
        job = a_job()
        claimed = jobs.claim(job.pk)
        assert claimed is not None
        operating.give_up(viewer_of(operator), job)
        with pytest.raises(LeaseLostError), transaction.atomic():
            Run(claimed).hold()

    def test_what_ended_stays_as_it_ended(self, operator: User) -> None:
        job = a_job(state=JobState.DONE)
        with pytest.raises(DomainError):
            operating.give_up(viewer_of(operator), job)
        job.refresh_from_db()
        assert job.state == JobState.DONE


@pytest.mark.parametrize("action", [operating.send_again, operating.give_up])
@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.AUDITOR])
def test_only_an_operator_does_this(action: Callable[..., Job], role: Role) -> None:
    job = a_job(**old())
    with pytest.raises(NotAllowedError):
        action(a_viewer(role), job)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_staff_that_is_no_operator_does_not_see_the_page(sign_in: Callable[[User], Client]) -> None:
    job = a_job(**old())
    desk = sign_in(UserFactory(is_staff=True))
    assert desk.get(reverse(LIST)).status_code == 403
    assert desk.post(reverse(LIST), {"action": "give_up", "_selected_action": [str(job.pk)]}).status_code == 403


class TestTelling:
    def fail(self, error: Exception, monkeypatch: pytest.MonkeyPatch, key: str = "een") -> Job:
        def work(run: Run) -> None:
            raise error

        monkeypatch.setitem(
            jobs.KINDS, "test-work", Kind("test-work", "Werk", (Phase("default", work, ()),), lambda args: "/")
        )
        job = a_job(key)
        jobs.run(job.pk)
        return job

    @staticmethod
    def told() -> list[User | None]:
        return [mail.recipient for mail in Mail.objects.filter(template=trouble.TROUBLE)]

    def test_operators_hear_once_an_hour_that_work_failed(
        self, operator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        UserFactory(is_staff=True)
        UserFactory(is_staff=True, is_superuser=True, is_active=False)
        self.fail(ValueError(SECRET), monkeypatch)
        self.fail(ValueError(SECRET), monkeypatch, "twee")
        assert self.told() == [operator]
        mail = mails.claim()
        assert mail is not None
        message = mails.compose(mail)
        assert message is not None
        assert reverse(LIST) in message.body
        assert SECRET not in message.message().as_string()

    def test_a_refusal_that_people_read_is_no_trouble(self, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail(DomainError(SECRET), monkeypatch)
        assert self.told() == []

    def test_operators_hear_that_work_is_stuck(self, operator: User) -> None:
        a_job()
        jobs.sweep()
        assert self.told() == []
        a_job("twee", **old())
        jobs.sweep()
        assert self.told() == [operator]

    def test_operators_hear_that_work_was_given_up(self, operator: User) -> None:
        a_job(**lost() | {"attempts": jobs.MAX_ATTEMPTS})
        jobs.sweep()
        assert self.told() == [operator]

    def test_what_was_mended_before_the_mail_went_out_is_not_told(self, operator: User) -> None:
        job = a_job(**old())
        jobs.sweep()
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
        mail = mails.claim()
        assert mail is not None
        assert mails.compose(mail) is None
