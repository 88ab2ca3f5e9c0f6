"""The bill of materials names every locked package with its licence, and nothing that is not shipped."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def program() -> ModuleType:
    loader = SourceFileLoader("make_sbom", str(ROOT / "bin" / "make-sbom"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bill(program: ModuleType) -> dict[str, Any]:
    made: dict[str, Any] = program.bill()
    return made


def test_every_locked_package_is_in_it_in_the_locked_version(program: ModuleType, bill: dict[str, Any]) -> None:
    found = {(program.normal(one["name"]), one["version"]) for one in bill["components"]}
    assert len(program.locked()) > 50
    assert set(program.locked().items()) <= found
    assert {one["name"] for one in program.front_end()} <= {one["name"] for one in bill["components"]}
    assert len(bill["components"]) == len(program.locked()) + len(program.front_end())


def test_each_names_its_licence_where_its_maker_does(bill: dict[str, Any]) -> None:
    silent = {one["name"] for one in bill["components"] if not one.get("licenses")}
    # The maker of uritemplate (BSD or Apache) gives a file and no name; the others are for platforms that this is not.
    assert silent <= {"uritemplate", "colorama", "tzdata", "pywin32", "exceptiongroup", "async-timeout"}


def test_it_is_as_cyclonedx_says(bill: dict[str, Any]) -> None:
    import json

    version = SchemaVersion.from_version(bill["specVersion"])
    assert JsonStrictValidator(version).validate_str(json.dumps(bill)) is None
