"""Form fields for people's text: cleaned first, then measured; what is refused is said at the field and kept."""

import pytest
from django import forms
from django.utils import translation

from core.cleaning_fields import CleanCharField, CleanTextField


class NoteForm(forms.Form):
    title = CleanCharField(max_length=20)
    text = CleanTextField(max_length=200, required=False)


def test_text_is_cleaned():
    form = NoteForm({"title": " Zonne\u00adpanelen\r\nen \x00meer\u202e ", "text": "een\r\n\r\ntwee\t\u200bdrie\n"})
    assert form.is_valid()
    assert form.cleaned_data == {"title": "Zonnepanelen en meer", "text": "een\n\ntwee drie"}


def test_the_length_is_that_of_what_is_kept():
    assert NoteForm({"title": "a" * 20 + "\u200b" * 100_000}).is_valid()


def test_a_word_of_a_hundred_thousand_characters_is_refused_with_its_length_and_kept():
    typed = "a" * 100_000
    form = NoteForm({"title": typed})
    assert [error.code for error in form.errors.as_data()["title"]] == ["max_length"]
    with translation.override("en"):
        assert "100000" in NoteForm({"title": typed}).errors["title"][0]
    assert form["title"].value() == typed


def test_an_unprintable_character_is_refused_at_its_field_and_kept():
    typed = "de 中 markt"
    form = NoteForm({"title": "Markt", "text": typed})
    assert list(form.errors) == ["text"]
    assert form.errors.as_data()["text"][0].code == "unclean"
    assert form["text"].value() == typed
    with translation.override("nl"):
        assert "‘中’ (U+4E2D)" in NoteForm({"title": "Markt", "text": typed}).errors["text"][0]


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u200b", "\x00", "\n\t"])
def test_text_of_which_nothing_is_left_is_empty(nothing):
    form = NoteForm({"title": nothing, "text": nothing})
    assert [error.code for error in form.errors.as_data()["title"]] == ["required"]
    assert form.cleaned_data["text"] == ""


def test_the_browser_is_not_told_to_cut_off_what_is_pasted():
    form = NoteForm()
    assert isinstance(form["text"].field.widget, forms.Textarea)
    assert not any("maxlength" in form[name].build_widget_attrs(form[name].field.widget.attrs) for name in form.fields)


def test_line_ends_of_the_browser_are_no_change():
    assert not NoteForm(
        {"title": "a", "text": "een\r\ntwee"}, initial={"title": "a", "text": "een\ntwee"}
    ).has_changed()
