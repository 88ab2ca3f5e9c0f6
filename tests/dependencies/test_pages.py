"""The pages of the register, as somebody at a browser has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.classification import Classification, Ground
from accounts.roles import Role
from dependencies import actions
from dependencies.models import Dependency, FigureSeries
from tests.dependencies.browsing import RegisterBrowser, address
from tests.dependencies.facts import recorded, registered, shares
from tests.factories import (
    NOW,
    CompartmentFactory,
    DepartmentFactory,
    FocusAreaFactory,
    SourceFactory,
    a_user,
    a_viewer,
    join,
    viewer_of,
)
from tests.timeline.browsing import errors, refused

pytestmark = pytest.mark.django_db

Browse = Callable[[Any], RegisterBrowser]
GROUND = Ground.ECONOMIC_INTERESTS


@pytest.fixture
def secretariat(browse: Browse) -> RegisterBrowser:
    return browse(a_user())


def facts(**typed: Any) -> dict[str, Any]:
    lnv = DepartmentFactory(abbreviation="LNV")
    return {"title": "Difosforpentaoxide", "subject": "product", "bases": ["import"], "lead_department": lnv} | typed


class TestRegistering:
    def test_a_dependency_is_registered_with_all_that_is_known(self, secretariat: RegisterBrowser) -> None:
        owner, area = a_user(name="F. Bouali"), FocusAreaFactory(slug="food-security")
        sent = secretariat.do(
            "add",
            **facts(
                description="Grondstof voor kunstmest.",
                bases=["import", "control"],
                scope="EU",
                focus_area=area,
                goods_codes="2809 10, 2809.20\n8541 43 00",
                made_in_internal_market="no",
                public_interests="Voedselzekerheid\n\nDrinkwater\nVoedselzekerheid",
                vital_processes="Energie",
                priority="4",
                priority_reason="Raakt voedsel",
                owner=owner,
                look_again_on=date(2024, 6, 1),
            ),
        )
        made = Dependency.objects.get()
        assert sent.status_code == 302
        assert sent["Location"] == made.get_absolute_url()
        assert made.made_in_internal_market is False
        page = secretariat.text("dependency", made)
        for words in (
            *(
                "Difosforpentaoxide",
                made.code,
                "HS 2809 10",
                "CN 8541 43 00",
                "Diphosphorus pentoxide",
                "Voedselzekerheid",
            ),
            *("Drinkwater", "Energie", "high", "Raakt voedsel", "F. Bouali", "1 June 2024", "signal"),
            *("Internal to central government", "Only for people who work for central government."),
        ):
            assert words in page, words

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"title": ""}, "title", "Say what we depend on."),
            ({"bases": None}, "bases", "Choose at least one way"),
            ({"goods_codes": "2809 11"}, "goods_codes", "There is no goods code “2809 11”"),
            ({"priority": "4"}, "priority_reason", "Say why it has this priority."),
            ({"public_interests": "x" * 201}, "public_interests", "Keep each line within 200 characters."),
            ({"classification": "2"}, "ground", "Say on which ground this is confidential."),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
        self, secretariat: RegisterBrowser, typed: dict[str, Any], field: str, words: str
    ) -> None:
        answer = secretariat.do("add", **facts(description="Blijft staan", **typed) | typed)
        refused(answer, field, words)
        assert "Blijft staan" in answer.content.decode()
        assert not Dependency.objects.exists()

    def test_a_member_is_offered_its_own_department_only(self, browse: Browse) -> None:
        member = browse(a_user(Role.DEPARTMENT_MEMBER, department="LNV"))
        other = DepartmentFactory(abbreviation="VWS")
        form = member.open("add").context["form"]
        assert [str(one) for one in form.fields["lead_department"].queryset] == ["LNV"]
        assert "lead_department" in errors(member.do("add", **facts(lead_department=other)))

    def test_who_only_reads_has_no_such_page(self, browse: Browse) -> None:
        for role in (Role.POST, Role.HCEU_READER, Role.AUDITOR):
            assert browse(a_user(role)).open("add").status_code == 403


class TestNearDuplicates:
    @pytest.fixture(autouse=True)
    def there(self) -> None:
        registered(a_viewer())
        registered(a_viewer(), title="Fosforzuur", classification=Classification.DEPARTMENTAL, ground=GROUND)

    def test_they_are_pointed_out_when_the_form_is_sent_and_bar_nothing(self, secretariat: RegisterBrowser) -> None:
        data = secretariat.fill_in("add", **facts(title="Difosforpentoxide"))
        answer = secretariat.send("add", None, data)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "This looks like something that stands here already" in page
        assert 'name="similar_seen" value="1"' in page
        assert 'value="Difosforpentoxide"' in page
        assert Dependency.objects.count() == 2
        assert secretariat.send("add", None, data | {"similar_seen": "1"}).status_code == 302
        assert Dependency.objects.count() == 3

    def test_they_are_pointed_out_while_one_types(self, secretariat: RegisterBrowser) -> None:
        assert "Difosforpentaoxide" in secretariat.text("similar", query="title=difosforpentoxide")
        assert "Fosforzuur" in secretariat.text("similar", query="title=fosforzuur")
        assert secretariat.text("similar", query="title=magnesium").strip() == ""
        assert secretariat.text("similar", query="goods_codes=nonsense").strip() == ""

    def test_only_among_what_one_may_see(self, browse: Browse) -> None:
        member = browse(a_user(Role.DEPARTMENT_MEMBER, department="LNV"))
        assert member.text("similar", query="title=fosforzuur").strip() == ""
        assert member.do("add", **facts(title="Fosforzuur")).status_code == 302

    def test_it_is_for_who_registers(self, browse: Browse, client: Client) -> None:
        assert browse(a_user(Role.POST)).open("similar", query="title=x").status_code == 403
        assert Client().get(address("similar")).status_code == 302


class TestFigures:
    def test_figures_are_recorded_in_rows_and_shown_as_bars_and_sentences(self, secretariat: RegisterBrowser) -> None:
        dependency = registered(a_viewer())
        sent = secretariat.do(
            "add-series-of",
            dependency,
            about="grondstoffen voor kunstmest",
            kind="share-of-import",
            reporter="NL",
            source=SourceFactory(citation="Studie van LNV").citation,
            locator="p. 4",
            note="Zonder doorvoer.",
            figures=[
                {"country": "Israel", "region": "", "value": "77", "unit": "", "route": "Belgium, DE"},
                {"country": "ma", "region": "", "value": "11.7", "unit": "%", "route": ""},
                {"country": "", "region": "", "value": "", "unit": "", "route": ""},
            ],
        )
        assert sent.status_code == 302, errors(sent)
        page = secretariat.text("dependency", dependency)
        for words in (
            "77% of Dutch imports of grondstoffen voor kunstmest comes from Israel (by way of Belgium, Germany).",
            "11.7% of Dutch imports",
            'width="67.76%"',
            *("Studie van LNV", "p. 4", "Zonder doorvoer.", "Recorded today, not looked at since"),
        ):
            assert words in page, words

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ({"country": "China", "value": "590"}, "China: give a number from 0 to 100. You gave 590."),
            ({"country": "Chyna", "value": "5"}, "Row 1: there is no country “Chyna”."),
            ({"country": "China", "value": "veel"}, "Row 1: “veel” is no number."),
            ({"country": "China", "value": "1.23456"}, "Row 1: give a number with at most"),
            ({"country": "China", "value": "NaN"}, "Row 1: give a number with at most"),
            ({"country": "China", "value": "1e400"}, "Row 1: give a number with at most"),
            ({"country": "China", "value": "5", "unit": "ton"}, "China: a share is given in percent, not in “ton”."),
            ({"country": "China", "value": "5", "route": "Atlantis"}, "Row 1: there is no country “Atlantis”."),
            ({"region": "x" * 101}, "Row 1: keep this within 100 characters."),
        ],
    )
    def test_a_wrong_row_is_told_and_stays_as_typed(
        self, secretariat: RegisterBrowser, row: dict[str, str], words: str
    ) -> None:
        dependency = registered(a_viewer())
        answer = secretariat.do(
            "add-series-of",
            dependency,
            about="x",
            kind="share-of-import",
            reporter="NL",
            source=SourceFactory().citation,
            figures=[row, {"country": "India", "value": "12"}],
        )
        refused(answer, "figures", words)
        page = answer.content.decode()
        for typed in (*row.values(), "India", "12"):
            assert f'value="{typed}"' in page
        assert not FigureSeries.objects.exists()

    def test_a_form_that_is_saved_as_it_is_changes_no_figure(self, secretariat: RegisterBrowser) -> None:
        series = recorded(a_viewer(), figures=shares(("MA", "11.7"), ("CN", "0.0015")), goods_code="2809 10")
        before = [(one.pk, one.value) for one in series.figures.all()]
        assert secretariat.do("change-series", series).status_code == 302
        assert [(one.pk, one.value) for one in series.figures.all()] == before

    def test_a_lost_race_shows_both_versions_of_the_figures(self, secretariat: RegisterBrowser) -> None:
        viewer = a_viewer()
        series = recorded(viewer, figures=shares(("CN", "59")))
        data = secretariat.fill_in("change-series", series, figures=[{"country": "China", "value": "58"}])
        actions.look_at_series(viewer, series, revision=1)
        answer = secretariat.send("change-series", series, data)
        assert answer.status_code == 409
        different = {one.label: (one.mine, one.theirs) for one in answer.context["differences"]}
        assert different["Figures"] == ("China, 58", "China, 59%") or different["Figures"][1] == "China, 59%"
        assert different["Next look"][0] == ""

    def test_a_lost_race_on_a_dependency_compares_all_of_it(self, secretariat: RegisterBrowser) -> None:
        viewer = a_viewer()
        dependency = registered(viewer, goods_codes=["280910"], public_interests=["Voedsel"])
        data = secretariat.fill_in("change", dependency, bases=["import", "control"], goods_codes="2809 20")
        actions.look_at_dependency(viewer, dependency, revision=1)
        answer = secretariat.send("change", dependency, data)
        assert answer.status_code == 409
        different = {one.label: (one.mine, one.theirs) for one in answer.context["differences"]}
        assert different["How we depend on others"] == ("control, imports", "imports")
        assert different["Goods codes"] == ("280920", "280910")
        assert "Public interests that it touches" not in different

    def test_figures_of_a_study_stand_alone(self, secretariat: RegisterBrowser) -> None:
        sent = secretariat.do(
            "add-series",
            about="productgroepen",
            kind="count",
            reporter="NL",
            source=SourceFactory().citation,
            figures=[{"value": "21"}],
        )
        made = FigureSeries.objects.get()
        assert sent["Location"] == made.get_absolute_url()
        assert "21 productgroepen." in secretariat.text("series", made)
        assert made.dependency is None

    def test_the_list_of_figures_is_a_file_too(self, secretariat: RegisterBrowser) -> None:
        recorded(a_viewer(), registered(a_viewer()))
        recorded(a_viewer(), kind="count", figures=shares(("CN", "21")), about="producten")
        assert "2 of 2 series" in secretariat.text("series-list")
        assert secretariat.open("series-list", query="belongs=no").context["count"] == 1
        assert secretariat.open("series-list", query="kind=share-of-import&words=difosfor").context["count"] == 1
        rows = in_file(secretariat, "series-list")
        assert rows[0]["In sentences"].startswith("59% of Dutch imports") or rows[1]["In sentences"]
        assert {row["Classification"] for row in rows} == {"Internal to central government"}


def in_file(browser: RegisterBrowser, name: str, query: str = "") -> list[dict[str, str]]:
    answer = browser.open(name, query=f"{query}&download=csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class TestTheList:
    @pytest.fixture(autouse=True)
    def entries(self) -> None:
        viewer = a_viewer()
        phosphor = registered(viewer, goods_codes=["280910"], focus_area=FocusAreaFactory(slug="food-security"))
        recorded(viewer, phosphor, figures=shares(("IL", "77")))
        recorded(
            viewer, phosphor, figures=shares(("CN", "99")), classification=Classification.DEPARTMENTAL, ground=GROUND
        )
        ezk = DepartmentFactory(abbreviation="EZK")
        registered(viewer, title="Zonnepanelen", lead_department=ezk, look_again_on=date(2023, 12, 1))
        registered(viewer, title="Geheim", classification=Classification.DEPARTMENTAL, ground=GROUND)

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Difosforpentaoxide", "Geheim", "Zonnepanelen"]),
            ("words=zon", ["Zonnepanelen"]),
            ("focus_area=food-security", ["Difosforpentaoxide"]),
            ("stage=signal", ["Difosforpentaoxide", "Geheim", "Zonnepanelen"]),
            ("stage=strategic", []),
            ("lead=EZK", ["Zonnepanelen"]),
            ("country=CN", ["Difosforpentaoxide"]),
            ("needs_look=yes", ["Zonnepanelen"]),
            ("owner=me", []),
            ("classification=2", ["Geheim"]),
            ("changed_since=2023-12-05", []),
            ("sort=-stage", ["Difosforpentaoxide", "Geheim", "Zonnepanelen"]),
            ("sort=-title", ["Zonnepanelen", "Geheim", "Difosforpentaoxide"]),
        ],
    )
    def test_filters_and_orders(self, secretariat: RegisterBrowser, query: str, titles: list[str]) -> None:
        found = [row.title for row in secretariat.open("register", query=query).context["rows"]]
        assert (sorted(found) if query == "sort=-stage" else found) == titles

    def test_figures_that_one_may_not_see_are_not_in_filters_shares_or_files(self, browse: Browse) -> None:
        member = browse(a_user(Role.DEPARTMENT_MEMBER, department="LNV"))
        page = member.text("register")
        assert "77%" in page
        assert "99%" not in page
        assert "Geheim" not in page
        assert ">China<" not in page
        assert member.open("register", query="country=CN").context["count"] == 0
        assert [row["Largest country"] for row in in_file(member, "register")] == ["77%, Israel", ""]

    def test_views_are_addresses(self, browse: Browse) -> None:
        page = browse(a_user(Role.DEPARTMENT_MEMBER, department="EZK")).text("register")
        for query in ("?owner=me", "?lead=EZK", "?needs_look=yes"):
            assert f'href="{address("register")}{query}"' in page

    @pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
    def test_every_format_comes_under_a_name_that_tells_nothing(
        self, secretariat: RegisterBrowser, format_: str
    ) -> None:
        answer = secretariat.open("register", query=f"download={format_}")
        assert answer["Content-Disposition"] == f'attachment; filename="register.{format_}"'

    def test_the_marking_is_inside_the_file(self, secretariat: RegisterBrowser) -> None:
        marks = {row["Dependency"]: row["Classification"] for row in in_file(secretariat, "register")}
        assert marks["Geheim"] == "Departmental Confidential"


class TestOneDependency:
    def test_looked_at_unchanged_is_one_click(self, secretariat: RegisterBrowser) -> None:
        dependency = registered(a_viewer(), look_again_on=date(2023, 12, 1))
        page = secretariat.text("dependency", dependency)
        assert "needs a look" in page
        assert f'action="{address("look", dependency)}"' in page
        assert secretariat.send("look", dependency, {"revision": "1"}).status_code == 302
        after = secretariat.text("dependency", dependency)
        assert "Looked at today" in after
        assert "needs a look" not in after
        assert "Looked at, unchanged" in secretariat.text("history", dependency)

    def test_the_page_says_in_words_who_may_see_it(self, browse: Browse) -> None:
        person, circle = a_user(), CompartmentFactory(name="Kunstmest")
        join(circle, user=person)
        dependency = registered(viewer_of(person), compartment=circle, ground=GROUND)
        page = browse(person).text("dependency", dependency)
        assert "Only for members of the compartment it belongs to. Kunstmest." in page
        assert "Economic interests of the State" in page

    def test_a_source_that_one_may_not_see_is_not_told(self, browse: Browse) -> None:
        viewer = a_viewer()
        hidden = SourceFactory(citation="Geheime studie", classification=Classification.DEPARTMENTAL)
        dependency = registered(viewer)
        recorded(viewer, dependency, source=hidden.citation, locator="bijlage Q")
        actions.cite_source(viewer, dependency, revision=1, source=hidden.citation, locator="bijlage Z")
        page = browse(a_user(Role.DEPARTMENT_MEMBER, department="LNV")).text("dependency", dependency)
        for words in ("Geheime studie", "bijlage Q", "bijlage Z"):
            assert words not in page

    def test_a_visitor_signs_in_first_and_a_hidden_row_is_not_there(self, browse: Browse, client: Client) -> None:
        dependency = registered(a_viewer(), classification=Classification.DEPARTMENTAL, ground=GROUND)
        assert Client().get(dependency.get_absolute_url()).status_code == 302
        assert browse(a_user(Role.POST)).open("dependency", dependency).status_code == 404

    def test_reclassifying_below_a_dependency_is_told_at_the_field(self, secretariat: RegisterBrowser) -> None:
        viewer = a_viewer()
        secret: dict[str, Any] = {"classification": Classification.DEPARTMENTAL, "ground": GROUND}
        series = recorded(viewer, registered(viewer, **secret), **secret)
        answer = secretariat.do("reclassify-series", series, classification="1", reason="Mag open")
        refused(answer, "classification", "Figures cannot be less confidential than their dependency")
        assert "Mag open" in answer.content.decode()

    def test_publishing_lets_it_be_read_by_everybody_through_the_api(self, secretariat: RegisterBrowser) -> None:
        dependency = registered(a_viewer(), classification=Classification.PUBLIC)
        assert secretariat.do("publish", dependency).status_code == 302
        assert Client().get(f"/api/v1/dependencies/{dependency.pk}").status_code == 200

    def test_what_needs_a_look_stands_on_the_home_page_of_its_owner(self, browse: Browse) -> None:
        owner = a_user(Role.DEPARTMENT_MEMBER, department="EZK")
        registered(a_viewer(), title="Van mij", owner=owner, look_again_on=NOW.date())
        registered(a_viewer(), title="Van niemand", look_again_on=NOW.date())
        page = browse(owner).client.get("/vandaag/").content.decode()
        assert "Look again at “Van mij”" in page
        assert "Van niemand" not in page
        taskforce = browse(a_user()).client.get("/vandaag/").content.decode()
        assert "Van niemand" in taskforce
        assert "Van mij" not in taskforce


def test_more_rows_ask_no_more_queries(secretariat: RegisterBrowser, count_queries: Any) -> None:
    viewer = a_viewer()

    def more(count: int) -> None:
        for number in range(count):
            dependency = registered(
                viewer,
                title=f"Product {Dependency.objects.count()} {number}",
                goods_codes=["280910"],
                public_interests=["Voedsel"],
                involved=[DepartmentFactory()],
                focus_area=FocusAreaFactory(),
            )
            for _again in range(2):
                recorded(viewer, dependency, figures=shares(("CN", "5"), ("IN", "6")))
            actions.cite_source(viewer, dependency, revision=1, source=SourceFactory().citation)

    more(3)
    pages = ("register", "series-list")
    few = {name: count_queries(lambda name=name: secretariat.text(name, query="size=50")) for name in pages}
    of_one = registered(viewer, title="Een")
    recorded(viewer, of_one)
    one = count_queries(lambda: secretariat.text("dependency", of_one))
    more(9)
    for name in pages:
        assert count_queries(lambda name=name: secretariat.text(name, query="size=50")) == few[name]
    for _again in range(5):
        recorded(viewer, of_one, figures=shares(("CN", "5"), ("IN", "6"), ("IL", "7")))
    assert count_queries(lambda: secretariat.text("dependency", of_one)) <= one + 2, "what happened is told too"
