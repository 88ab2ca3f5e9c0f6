"""Beat is killed, and what it kept is half written: it starts again, and lost work is found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from taskforce.beat import Scheduler
from taskforce.celery import app
from tests.running import Running, words_of
from tests.taskforce.test_compose import command_of
from tests.taskforce.test_processes import environment_of, is_healthy
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]


@pytest.fixture
def start(tmp_path: Path) -> Any:
    """Start beat, sweeping every half second."""
    started: list[Running] = []

    def beat() -> Running:
        environment = environment_of("beat", tmp_path) | {"TASKFORCE_JOB_LEASE": "1"}
        log = tmp_path / f"beat-{len(started)}.log"
        started.append(Running(words_of(" ".join(command_of("beat"))), environment, log).__enter__())
        return started[-1]

    yield beat
    for process in started:
        process.kill()


def calls(messages: Redis) -> int:
    return int(messages.llen("default"))


def wait_for_calls(messages: Redis) -> None:
    """Two more than there are: the sweeper is called again and again."""
    messages.flushdb()
    wait_until(lambda: calls(messages) >= 2, "calls of beat's")


@pytest.mark.parametrize("half_written", [False, True])
def test_beat_that_was_killed_goes_on_where_it_is_started_again(
    half_written: bool, start: Callable[[], Running], messages: Redis, tmp_path: Path
) -> None:
    beat = start()
    wait_for_calls(messages)
    beat.kill()
    for file in kept(tmp_path) if half_written else []:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    start()
    wait_for_calls(messages)
    assert is_healthy("beat", tmp_path)


def kept(folder: Path) -> list[Path]:
    """The files in which beat keeps when it called what: which there are differs from system to system."""
    return sorted(folder.glob("celerybeat-schedule*"))


def opened(folder: Path) -> dict[str, Any]:
    """What a beat finds to call that starts with this schedule."""
    scheduler = Scheduler(app, schedule_filename=str(folder / "celerybeat-schedule"), lazy=True)
    scheduler.setup_schedule()
    try:
        return dict(scheduler.schedule)
    finally:
        scheduler.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_no_schedule_whatever_bars_the_start(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("beat")
    whole = opened(folder)
    file = data.draw(st.sampled_from(kept(folder)))
    content = file.read_bytes()
    place = data.draw(st.integers(0, max(0, len(content) - 1)))
    rest = data.draw(st.one_of(st.just(b""), st.binary(max_size=40), st.just(bytes(len(content) - place))))
    file.write_bytes(content[:place] + rest)
    assert set(whole) <= set(opened(folder))
