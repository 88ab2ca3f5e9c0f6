"""The clock of the domain: where it starts, that it runs on, and that tests can stop it."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.clock import AMSTERDAM

DEMO_START = datetime(2023, 12, 4, 9, 0, tzinfo=AMSTERDAM)
EPOCH_SECONDS = st.floats(0, 4e9, allow_nan=False)


@pytest.fixture(autouse=True)
def demo_moment():
    """Stops no clock, unlike the fixture of this name that all other tests have: here the clock must run."""


@pytest.fixture
def real_time(monkeypatch):
    """Sets the real time, in seconds since 1970."""
    return lambda seconds: monkeypatch.setattr(clock, "real_time", lambda: seconds)


@override_settings(TASKFORCE_NOW=None)
def test_without_a_start_it_is_the_real_time_in_amsterdam(real_time):
    real_time(datetime(2023, 7, 1, 22, 30, tzinfo=UTC).timestamp())
    assert clock.now().isoformat() == "2023-07-02T00:30:00+02:00"
    assert clock.today() == date(2023, 7, 2)


@override_settings(TASKFORCE_NOW="2023-12-04T09:00", TASKFORCE_NOW_SINCE=1_000.0)
def test_the_clock_starts_where_it_is_told_and_runs_on(real_time):
    real_time(1_000.0)
    assert clock.now() == DEMO_START
    real_time(1_090.0)
    assert clock.now() == DEMO_START + timedelta(seconds=90)


@given(EPOCH_SECONDS, EPOCH_SECONDS)
def test_processes_with_one_anchor_agree_whenever_they_were_started(since, real):
    shown = clock.running_since(DEMO_START, since, real)
    assert shown.timestamp() - DEMO_START.timestamp() == pytest.approx(real - since, abs=0.001)
    assert shown.tzinfo is AMSTERDAM


@override_settings(TASKFORCE_NOW="2023-12-04T09:00", TASKFORCE_NOW_SINCE=None)
def test_without_an_anchor_the_clock_counts_from_the_start_of_the_process(real_time):
    real_time(clock._PROCESS_STARTED + 5)
    assert clock.now() == DEMO_START + timedelta(seconds=5)


def test_the_clock_runs_through_the_change_to_summer_time():
    before = datetime(2023, 3, 26, 1, 59, tzinfo=AMSTERDAM)
    assert clock.running_since(before, 0, 120).isoformat() == "2023-03-26T03:01:00+02:00"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2023-12-04T09:00", "2023-12-04T09:00:00+01:00"),
        ("2023-12-04", "2023-12-04T00:00:00+01:00"),
        ("2023-12-04T08:00Z", "2023-12-04T09:00:00+01:00"),
        ("2023-03-26T02:30", "2023-03-26T03:30:00+02:00"),
    ],
)
def test_a_start_without_offset_is_a_time_in_amsterdam(written, shown, real_time):
    real_time(7.0)
    with override_settings(TASKFORCE_NOW=written, TASKFORCE_NOW_SINCE="7"):
        assert clock.now().isoformat() == shown


@pytest.mark.parametrize("written", ["morgen", "04-12-2023", "2023-13-01T09:00", "9:00"])
def test_a_start_that_cannot_be_read_is_named(written):
    with (
        override_settings(TASKFORCE_NOW=written),
        pytest.raises(ImproperlyConfigured, match=f"TASKFORCE_NOW is '{written}'.*2023-12-04T09:00"),
    ):
        clock.now()


@pytest.mark.parametrize("written", ["yesterday", "nan", "inf", object()])
def test_an_anchor_that_cannot_be_read_is_named(written):
    with (
        override_settings(TASKFORCE_NOW="2023-12-04T09:00", TASKFORCE_NOW_SINCE=written),
        pytest.raises(ImproperlyConfigured, match=r"TASKFORCE_NOW_SINCE is .*seconds since 1970"),
    ):
        clock.now()


def test_a_stopped_clock_stands_still_and_then_goes_on_as_before():
    with clock.at("2023-12-04T09:00") as stopped:
        assert clock.now() == clock.now() == stopped == DEMO_START
        with clock.at(datetime(2024, 1, 1, 0, 30, tzinfo=AMSTERDAM)):
            assert clock.today() == date(2024, 1, 1)
        assert clock.now() == DEMO_START
    assert clock.now() != DEMO_START


def test_a_stopped_clock_goes_on_after_an_error():
    def fail():
        with clock.at("2023-12-04T09:00"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert clock.now() != DEMO_START


def test_a_clock_is_stopped_for_its_own_thread_only():
    seen = []
    with clock.at("2001-01-01"):
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0].year > 2001
