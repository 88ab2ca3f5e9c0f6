"""A quarter as a column and as a form field: Quarter in Python, 2023-Q4 where it is stored, a clear word when wrong."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Max
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.fields import QuarterField, QuarterFormField
from core.quarters import Quarter

QUARTERS = st.builds(Quarter, st.integers(2000, 2099), st.integers(1, 4))
NO_QUARTERS = ["herfst", "2023-Q5", "2023-Q0", "1999-Q4", "2100-Q1", "Q5 2023", "2023", 2023, "2023-Q4; drop", "\x00"]


class PlanForm(forms.Form):
    quarter = QuarterFormField()


@given(QUARTERS)
def test_a_quarter_survives_storing(quarter):
    field = QuarterField()
    stored = field.get_prep_value(quarter)
    assert stored is not None
    assert len(stored) == 7
    assert field.from_db_value(stored, None, connection) == quarter
    assert field.to_python(stored) == field.to_python(quarter) == quarter


def test_nothing_is_stored_as_nothing():
    field = QuarterField(null=True, blank=True)
    assert field.get_prep_value(None) is None
    assert field.to_python(None) is None
    assert field.from_db_value(None, None, connection) is None
    assert field.clean(None, None) is None


@pytest.mark.parametrize("value", [*NO_QUARTERS, "", "2023-q4", "Q4 2023"])
def test_a_column_takes_the_written_form_only(value):
    for read in (QuarterField().to_python, QuarterField().get_prep_value):
        with pytest.raises(ValidationError) as refused:
            read(value)
        assert refused.value.code == "invalid"


def test_a_migration_can_make_the_field_again():
    field = QuarterField("kwartaal", null=True, db_index=True)
    _, path, args, kwargs = field.deconstruct()
    assert path == "core.fields.QuarterField"
    assert QuarterField(*args, **kwargs).deconstruct()[1:] == (path, args, kwargs)


def test_a_form_for_the_column_gets_the_form_field():
    field = QuarterField("kwartaal", help_text="zoals 2023-Q4", blank=True).formfield()
    assert isinstance(field, QuarterFormField)
    assert (field.required, field.label, field.help_text) == (False, "Kwartaal", "zoals 2023-Q4")


@pytest.mark.parametrize("typed", ["2023-Q4", "2023-q4", "  2023-Q4 ", "Q4 2023", "q4 2023", Quarter(2023, 4)])
def test_people_type_a_quarter_in_either_way(typed):
    assert QuarterFormField().clean(typed) == Quarter(2023, 4)


@pytest.mark.parametrize("typed", NO_QUARTERS)
def test_what_is_no_quarter_is_refused_at_the_field_and_kept(typed):
    form = PlanForm({"quarter": typed})
    assert form.errors.as_data()["quarter"][0].code == "invalid"
    assert form["quarter"].value() == typed


def test_the_refusal_says_what_was_typed_and_what_to_do():
    with translation.override("nl"):
        assert PlanForm({"quarter": "herfst"}).errors["quarter"] == [
            "Vul een kwartaal van 2000 tot en met 2099 in, zoals 2023-Q4. U vulde ‘herfst’ in."
        ]
    with translation.override("en"):
        assert PlanForm({"quarter": "herfst"}).errors["quarter"] == [
            "Enter a quarter from 2000 to 2099, such as 2023-Q4. You entered “herfst”."
        ]


def test_an_empty_quarter_is_asked_for_only_where_it_is_needed():
    assert QuarterFormField(required=False).clean(" ") is None
    with pytest.raises(ValidationError) as refused:
        QuarterFormField().clean(" ")
    assert refused.value.code == "required"


def test_a_form_shows_the_written_form_and_notices_a_change():
    form = PlanForm({"quarter": "Q4 2023"}, initial={"quarter": Quarter(2023, 4)})
    shown = PlanForm(initial={"quarter": Quarter(2023, 4)})["quarter"]
    assert shown.field.widget.format_value(shown.value()) == "2023-Q4"
    assert not form.has_changed()
    assert PlanForm({"quarter": "2024-Q1"}, initial={"quarter": Quarter(2023, 4)}).has_changed()


@pytest.fixture
def plan(db):
    """A table with a quarter, for as long as the test lasts."""
    with isolate_apps():

        class Plan(models.Model):
            quarter = QuarterField(null=True)  # type: ignore[misc]

            class Meta:
                app_label = "core"

            def __str__(self):
                return str(self.quarter)

    with connection.schema_editor() as editor:
        editor.create_model(Plan)
    return Plan


def test_the_database_sorts_and_compares_quarters_by_time(plan):
    quarters = Quarter.range(Quarter(2022, 3), Quarter(2024, 2))
    plan.objects.bulk_create(plan(quarter=quarter) for quarter in reversed(quarters))
    assert tuple(plan.objects.order_by("quarter").values_list("quarter", flat=True)) == quarters
    assert plan.objects.filter(quarter__gte=Quarter(2023, 2), quarter__lt="2024-Q1").count() == 3
    assert plan.objects.filter(quarter__in=[Quarter(2023, 4), "2023-Q3"]).count() == 2
    assert plan.objects.aggregate(last=Max("quarter"))["last"] == Quarter(2024, 2)


def test_the_database_refuses_what_is_no_quarter(plan):
    row = plan.objects.create(quarter=None)
    for written in ("2023-Q5", "1999-Q4", "herfst "):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE core_plan SET quarter = %s WHERE id = %s", [written, row.pk])
