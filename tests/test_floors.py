"""The floors of the house (docs/architecture.md): imports, migrations, templates and addresses point down only, and
pages come to a row by its one door. Each rule is also shown a break, and must see it.

The order of the floors stands in pyproject.toml, where import-linter reads it.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver
from pghistory.models import Event

from core.models import Guarded

ROOT = Path(settings.BASE_DIR)
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
# Apps beside each other on a floor stand in one layer, with a bar between them.
FLOORS = {
    app: floor
    for floor, layer in enumerate(reversed(CONTRACT["layers"]), start=1)
    for app in re.split(r"\s*\|\s*", layer)
}
# The folders of templates that are not called after their app. Pages of Django and allauth are dressed on floor 1.
TEMPLATE_FOLDERS = {
    "components": "core",
    "django": "core",
    "emails": "core",
    "account": "accounts",
    "mfa": "accounts",
    "usersessions": "accounts",
    "allauth": "accounts",
}
FRAME = ("base.html", "bare.html", "components/")
"""What every page stands in, also those of accounts: it is core's, and takes its navigation from settings."""
ROOMS = ("views", "api", "panels", "today", "chapters", "forms", "filters", "search", "admin")
"""Where rows are read for people."""


def floor_of(app: str) -> int:
    """The floor of an app; libraries lie below all of them."""
    return FLOORS.get(app, 0)


def is_out_of_reach(app: str, other: str) -> bool:
    """Whether an app may not know another one: those above it, and those beside it on its own floor."""
    return floor_of(other) > floor_of(app) or (app != other and floor_of(other) == floor_of(app) > 0)


def test_every_app_of_ours_has_a_floor() -> None:
    ours = {name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()}
    assert set(FLOORS) == ours


# --- imports ---


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the house that stands at a place."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house in another place, where it may be broken."""
    for app in FLOORS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_down() -> None:
    said = lint_imports(ROOT)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("accounts", "core.errors"),
        ("core", "timeline.models"),
        ("timeline", "reports.models"),
        ("timeline", "questions.models"),
        ("questions", "timeline.models"),
        ("reports", "taskforce.urls"),
    ],
)
@pytest.mark.parametrize("how", ["import {}\n", "def late():\n    import {}\n"])
def test_an_import_that_points_up_is_seen(copy: Path, below: str, above: str, how: str) -> None:
    (copy / below / "broken.py").write_text(how.format(above))
    said = lint_imports(copy)
    assert said.returncode == 1
    assert f"{below}.broken -> {above.split('.')[0]}" in said.stdout


# --- migrations ---


def migrations_that_point_up() -> set[str]:
    """Every migration that depends on a floor above its own, and every key to a table there, by name or by string."""
    loader = MigrationLoader(None)
    wrong = {
        f"{app}.{name} depends on {other}"
        for (app, name), migration in loader.disk_migrations.items()
        for other, _name in [*migration.dependencies, *migration.run_before]
        if app in FLOORS and is_out_of_reach(app, other)
    }
    for (app, model), state in loader.project_state().models.items():
        for field, column in state.fields.items():
            other = _table_of(getattr(column, "remote_field", None))
            if app in FLOORS and is_out_of_reach(app, other):
                wrong.add(f"{app}.{model}.{field} is a key to {other}")
    return wrong


def _table_of(relation: Any) -> str:
    target = getattr(relation, "model", "")
    return (target if isinstance(target, str) else target._meta.label).split(".")[0]


def test_migrations_point_down() -> None:
    assert migrations_that_point_up() == set()


BROKEN_DEPENDENCY = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]
"""
BROKEN_KEY = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.CreateModel("Lost", [
        ("id", models.AutoField(primary_key=True)),
        ("up", models.ForeignKey("reports.report", models.PROTECT)),
    ])]
"""


@pytest.mark.parametrize(
    ("migration", "seen"),
    [
        (BROKEN_DEPENDENCY, "rules.0001_lost depends on timeline"),
        (BROKEN_KEY, "rules.lost.up is a key to reports"),
    ],
)
def test_a_migration_that_points_up_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, migration: str, seen: str
) -> None:
    folder = tmp_path / f"{tmp_path.name}_migrations"  # a module of its own for each case
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "0001_lost.py").write_text(migration)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(FLOORS, "rules", 2)
    settings.MIGRATION_MODULES = {"rules": folder.name}
    assert seen in migrations_that_point_up()


# --- templates and addresses ---


def addresses() -> dict[str, str]:
    """The app behind every named address."""
    return dict(_named(get_resolver().url_patterns, ""))


def _named(patterns: list[Any], namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _named(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", _app_of(pattern.callback)


def _app_of(view: Any) -> str:
    view = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return str(getattr(view, "__module__", "")).split(".")[0]


URL = re.compile(r"""{%\s*url\s+["']([^"']+)["']""")
USED = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
COMPONENT = re.compile(r"<c-([a-z][\w.-]*)")


def templates_that_point_up(root: Path) -> set[str]:
    """Every template that leads to, includes or extends something of a floor above its own."""
    known = addresses()
    wrong = set()
    folders = [root / "templates", *(root / app / "templates" for app in FLOORS)]
    for folder in folders:
        for path in folder.rglob("*.html"):
            name = path.relative_to(folder).as_posix()
            for what, app in _uses(path.read_text(), known):
                if is_out_of_reach(_app_of_template(name), app):
                    wrong.add(f"{name} uses {what}")
    return wrong


def _uses(text: str, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in URL.findall(text):
        yield name, known.get(name, "")
    for name in USED.findall(text):
        if not name.startswith(FRAME):
            yield name, _app_of_template(name)


def _app_of_template(name: str) -> str:
    folder, slash, _rest = name.partition("/")
    if not slash:
        return "core"
    return TEMPLATE_FOLDERS.get(folder, folder)


def test_templates_point_down() -> None:
    assert templates_that_point_up(ROOT) == set()


def test_templates_lead_to_addresses_that_exist() -> None:
    """An address that is not there would count as a library's."""
    known = addresses()
    named = {name for path in (ROOT / "templates").rglob("*.html") for name in URL.findall(path.read_text())}
    assert named - known.keys() == set()
    assert {floor_of(known[name]) for name in named} >= {0, FLOORS["core"], FLOORS["reports"]}


def test_every_folder_of_templates_belongs_to_an_app() -> None:
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert folders - TEMPLATE_FOLDERS.keys() - FLOORS.keys() == set()


def test_every_component_that_is_used_is_there() -> None:
    components = ROOT / "templates" / "components"
    for path in (ROOT / "templates").rglob("*.html"):
        for name in COMPONENT.findall(path.read_text()):
            place = components / name.replace(".", "/").replace("-", "_")
            found = name in ("slot", "vars") or place.with_suffix(".html").is_file() or (place / "index.html").is_file()
            assert found, f"{path.name}: <c-{name}>"


@pytest.mark.parametrize(
    ("template", "broken", "seen"),
    [
        ("core/job.html", '{% url "reports:list" %}', "core/job.html uses reports:list"),
        ("timeline/lost.html", "{% url 'reports:report' pk %}", "timeline/lost.html uses reports:report"),
        ("timeline/lost.html", '{% include "reports/block.html" %}', "timeline/lost.html uses reports/block.html"),
        ("timeline/lost.html", '{% url "questions:list" %}', "timeline/lost.html uses questions:list"),
        ("core/job.html", '{% extends "timeline/activity.html" %}', "core/job.html uses timeline/activity.html"),
        ("components/badge.html", '{% url "timeline:plan" %}', "components/badge.html uses timeline:plan"),
        ("base.html", '{% url "today" %}', "base.html uses today"),
        ("account/login.html", '{% include "core/job.html" %}', "account/login.html uses core/job.html"),
    ],
)
def test_a_template_that_points_up_is_seen(copy: Path, template: str, broken: str, seen: str) -> None:
    path = copy / "templates" / template
    path.write_text((path.read_text() if path.exists() else "") + broken)
    assert seen in templates_that_point_up(copy)


def code_that_leads_up(root: Path) -> set[str]:
    """Every `reverse("...")` in Python to an address of a floor above its own."""
    known = addresses()
    wrong = set()
    for app in FLOORS:
        for path in (root / app).rglob("*.py"):
            for name in _reversed(ast.parse(path.read_text())):
                if is_out_of_reach(app, known.get(name, "")):
                    wrong.add(f"{path.relative_to(root)} leads to {name}")
    return wrong


def _reversed(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if called in ("reverse", "reverse_lazy", "redirect", "resolve_url") and isinstance(first, ast.Constant):
            yield str(first.value)


def test_code_leads_down() -> None:
    assert code_that_leads_up(ROOT) == set()


def test_code_that_leads_up_is_seen(copy: Path) -> None:
    (copy / "timeline" / "broken.py").write_text('url = reverse("reports:list")\n')
    assert code_that_leads_up(copy) == {"timeline/broken.py leads to reports:list"}


# --- the one door ---

REFERENCE = {model.__name__ for model in apps.get_models() if not issubclass(model, Guarded | Event)}


def other_doors(root: Path) -> set[str]:
    """Every way to rows in the rooms for people that is not `X.objects.visible_to(...)`; reference tables are open."""
    wrong = set()
    for app in FLOORS:
        for path in (root / app).rglob("*.py"):
            room = path.relative_to(root / app).parts[0].removesuffix(".py")
            if room in ROOMS:
                name = path.relative_to(root).as_posix()
                wrong |= {f"{name}: {door}" for door in _doors(ast.parse(path.read_text()))}
    return wrong


def _doors(tree: ast.AST) -> Iterator[str]:
    right = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("visible_to", "none")
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node in right:
            continue
        manager = node.attr == "objects" or node.attr in ("_default_manager", "_base_manager")
        if manager and not (isinstance(node.value, ast.Name) and node.value.id in REFERENCE):
            yield ast.unparse(node)


def test_pages_come_to_rows_by_the_one_door() -> None:
    assert other_doors(ROOT) == set()


@pytest.mark.parametrize(
    ("room", "code", "seen"),
    [
        ("views.py", "rows = Activity.objects.filter(pk=1)", "Activity.objects"),
        ("views/lost.py", "rows = Activity.objects.all().visible_to(viewer)", "Activity.objects"),
        ("api.py", "rows = self.model.objects.get(pk=1)", "self.model.objects"),
        ("today.py", "rows = Activity._default_manager.all()", "Activity._default_manager"),
        ("forms.py", "field = ModelChoiceField(queryset=Source.objects)", "Source.objects"),
        ("filters.py", "door = Source.objects\nrows = door.all()", "Source.objects"),
        ("chapters/lost.py", "rows = [row for row in Move.objects.all()]", "Move.objects"),
    ],
)
def test_another_door_is_seen(copy: Path, room: str, code: str, seen: str) -> None:
    path = copy / "reports" / room
    path.parent.mkdir(exist_ok=True)
    path.write_text(code + "\n")
    assert f"reports/{room}: {seen}" in other_doors(copy)


def test_reference_tables_are_open(copy: Path) -> None:
    (copy / "reports" / "filters.py").write_text("rows = Department.objects.all()\n")
    assert not any("Department" in door for door in other_doors(copy))
