"""The outbox (docs/architecture.md, rule 13): each mail is sent once, whoever falls over, and says nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from celery.exceptions import OperationalError
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models.functions import Now
from redis import Redis

from accounts.classification import Classification
from accounts.models import Language, User
from accounts.viewers import Viewer
from core import mails
from core.mails import KINDS, PAUSES, Kind, claim, deliver, post, sweep
from core.models import Mail, MailState
from core.tasks import send_mail, sweep_mails
from tests.conftest import Worker
from tests.factories import ActivityFactory, a_user
from tests.mail_server import MailServer
from tests.waiting import wait_until
from timeline.models import Activity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]

KIND = "digest"
"""Its words are used; where the link leads the tests say."""


def to_the_row(viewer: Viewer, person: User, row: Activity | None) -> str | None:
    return row.get_absolute_url() if row else "/vandaag/"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    made = Kind(KIND, to_the_row)
    monkeypatch.setitem(KINDS, KIND, made)
    return made


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server, and this process sends to it."""
    made = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    made.start()
    yield made
    made.stop()


def a_mail(key: str = "een", **facts: Any) -> Mail:
    about = facts.pop("about", None)
    return post(KIND, to=a_user(**facts), about=about, dedupe_key=key)


def rest_is_over(mail: Mail) -> None:
    """Let the pause after an attempt have passed."""
    Mail.objects.filter(pk=mail.pk).update(not_before=Now() - timedelta(seconds=1))


def body_of(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def state_of(mail: Mail) -> str:
    return str(Mail.objects.get(pk=mail.pk).state)


class TestPosting:
    def test_a_mail_is_carried_to_a_worker(self, messages: Redis) -> None:
        mail = a_mail()
        assert (mail.state, mail.attempts) == (MailState.WAITING, 0)
        assert messages.llen("default") == 1

    def test_the_same_occasion_gives_the_same_mail(self, messages: Redis) -> None:
        assert a_mail("twee") == a_mail("twee")
        assert Mail.objects.count() == messages.llen("default") == 1
        assert a_mail("drie") != a_mail("twee")

    def test_nothing_is_sent_of_what_is_undone(self, messages: Redis) -> None:
        with transaction.atomic():
            a_mail()
            transaction.set_rollback(True)
        assert not Mail.objects.exists()
        assert messages.llen("default") == 0

    def test_two_who_post_at_once_post_one(self, messages: Redis) -> None:
        person = a_user()
        both = threading.Barrier(2)

        def post_it() -> None:
            try:
                with transaction.atomic():
                    both.wait()
                    post(KIND, to=person, dedupe_key="samen")
            finally:
                connection.close()

        threads = [threading.Thread(target=post_it) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Mail.objects.count() == messages.llen("default") == 1

    def test_without_a_broker_it_is_posted_all_the_same(
        self, monkeypatch: pytest.MonkeyPatch, server: MailServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        def nobody_there(**options: Any) -> None:
            raise OperationalError

        with monkeypatch.context() as patch:
            patch.setattr(send_mail, "apply_async", nobody_there)
            mail = a_mail()
        assert "the sweeper will send it" in caplog.text
        sweep()
        assert state_of(mail) == MailState.SENT

    def test_a_kind_that_nobody_made_known_is_refused(self) -> None:
        with pytest.raises(KeyError):
            post("onbekend", to=a_user(), dedupe_key="een")


class TestSending:
    def test_it_goes_to_one_person_and_says_that_a_machine_sent_it(self, server: MailServer) -> None:
        mail = a_mail(email="ontvanger@example.org")
        assert sweep() == 1
        (got,) = server.got
        assert server.recipients == ["ontvanger@example.org"]
        assert got["To"] == "ontvanger@example.org"
        assert got["From"] == django_settings.DEFAULT_FROM_EMAIL
        assert got["Auto-Submitted"] == "auto-generated"
        assert got["Message-ID"] == f"<{mail.pk}@localhost>"
        assert got.get_content_type() == "text/plain"
        mail.refresh_from_db()
        assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 1, "")
        assert mail.sent_at is not None
        assert sweep() == 0

    @pytest.mark.parametrize(
        ("language", "words"),
        [(Language.DUTCH, "er wacht iets op u"), (Language.ENGLISH, "something needs you")],
    )
    def test_it_is_in_the_language_of_who_gets_it(self, server: MailServer, language: Language, words: str) -> None:
        a_mail(language=language)
        sweep()
        assert words in server.got[0]["Subject"]

    def test_the_link_leads_to_the_row(self, server: MailServer, settings: Any) -> None:
        settings.SITE_URL = "https://taskforce.example.org"
        activity = ActivityFactory()
        a_mail(about=activity)
        sweep()
        assert f"\n\nhttps://taskforce.example.org{activity.get_absolute_url()}\n\n" in body_of(server.got[0])

    def test_what_may_not_be_seen_any_more_is_not_sent(self, server: MailServer) -> None:
        activity = ActivityFactory()
        mail = a_mail(about=activity, role="post")
        Activity.objects.update(classification=Classification.DEPARTMENTAL)
        sweep()
        assert (state_of(mail), server.got) == (MailState.DROPPED, [])

    def test_who_has_left_gets_nothing(self, server: MailServer) -> None:
        mail = a_mail()
        User.objects.update(is_active=False)
        sweep()
        assert (state_of(mail), server.got) == (MailState.DROPPED, [])

    def test_what_is_not_needed_any_more_is_not_sent(self, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(KINDS, KIND, Kind(KIND, lambda viewer, person, row: None))
        mail = a_mail()
        sweep()
        assert (state_of(mail), server.got) == (MailState.DROPPED, [])

    def test_what_waited_too_long_is_not_sent(self, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(KINDS, KIND, Kind(KIND, to_the_row, lifetime=timedelta(hours=1)))
        fresh, old = a_mail("vers"), a_mail("oud")
        Mail.objects.filter(pk=old.pk).update(created=Now() - timedelta(hours=2))
        sweep()
        assert (state_of(fresh), state_of(old)) == (MailState.SENT, MailState.DROPPED)

    def test_no_name_and_no_line_of_an_address_gets_into_a_header(self, server: MailServer) -> None:
        named = a_mail("naam", name="Anna\r\nBcc: dief@example.org")
        addressed = a_mail("adres", email="b@example.org")
        User.objects.filter(email="b@example.org").update(email="b@example.org\nBcc: dief@example.org")
        sweep()
        assert state_of(named) == MailState.SENT
        assert "dief" not in str(server.got[0])
        addressed.refresh_from_db()
        assert (addressed.state, addressed.error) == (MailState.GIVEN_UP, "ValueError")
        assert len(server.got) == 1


class TestTrouble:
    def test_a_server_that_is_busy_is_asked_again_after_a_pause(self, server: MailServer) -> None:
        server.answers = ["451 Later please", "451 Later please"]
        mail = a_mail()
        pauses = []
        for attempt in (1, 2, 3):
            assert sweep() == 1
            assert sweep() == 0
            mail.refresh_from_db()
            assert mail.attempts == attempt
            pauses.append(mail.not_before - Mail.objects.values_list(Now(), flat=True)[0])
            rest_is_over(mail)
        assert (mail.state, mail.error) == (MailState.SENT, "")
        assert len(server.got) == 1
        assert pauses == sorted(pauses)

    def test_of_what_the_server_says_only_the_code_is_kept(
        self, server: MailServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.answers = ["451 geheim"]
        mail = a_mail(email="geheim@example.org")
        sweep()
        mail.refresh_from_db()
        assert mail.error == "SMTPDataError 451"
        assert "geheim" not in caplog.text

    def test_pauses_grow_and_the_last_attempt_is_the_last(self, server: MailServer) -> None:
        assert list(PAUSES) == sorted(set(PAUSES))
        server.answers = ["451 Later please"] * len(PAUSES)
        mail = a_mail()
        for _attempt in PAUSES:
            assert state_of(mail) == MailState.WAITING
            rest_is_over(mail)
            sweep()
        assert state_of(mail) == MailState.GIVEN_UP
        rest_is_over(mail)
        assert (sweep(), server.got) == (0, [])

    def test_what_was_given_up_can_be_sent_again(self, server: MailServer, messages: Redis) -> None:
        mail = a_mail()
        Mail.objects.update(state=MailState.GIVEN_UP, attempts=len(PAUSES), error="SMTPDataError 451")
        messages.flushdb()
        assert mails.send_again(mail)
        assert messages.llen("default") == 1
        sweep()
        assert state_of(mail) == MailState.SENT
        assert not mails.send_again(mail)

    def test_whom_the_server_does_not_know_is_not_tried_again(self, server: MailServer) -> None:
        server.refused = {"weg@example.org"}
        mail = a_mail(email="weg@example.org")
        sweep()
        mail.refresh_from_db()
        assert (mail.state, mail.error) == (MailState.GIVEN_UP, "SMTPRecipientsRefused 550")

    def test_while_the_server_is_gone_only_one_mail_is_tried(self, server: MailServer) -> None:
        server.stop()
        first, second = a_mail("een"), a_mail("twee")
        assert sweep() == 1
        assert {mail.attempts for mail in Mail.objects.all()} == {0, 1}
        assert Mail.objects.get(attempts=1).error == "ConnectionRefusedError"
        server.start()
        Mail.objects.update(not_before=Now())
        assert sweep() == 2
        assert (state_of(first), state_of(second)) == (MailState.SENT, MailState.SENT)

    def test_a_mail_that_cannot_be_written_does_not_stop_others(
        self, server: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def breaks_on_rows(viewer: Viewer, person: User, row: Any) -> str:
            if row:
                raise KeyError(row.title)
            return "/"

        monkeypatch.setitem(KINDS, KIND, Kind(KIND, breaks_on_rows))
        broken, whole = a_mail("een", about=ActivityFactory(title="geheim")), a_mail("twee")
        assert sweep() == 2
        broken.refresh_from_db()
        assert (broken.state, broken.error) == (MailState.WAITING, "KeyError")
        assert state_of(whole) == MailState.SENT
        assert "geheim" not in caplog.text


class TestTogether:
    def test_one_worker_gets_it(self) -> None:
        mail = a_mail()
        assert claim(mail.pk) is not None
        assert claim(mail.pk) is None
        assert claim() is None

    def test_who_holds_it_keeps_others_off_however_long_the_server_takes(
        self, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mails, "PAUSES", (timedelta(0),) * 5)  # so that only the lock is in the way
        server.answers = ["wait"]
        mail = a_mail()

        def sweep_here() -> None:
            try:
                sweep()
            finally:
                connection.close()

        other = threading.Thread(target=sweep_here)
        other.start()
        wait_until(lambda: server.got, "the mail that the other worker hands over")
        assert sweep() == 0
        server.go_on.set()
        other.join()
        assert state_of(mail) == MailState.SENT
        assert len(server.got) == 1

    def test_who_was_overtaken_sends_nothing(self, server: MailServer) -> None:
        mail = a_mail()
        slow = claim(mail.pk)
        rest_is_over(mail)
        sweep()
        assert slow is not None
        deliver(slow)
        assert len(server.got) == 1

    def test_who_was_overtaken_by_somebody_who_failed_sends_nothing_either(self, server: MailServer) -> None:
        server.answers = ["451 Later please"]
        mail = a_mail()
        slow = claim(mail.pk)
        rest_is_over(mail)
        sweep()
        assert slow is not None
        deliver(slow)
        mail.refresh_from_db()
        assert (server.got, mail.state, mail.attempts) == ([], MailState.WAITING, 2)


class TestWorkers:
    """Workers in processes of their own."""

    @pytest.fixture
    def start_worker(self, server: MailServer, tmp_path: Any) -> Iterator[Callable[[], Worker]]:
        made: list[Worker] = []

        def start() -> Worker:
            made.append(Worker(tmp_path, server.environment))
            made[-1].start()
            return made[-1]

        yield start
        for worker in made:
            worker.kill()

    @pytest.fixture(autouse=True)
    def kind(self) -> None:
        """Workers know the kinds as they are."""

    def a_reset(self) -> Mail:
        return post("password-reset", to=a_user(), dedupe_key="een")

    def test_a_worker_sends_it_after_the_commit(self, server: MailServer, start_worker: Callable[[], Worker]) -> None:
        start_worker()
        with transaction.atomic():
            mail = self.a_reset()
        wait_until(lambda: state_of(mail) == MailState.SENT, "the mail")
        assert len(server.got) == 1

    def test_a_lost_message_is_swept(
        self, server: MailServer, messages: Redis, start_worker: Callable[[], Worker]
    ) -> None:
        mail = self.a_reset()
        messages.flushdb()
        start_worker()
        sweep_mails.delay()
        wait_until(lambda: state_of(mail) == MailState.SENT, "the mail")

    def test_a_worker_that_is_killed_while_it_sends_leaves_a_mail_that_another_sends(
        self, server: MailServer, start_worker: Callable[[], Worker]
    ) -> None:
        """The server had taken it in, so it comes twice: by its Message-ID a receiver knows that it is the same."""
        server.answers = ["wait"]
        mail = self.a_reset()
        worker = start_worker()
        wait_until(lambda: server.got, "the mail that is being handed over")
        worker.kill()
        wait_until(lambda: self.can_be_locked(mail), "the end of the killed worker's transaction")
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
        assert claim(mail.pk) is None, "nobody tries it again before its pause is over"

        server.go_on.set()
        rest_is_over(mail)
        start_worker()
        sweep_mails.delay()
        wait_until(lambda: state_of(mail) == MailState.SENT, "the mail, from another worker")
        assert [got["Message-ID"] for got in server.got] == [f"<{mail.pk}@localhost>"] * 2

    def test_what_kills_its_worker_each_time_is_given_up(self) -> None:
        mail = self.a_reset()
        for _attempt in PAUSES:
            assert claim(mail.pk) is not None
            rest_is_over(mail)
        assert sweep() == 0
        mail.refresh_from_db()
        assert (mail.state, mail.error) == (MailState.GIVEN_UP, mails.LOST)

    @staticmethod
    def can_be_locked(mail: Mail) -> bool:
        with transaction.atomic():
            return Mail.objects.select_for_update(skip_locked=True).filter(pk=mail.pk).exists()
