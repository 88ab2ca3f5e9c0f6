"""publiccode.yml is as the standard asks, and says nothing that is not so.

The standard is https://yml.publiccode.tools/schema.core.html, version 0.5. Its makers' validator is a program in
Go, and PyPI has none: RULES is the standard's own list of what is mandatory, and of the values and lengths allowed.
"""

from __future__ import annotations

import re
import tomllib
from calendar import month_name
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

ROOT = Path(settings.BASE_DIR)
TOLD: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^https?://[^/]+/"}
CATEGORIES = ["document-management", "project-management", "workflow-management"]
"""Of the standard's list of categories (https://yml.publiccode.tools/categories-list.html), those that we use."""
SCOPES = ["finance-and-economic-development", "foreign-affairs"]
"""Likewise of its list of scopes (https://yml.publiccode.tools/scope-list.html)."""
CONTACT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": dict.fromkeys(("name", "email", "phone", "affiliation"), TEXT),
}
DEPENDENCY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {"optional": {"type": "boolean"}}
    | dict.fromkeys(("name", "version", "versionMin", "versionMax"), TEXT),
}
DESCRIPTION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["shortDescription", "longDescription", "features"],  # we give both languages whole
    "properties": {
        "localisedName": TEXT,
        "shortDescription": {"type": "string", "minLength": 1, "maxLength": 150, "pattern": r"^[^\n]+$"},
        "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
        "features": {"type": "array", "minItems": 5, "maxItems": 20, "items": {"type": "string", "maxLength": 100}},
        "screenshots": {"type": "array", "items": {"type": "string", "pattern": r"\.(png|jpg)$"}},
    },
}
RULES: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"),
        *("description", "legal", "maintenance", "localisation"),
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0.5"},
        "name": TEXT,
        "url": ADDRESS,
        "softwareVersion": TEXT,
        "releaseDate": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "platforms": {"type": "array", "minItems": 1, "items": TEXT},
        "categories": {"type": "array", "minItems": 1, "items": {"enum": CATEGORIES}},
        "usedBy": {"type": "array", "items": TEXT},
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"const": "standalone/web"},
        "organisation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["uri"],
            "properties": {"uri": TEXT, "name": TEXT},
        },
        "intendedAudience": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "countries": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
                "scope": {"type": "array", "items": {"enum": SCOPES}},
            },
        },
        "description": {
            "type": "object",
            "additionalProperties": False,
            "required": ["nl", "en"],
            "properties": {"nl": DESCRIPTION, "en": DESCRIPTION},
        },
        "legal": {
            "type": "object",
            "additionalProperties": False,
            "required": ["license"],
            "properties": {"license": TEXT, "mainCopyrightOwner": TEXT},
        },
        "maintenance": {
            "type": "object",
            "additionalProperties": False,
            "required": ["type"],
            "properties": {
                "type": {"enum": ["internal", "community", "none"]},  # a contract asks for contractors
                "contacts": {"type": "array", "minItems": 1, "items": CONTACT},
            },
            "if": {"properties": {"type": {"enum": ["internal", "community"]}}},
            "then": {"required": ["contacts"]},
        },
        "localisation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["localisationReady", "availableLanguages"],
            "properties": {
                "localisationReady": {"type": "boolean"},
                "availableLanguages": {"type": "array", "minItems": 1, "items": TEXT},
            },
        },
        "dependsOn": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"open": {"type": "array", "items": DEPENDENCY}},
        },
    },
}


def wrong_in(told: dict[str, Any]) -> list[str]:
    """Where a file is not as the standard asks, as paths."""
    return sorted(error.json_path for error in Draft202012Validator(RULES).iter_errors(told))


def test_the_file_is_as_the_standard_asks() -> None:
    Draft202012Validator.check_schema(RULES)
    assert wrong_in(TOLD) == []


@pytest.mark.parametrize("key", RULES["required"])
def test_a_key_that_is_left_out_is_seen(key: str) -> None:
    assert wrong_in({name: value for name, value in TOLD.items() if name != key}) == ["$"]


@pytest.mark.parametrize(
    ("section", "key", "value", "where"),
    [
        ("maintenance", "type", "internal", "$.maintenance"),
        ("maintenance", "type", "volunteers", "$.maintenance.type"),
        ("localisation", "localisationReady", "yes", "$.localisation.localisationReady"),
        ("legal", "licence", "EUPL-1.2", "$.legal"),
    ],
)
def test_a_wrong_value_is_seen(section: str, key: str, value: str, where: str) -> None:
    told = deepcopy(TOLD)
    told[section][key] = value
    assert where in wrong_in(told)


def test_it_tells_the_latest_release_the_licence_and_the_languages_that_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    changes = (ROOT / "CHANGELOG.md").read_text()
    version, day, month, year = re.findall(r"^## (\S+) \((\d+) (\w+) (\d{4})\)$", changes, re.MULTILINE)[0]

    assert TOLD["softwareVersion"] == version
    assert TOLD["releaseDate"] == f"{year}-{list(month_name).index(month):02}-{int(day):02}"
    assert TOLD["legal"]["license"] == project["license"]
    assert TOLD["localisation"]["availableLanguages"] == [code for code, _name in settings.LANGUAGES]
    assert TOLD["developmentStatus"] != "stable" or "usedBy" in TOLD


@pytest.mark.parametrize("language", ["nl", "en"])
def test_its_pictures_are_there(language: str) -> None:
    pictures = TOLD["description"][language]["screenshots"]
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
