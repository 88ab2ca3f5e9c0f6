"""What the machinery keeps beside the database holds ids, never words: the broker, the cache, the rows of work."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from redis import Redis

from accounts.roles import ViewerKind
from core.models import Job, Mail
from reports.actions import compile_report
from tests.api_client import Machine
from tests.factories import PASSWORD, ActivityFactory, ReportFactory, UserFactory, viewer_of
from tests.planting import MARKER

SECRET = "MERK00001X"
KEYS = {"report"}
"""What the arguments of a job may be called; each is the key of a row."""


def everything_in(redis: Redis) -> str:
    """A dump of a database of Redis, as text: its keys and whatever they hold."""
    held: list[Any] = [*redis.scan_iter()]
    for key in [*held]:
        held.append(redis.dump(key))
        if redis.type(key) == b"list":
            held += redis.lrange(key, 0, -1)
    return b"\n".join(held).decode("utf-8", errors="replace")


@pytest.mark.django_db(transaction=True)
def test_redis_holds_no_word_of_a_row_and_a_task_nothing_but_ids(messages: Redis) -> None:
    user = UserFactory(email=f"{SECRET}@example.org", name=SECRET)
    report = ReportFactory(audience=ViewerKind.KAMER, title=SECRET)
    activity = ActivityFactory(title=SECRET)
    job = compile_report(viewer_of(user), report)
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.get(f"/tijdlijn/activiteiten/?words={SECRET}")
    Machine(user).get(f"/activities/{activity.pk}")

    (sent,) = messages.lrange("default", 0, -1)
    arguments, options, _embedded = json.loads(base64.b64decode(json.loads(sent)["body"]))
    assert (arguments[0], options) == (str(job.pk), {})
    held = everything_in(messages)
    assert str(job.pk) in held
    assert not MARKER.findall(held)


@pytest.mark.django_db
def test_the_rows_of_work_name_rows_by_their_keys() -> None:
    report = ReportFactory(title=SECRET)
    compile_report(viewer_of(UserFactory()), report)
    (job,) = Job.objects.all()
    assert set(job.args) == KEYS
    assert job.args["report"] == str(report.pk)
    long_enough = {"TextField", "JSONField"}
    assert not [column for column in Mail._meta.concrete_fields if column.get_internal_type() in long_enough]


@pytest.mark.django_db
def test_after_signing_out_the_back_button_shows_nothing() -> None:
    user = UserFactory()
    activity = ActivityFactory(title=SECRET)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/tijdlijn/activiteiten/{activity.pk}/")
    assert SECRET in page.content.decode()
    # Neither the browser, nor htmx in it, keeps a page of staff to show it again.
    assert page["Cache-Control"] == "no-store"
    assert '"historyCacheSize": 0' in page.content.decode()
    client.post("/account/logout/")
    assert client.get(f"/tijdlijn/activiteiten/{activity.pk}/").status_code == 302
