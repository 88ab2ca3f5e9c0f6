"""The frame and the parts of pages: what they say, whom they say it to, and that a screen reader finds the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
import rules
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.classification import Classification
from accounts.roles import Role, ViewerKind
from accounts.viewers import Viewer
from core import clock
from core.chips import chips
from core.context_processors import MenuEntry, menu
from core.form_fields import QuarterChoiceField
from core.forms import Difference
from core.marking import mark, mark_page
from core.models import Source
from core.pages import Column, Sorting

PUBLIC, INTERNAL, DEPARTMENTAL = Classification
NOW = datetime(2023, 12, 4, 9, 0, tzinfo=clock.AMSTERDAM)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Elements(HTMLParser):
    """The elements of a page as (tag, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, name: str) -> dict[str, str]:
        """The attributes of the first control with this name."""
        return next(attrs for _tag, attrs in self.all if attrs.get("name") == name)

    def having(self, attribute: str) -> list[dict[str, str]]:
        return [attrs for _tag, attrs in self.all if attribute in attrs]


def render(template: str, /, path: str = "/", viewer: Viewer | None = None, **context: Any) -> str:
    request: HttpRequest = RequestFactory().get(path)
    request.viewer = viewer  # type: ignore[attr-defined]
    return Template(compiled(template)).render(RequestContext(request, context))


def compiled(source: str) -> str:
    """Cotton's tags are turned into Django's where templates are loaded; here the template is a string."""
    from django_cotton.compiler_regex import CottonCompiler

    return CottonCompiler().process(source)


def row(classification: Classification = INTERNAL, compartment: int | None = None, **facts: Any) -> SimpleNamespace:
    # Without `compartment`: asking for its name would be a query for each row of a list.
    return SimpleNamespace(classification=classification, compartment_id=compartment, **facts)


def viewer(ceiling: Classification = INTERNAL) -> Viewer:
    return Viewer(ViewerKind.DEPARTMENT, ceiling, NOW, role=Role.DEPARTMENT_MEMBER)


# The menu


@pytest.fixture
def pages(settings: SimpleNamespace) -> None:
    settings.NAVIGATION = (("Account", "mfa_index"), ("Not built yet", "nowhere:list"), ("Sign in", "account_login"))


@pytest.mark.usefixtures("pages")
def test_the_menu_holds_only_pages_that_exist() -> None:
    assert [entry.label for entry in menu("/elsewhere")] == ["Account", "Sign in"]


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    ("path", "current"),
    [("/account/2fa/", "page"), ("/account/2fa/totp/activate/", "true"), ("/account/login/", ""), ("/", "")],
)
def test_the_menu_says_where_one_is(path: str, current: str) -> None:
    assert menu(path)[0] == MenuEntry("Account", "/account/2fa/", current)


@pytest.mark.django_db
def test_visitors_see_no_menu_of_staff_and_no_classification(client: Any) -> None:
    page = client.get("/account/login/").content.decode()

    assert 'class="classification' not in page
    assert f'href="{reverse("today")}"' not in page
    assert "roomy" in page


@pytest.mark.django_db
def test_every_page_leads_visitors_to_the_reports_and_to_signing_in(client: Any) -> None:
    page = Elements(client.get("/account/login/").text)

    links = {attrs["href"]: attrs for tag, attrs in page.all if tag == "a" and attrs.get("href")}
    assert reverse("publications:list") in links
    assert links["/account/login/"]["aria-current"] == "page"


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_every_page_of_the_demonstration_says_that_its_data_is_invented(
    client: Any, settings: SimpleNamespace, demo: bool
) -> None:
    settings.DEMO = demo

    assert ("contains invented data" in client.get("/account/login/", headers={"accept-language": "en"}).text) is demo


@pytest.mark.django_db
def test_another_language_is_one_button_away_and_leads_back_here(client: Any) -> None:
    page = Elements(client.get("/account/login/?next=/vandaag", headers={"accept-language": "en"}).text)

    assert page.named("language")["value"] == "nl"
    assert page.named("language")["lang"] == "nl"
    assert [attrs["value"] for _tag, attrs in page.all if attrs.get("name") == "next"][-1] == (
        "/account/login/?next=/vandaag"
    )


@pytest.mark.parametrize("name", ["500.html", "403_csrf.html"])
def test_the_pages_for_when_nothing_works_need_no_database_and_no_request(name: str) -> None:
    assert "<h1" in get_template(name).render()


# Marking

MARKED = [
    ([], "internal"),
    ([row(PUBLIC)], "public"),
    ([row(INTERNAL)], "internal"),
    ([row(DEPARTMENTAL)], "departmental"),
    ([row(DEPARTMENTAL), row(PUBLIC)], "departmental"),
    ([row(PUBLIC), row(PUBLIC)], "internal"),
    ([row(PUBLIC), row(INTERNAL)], "internal"),
    ([row(PUBLIC), row(INTERNAL, 7)], "compartment"),
    ([row(DEPARTMENTAL), row(INTERNAL, 7)], "departmental"),
    ([SimpleNamespace()], "internal"),
]


@pytest.mark.parametrize(("shown", "key"), MARKED)
def test_a_page_is_marked_as_its_heaviest_row(shown: list[SimpleNamespace], key: str) -> None:
    assert mark_page(shown).key == key


@pytest.mark.parametrize("level", list(Classification))
@pytest.mark.parametrize("compartment", [None, 7])
def test_a_row_in_a_list_is_marked_without_asking_for_the_name_of_its_circle(
    level: Classification, compartment: int | None
) -> None:
    badge = render('<c-marking :row="shown" />', shown=row(level, compartment))

    assert f"badge--class-{mark(row(level, compartment)).key}" in badge


def test_a_page_about_one_row_names_its_circle_and_its_ground() -> None:
    one = SimpleNamespace(
        classification=INTERNAL,
        compartment_id=7,
        compartment="Fosfaatketen",
        ground="company-secrets",
        get_ground_display=lambda: "Company secrets",
    )

    assert mark_page([one]).readers == "Only for members of the compartment Fosfaatketen. Ground: company secrets."


@pytest.mark.parametrize("place", ["object", "rows", "also_shown"])
def test_whatever_a_page_shows_counts_for_its_marking(place: str) -> None:
    secret = row(DEPARTMENTAL)
    context: dict[str, Any] = {"object": row(PUBLIC)} | {place: secret if place == "object" else [secret]}

    assert render("{% page_marking as mark %}{{ mark.key }}", **context) == "departmental"


# Who may do what


@pytest.fixture
def touching() -> Iterator[None]:
    rules.add_perm("tests.touch", rules.predicate(lambda viewer, row: viewer.role == Role.DEPARTMENT_MEMBER))
    yield
    rules.remove_perm("tests.touch")


@pytest.mark.usefixtures("touching")
@pytest.mark.parametrize(("level", "allowed"), [(INTERNAL, "True"), (DEPARTMENTAL, "False")])
def test_a_button_asks_the_rule_that_the_action_asks(level: Classification, allowed: str) -> None:
    source = Source(classification=level)

    answer = render('{% may "tests.touch" source as allowed %}{{ allowed }}', viewer=viewer(), source=source)

    assert answer == allowed


# Dates


@pytest.mark.parametrize(
    ("filter_", "dutch", "english"),
    [
        ("day", "do 23 nov", "Thu 23 Nov"),
        ("long_date", "23 november 2023", "23 November 2023"),
        ("short_date", "23 nov 2023", "23 Nov 2023"),
        ("clock_time", "9.05 uur", "9:05"),
        ("moment", "23 november 2023, 9.05 uur", "23 November 2023, 9:05"),
    ],
)
def test_dates_are_written_as_the_language_does(filter_: str, dutch: str, english: str) -> None:
    at = datetime(2023, 11, 23, 8, 5, tzinfo=UTC)
    for language, written in (("nl", dutch), ("en", english)):
        with translation.override(language):
            assert render(f"{{{{ at|{filter_} }}}}", at=at) == written


@pytest.mark.parametrize("month", range(1, 13))
def test_no_dutch_month_has_a_capital(month: int) -> None:
    with translation.override("nl"):
        written = render("{{ at|day }} {{ at|short_date }} {{ at|long_date }}", at=date(2023, month, 1))
    assert written == written.lower()


@pytest.mark.parametrize("filter_", ["day", "long_date", "short_date", "clock_time", "moment"])
def test_what_is_not_known_is_left_blank(filter_: str) -> None:
    assert render(f"{{{{ nothing|{filter_} }}}}", nothing=None) == ""


# Forms


class Everything(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Title", help_text="As in the report.", widget=forms.TextInput({"class": "wide"}))
    share = forms.DecimalField(label="Share", max_value=100)
    due = forms.DateField(
        label="Due", required=False, widget=forms.DateInput({"type": "date", "placeholder": "a day"}, "%Y-%m-%d")
    )
    area = forms.ChoiceField(label="Area", choices=[("a", "Food"), ("b", "Energy")], widget=forms.Select)
    text = forms.CharField(label="Text", widget=forms.Textarea)
    level = forms.ChoiceField(
        label="Level", help_text="No secrets.", choices=[("0", "Public"), ("1", "Internal")], widget=forms.RadioSelect
    )
    leads = forms.MultipleChoiceField(
        label="Leads", choices=[("EZK", "EZK"), ("BZ", "BZ")], widget=forms.CheckboxSelectMultiple
    )
    read = forms.BooleanField(label="I have read it", help_text="Needed.")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


TYPED = {"title": "", "share": "590", "due": "2023-12-31", "area": "b", "text": "", "key": "k1"}


@pytest.fixture(params=[None, TYPED], ids=["empty", "wrong"])
def form_page(request: pytest.FixtureRequest) -> Elements:
    return Elements(render("{{ form }}", form=Everything(request.param)))


def test_what_describes_a_control_is_on_the_page(form_page: Elements) -> None:
    ids = {attrs["id"] for attrs in form_page.having("id")}
    described = form_page.having("aria-describedby")

    assert described
    assert {one for attrs in described for one in attrs["aria-describedby"].split()} <= ids


def test_no_id_is_on_the_page_twice(form_page: Elements) -> None:
    ids = [attrs["id"] for attrs in form_page.having("id")]
    assert len(ids) == len(set(ids))


def test_every_control_has_a_label_and_the_look_of_utrecht(form_page: Elements) -> None:
    labels = {attrs["for"] for attrs in form_page.having("for")}
    controls = [attrs for _tag, attrs in form_page.all if "name" in attrs and attrs.get("type") != "hidden"]

    assert len(controls) == 10
    assert {attrs["id"] for attrs in controls} <= labels
    assert all("utrecht-" in attrs["class"] for attrs in controls)


def test_a_class_of_the_form_is_kept_and_a_placeholder_is_not(form_page: Elements) -> None:
    assert form_page.named("title")["class"] == "utrecht-textbox utrecht-textbox--html-input wide"
    assert form_page.having("placeholder") == []


def test_only_what_may_be_left_out_says_so(form_page: Elements) -> None:
    assert form_page.text.count("(optional)") == 1


def test_a_wrong_form_keeps_what_was_typed_and_marks_what_is_wrong() -> None:
    page = Elements(render("{{ form }}", form=Everything(TYPED)))

    assert page.named("share") | {"value": "590", "aria-invalid": "true", "aria-describedby": "id_share_error"} == (
        page.named("share")
    )
    assert page.named("due")["value"] == "2023-12-31"
    assert "aria-invalid" not in page.named("due")
    assert page.named("key")["value"] == "k1"


def test_the_summary_of_errors_links_to_every_field_that_is_wrong() -> None:
    page = Elements(render("{{ form }}", form=Everything(TYPED)))
    ids = {f"#{attrs['id']}" for attrs in page.having("id")}
    links = {attrs["href"] for attrs in page.having("href")}

    assert links == {"#id_title", "#id_share", "#id_text", "#id_level", "#id_leads", "#id_read"}
    assert links <= ids


def test_an_error_of_the_form_as_a_whole_is_said_once_and_read_aloud() -> None:
    form = Everything(TYPED)
    form.add_error(None, "It ends before it starts.")
    page = Elements(render("{{ form }}", form=form))

    assert page.text.count("It ends before it starts.") == 1
    assert [attrs["role"] for attrs in page.having("role")] == ["alert"]


def test_text_of_people_is_never_markup() -> None:
    hostile = "<script>alert(1)</script>\"'"
    form = Everything(TYPED | {"title": hostile, "text": hostile})
    page = render(
        "{{ form }}<c-versions :differences='differences' /><c-badge>{{ text }}</c-badge>"
        '<c-work><c-work.item what="{{ text }}" href="/" /></c-work><c-alert title="{{ text }}">{{ text }}</c-alert>'
        '<c-facts.fact :name="text">{{ text }}</c-facts.fact><c-section id="a" :title="text"></c-section>'
        '<c-table :caption="text"></c-table><c-progress :label="text" />',
        form=form,
        text=hostile,
        differences=[Difference(hostile, hostile, hostile)],
    )

    assert "<script" not in page
    assert "script" not in [tag for tag, _attrs in Elements(page).all]


# Lists


class Filters(forms.Form):
    q = forms.CharField(label="Search", required=False)
    area = forms.ChoiceField(label="Area", required=False, choices=[("", "All"), ("a", "Food"), ("b", "Energy")])
    leads = forms.MultipleChoiceField(label="Leads", required=False, choices=[("EZK", "EZK"), ("BZ", "BZ")])
    since = forms.DateField(label="Changed since", required=False)
    late = forms.NullBooleanField(label="Late", required=False)
    quarter = QuarterChoiceField(label="Quarter", required=False)


def active(query: str) -> list[tuple[str, str, str]]:
    request = RequestFactory().get(f"/{query}")
    return [(chip.label, chip.words, chip.query) for chip in chips(Filters(request.GET), request.GET)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("?area=", []),
        ("?area=a&page=3&sort=-due", [("Area", "Food", "?sort=-due")]),
        ("?leads=EZK&leads=BZ&q=x", [("Search", "x", "?leads=EZK&leads=BZ"), ("Leads", "EZK, BZ", "?q=x")]),
        ("?since=2023-01-01", [("Changed since", "1 Jan 2023", "?")]),
        ("?late=false", [("Late", "no", "?")]),
        ("?quarter=2023-Q4", [("Quarter", "Q4 2023", "?")]),
        ("?area=nonsense", []),
    ],
)
def test_filters_that_are_on_are_words_that_can_be_taken_away(query: str, found: list[tuple[str, str, str]]) -> None:
    assert active(query) == found


TITLE, LEADS = Column("title", "Title", str, ("title",)), Column("leads", "Leads", str)


@pytest.mark.parametrize(
    ("sorting", "aria", "next_"),
    [
        (Sorting("due", False), None, "?area=a&amp;sort=title"),
        (Sorting("title", False), "ascending", "?area=a&amp;sort=-title"),
        (Sorting("title", True), "descending", "?area=a&amp;sort=title"),
    ],
)
def test_a_heading_sorts_by_its_column_and_then_turns_the_order_round(
    sorting: Sorting, aria: str | None, next_: str
) -> None:
    html = render(
        '<c-table caption="List" :columns="columns" :sorting="sorting"></c-table>',
        path="/?area=a&page=2",
        columns=(TITLE, LEADS),
        sorting=sorting,
    )
    headings = [attrs for tag, attrs in Elements(html).all if tag == "th"]

    assert [attrs.get("aria-sort") for attrs in headings] == [aria, None]
    assert html.count("<a ") == 1
    assert f'href="{next_}"' in html


def test_a_table_scrolls_in_a_region_that_the_keyboard_reaches() -> None:
    page = Elements(render('<c-table caption="Activities"></c-table>'))

    assert page.all[0] == (
        "div",
        {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Activities"},
    )


@pytest.mark.parametrize("number", [1, 10, 20])
def test_pages_keep_the_filters_and_say_where_one_is(number: int) -> None:
    page = Paginator(range(500), 25).get_page(number)
    elements = Elements(render('<c-pagination :page="page" />', path="/?area=a&page=9", page=page))
    links = elements.having("href")

    assert all("area=a" in attrs["href"] for attrs in links)
    assert [attrs["href"] for attrs in links if "aria-current" in attrs] == [f"?area=a&page={number}"]
    assert {f"?area=a&page={edge}" for edge in (1, 20)} <= {attrs["href"] for attrs in links}


def test_a_list_of_one_page_has_no_pages_to_choose() -> None:
    assert "<nav" not in render('<c-pagination :page="page" />', page=Paginator([1], 25).get_page(1))


def test_a_downloaded_selection_is_the_one_that_is_on() -> None:
    html = render('<c-downloads :formats="formats" />', path="/?area=a&page=3", formats=("csv", "ods"))

    assert [attrs["href"] for attrs in Elements(html).having("href")] == [
        "?area=a&download=csv",
        "?area=a&download=ods",
    ]


# Time and work


@pytest.mark.parametrize(
    ("due", "look", "words"),
    [
        (date(2023, 12, 1), "clock--late", "1 working day late"),
        (date(2023, 12, 4), "clock--soon", "today"),
        (date(2023, 12, 6), "clock--soon", "2 working days left"),
        (date(2023, 12, 22), "clock--later", "14 working days left"),
    ],
)
def test_a_deadline_is_told_in_working_days_with_its_date(due: date, look: str, words: str) -> None:
    html = render('<c-clock :due="due" />', due=due)

    assert look in html
    assert words in html
    assert f'datetime="{due.isoformat()}"' in html


def test_what_is_done_is_not_late() -> None:
    html = render('<c-clock :due="due" done="on time" />', due=date(2023, 12, 1))
    assert "clock--done" in html
    assert "late" not in html


@pytest.mark.parametrize(("state", "said"), [("done", "(done)"), ("current", ""), ("todo", "(still to do)")])
def test_a_step_says_its_state_in_words(state: str, said: str) -> None:
    page = Elements(render(f'<c-stepper><c-stepper.step title="Compile" state="{state}" /></c-stepper>'))

    assert page.text.split("Compile")[1].strip() == said
    assert bool(page.having("aria-current")) == (state == "current")


def test_progress_has_a_label_a_number_and_a_bar() -> None:
    page = Elements(render('<c-progress id="job" label="Compiling" :percent="62">Step 4.</c-progress>'))
    (bar,) = [attrs for tag, attrs in page.all if tag == "progress"]

    assert (bar["id"], bar["value"], bar["max"]) == ("job", "62", "100")
    assert page.having("for")[0]["for"] == "job"
    assert "62%" in page.text


def test_two_versions_stand_side_by_side_and_an_empty_one_says_so() -> None:
    page = Elements(
        render(
            '<c-versions :differences="found" />', found=[Difference("Leads", "EZK", ""), Difference("Due", "1", "2")]
        )
    )

    assert page.text.count("Your version") == 2
    assert page.text.count("empty") == 1
    assert [attrs["role"] for attrs in page.having("role")] == ["status"]


def test_a_component_takes_nothing_from_the_page_around_it_that_it_was_not_given() -> None:
    around: dict[str, Any] = {
        "title": "LEAK",
        "action": "LEAK",
        "theirs": "LEAK",
        "caption": "LEAK",
        "aside": "LEAK",
        "href": "LEAK",
    }
    around |= {"kind": "LEAK", "label": "LEAK", "summary": "LEAK", "tone": "LEAK", "state": "LEAK", "done": "LEAK"}
    parts = "".join(
        f"<c-{name} />"
        for name in (
            "alert", "badge", "button", "chip", "clock", "disclosure", "empty", "facts.fact", "progress", "section",
            "sheet", "stepper", "stepper.step", "strip.number", "switch", "table", "versions", "work.item", "form",
        )
    )  # fmt: skip

    assert "LEAK" not in render(parts, **around)


def test_a_message_of_django_is_an_alert_of_utrecht() -> None:
    looks = {"info": "info", "success": "ok", "warning": "warning", "error": "error", "debug": "info"}
    for level, look in looks.items():
        assert f"utrecht-alert--{look}" in render(f'<c-alert kind="{level}">Text</c-alert>')


def test_the_frame_renders_without_anybody_signed_in() -> None:
    assert "Not found" in render_to_string("404.html", request=RequestFactory().get("/nowhere"))
