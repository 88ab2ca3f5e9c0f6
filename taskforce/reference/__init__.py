"""What every installation begins with: departments, focus areas and the first question set, from files here."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.classification import Classification
from accounts.models import Department
from core import clock
from core.models import FocusArea
from questions.models import LEVELS, Group, Question, QuestionSet, SetState

FOLDER = Path(__file__).parent


@transaction.atomic
def load_reference() -> None:
    """Add the departments, focus areas and questions that are not there yet; what is there stays as it is."""
    for facts in read("departments")["departments"]:
        Department.objects.get_or_create(abbreviation=facts["abbreviation"], defaults=facts)
    for order, facts in enumerate(read("focus_areas")["focus_areas"]):
        FocusArea.objects.get_or_create(slug=facts["slug"], defaults=facts | {"order": order})
    _add_questions(read("questions"))


def read(name: str) -> dict[str, Any]:
    """One of the files beside this one."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def _add_questions(listed: dict[str, Any]) -> None:
    """The first version, for everybody to read from the moment that it is loaded; nobody here adopted it."""
    if QuestionSet.objects.filter(series=listed["series"]).exists():
        return
    place = {"classification": Classification.PUBLIC, "published_at": clock.now()}
    first = QuestionSet.objects.create(series=listed["series"], version=1, note=listed["note"].strip(), **place)
    placed: Counter[Group] = Counter()
    for facts in listed["questions"]:
        group = Group[facts["group"].upper()]
        placed[group] += 1
        words = {name: facts[name] for name in ("key", "text_nl", "text_en", "help_nl", "help_en", "quote")}
        levels = {
            f"level_{level}_{language}": facts[f"levels_{language}"][level - 1]
            for language in ("nl", "en")
            for level in LEVELS
        }
        Question.objects.create(
            question_set=first,
            group=group,
            order=placed[group],
            source_section=facts["source_section"],
            **words,
            **levels,
        )
    first.state, first.adopted_at = SetState.ADOPTED, first.published_at
    first.save()
