"""What the API says about figures and takes of them. Names of fields are those of the models and actions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import Text
from core.api.placing import PlacedSerializer, VisibilitySerializer
from core.api.serializers import CamelSerializer
from core.limits import limit
from core.models import Source
from dependencies.actions.figures import FIRST_YEAR, LAST_YEAR, FigureFacts
from dependencies.api.queries import CountryField
from dependencies.api.serializers.common import KeepingSerializer, KeptSerializer
from dependencies.models import Figure, FigureSeries, Origin, Reporter, SeriesKind
from dependencies.sentences import sentence

MOST_FIGURES = 300
MOST_STOPS = 20
COUNTRY = "Country (ISO 3166-1, two letters); null for a region or the whole."
PK = "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c004"
OF = "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c003"
FACTS = {
    "about": "grondstoffen voor de productie van fosfaatkunstmest",
    "kind": "share-of-import",
    "reporter": "NL",
    "origin": "",
    "year": None,
    "goodsCode": "",
    "source": "Kamerbrief kabinetsaanpak strategische afhankelijkheden",
    "locator": "tekstbox 2",
    "note": "",
    "owner": None,
    "lookAgainOn": None,
}


class SentencesSerializer(CamelSerializer):
    """A sentence in both languages."""

    nl = serializers.CharField()
    en = serializers.CharField()


class FigureSerializer(CamelSerializer):
    """One number; null where the source names a country without one."""

    country = CountryField(allow_null=True, help_text=COUNTRY)
    region = serializers.CharField()
    value = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True, coerce_to_string=False)
    unit = serializers.CharField(help_text="“%” for a share.")
    route = serializers.SerializerMethodField(method_name="stops", help_text="Countries on the way, in order.")
    sentence = serializers.SerializerMethodField(method_name="sentences", help_text="What the number says.")

    def stops(self, figure: Figure) -> list[str]:
        """The countries through which the trade runs."""
        return [stop.country for stop in figure.route.all()]

    @extend_schema_field(SentencesSerializer)
    def sentences(self, figure: Figure) -> dict[str, str]:
        """The sentence that the figure supports."""
        said = {}
        for language in ("nl", "en"):
            with translation.override(language):
                said[language] = sentence(figure)
        return said


class SeriesLinksSerializer(CamelSerializer):
    """Addresses that belong to a series."""

    self = serializers.CharField()
    dependency = serializers.CharField(allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Figures of a dependency",
            description="Text box 2 of the letter; keys and times are fictitious.",
            value={
                "id": PK,
                "links": {"self": f"/api/v1/figure-series/{PK}", "dependency": f"/api/v1/dependencies/{OF}"},
                **FACTS,
                "sourceUrl": "",
                "figures": [
                    {
                        "country": "IL",
                        "region": "",
                        "value": 77.0,
                        "unit": "%",
                        "route": [],
                        "sentence": {
                            "nl": "77% van de Nederlandse invoer van grondstoffen voor de productie van "
                            "fosfaatkunstmest komt uit Israël.",
                            "en": "77% of Dutch imports of grondstoffen voor de productie van fosfaatkunstmest comes "
                            "from Israel.",
                        },
                    }
                ],
                "lookedAtOn": None,
                "classification": "public",
                "compartment": None,
                "ground": "",
                "publishedAt": "2023-12-04T09:00:00+01:00",
                "createdAt": "2023-12-04T09:00:00+01:00",
                "updatedAt": "2023-12-04T09:00:00+01:00",
            },
        )
    ]
)
class SeriesSerializer(KeptSerializer, VisibilitySerializer):
    """Numbers that one source gives of one thing. A source that is not meant for you is null."""

    id = serializers.UUIDField()
    links = serializers.SerializerMethodField(method_name="links_of")
    about = serializers.CharField(help_text="The product that the figures speak of.")
    kind = serializers.ChoiceField(SeriesKind.choices)
    reporter = serializers.ChoiceField(Reporter.choices, help_text="Of whose trade, production or control.")
    origin = serializers.ChoiceField(Origin.choices, allow_blank=True, help_text="Empty where it is not known.")
    year = serializers.IntegerField(allow_null=True)
    goods_code = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]
        source="source.citation", default=None, allow_null=True, help_text="As it is cited."
    )
    source_url = serializers.SerializerMethodField(method_name="address", help_text="The source on the web.")
    locator = serializers.SerializerMethodField(method_name="place", help_text="The place in the source.")
    note = serializers.CharField()
    figures = FigureSerializer(many=True)

    @extend_schema_field(SeriesLinksSerializer)
    def links_of(self, series: FigureSeries) -> dict[str, Any]:
        """Where the series is, and its dependency if it has one."""
        of = series.dependency_id
        return {
            "self": reverse("api-figure-series", args=[series.pk]),
            "dependency": reverse("api-dependency", args=[of]) if of else None,
        }

    def address(self, series: FigureSeries) -> str:
        """Where the source is on the web, for who sees the source."""
        source = getattr(series, "source", None)
        return source.url if source else ""

    def place(self, series: FigureSeries) -> str:
        """The place in the source, for who sees the source."""
        return series.locator if getattr(series, "source", None) else ""


class FigureFactsSerializer(CamelSerializer):
    """One number of a series."""

    country = CountryField(allow_null=True, required=False, default=None, help_text=COUNTRY)
    region = Text(max_length=limit(Figure, "region"), allow_blank=True, required=False, default="")
    value = serializers.DecimalField(
        max_digits=14, decimal_places=4, allow_null=True, required=False, default=None, coerce_to_string=False
    )
    unit = Text(
        max_length=limit(Figure, "unit"),
        allow_blank=True,
        required=False,
        default="",
        help_text="“%”, which a share has without saying so, or another.",
    )
    route = serializers.ListField(child=CountryField(), max_length=MOST_STOPS, required=False, default=list)

    def to_internal_value(self, data: Any) -> Any:
        """As the action takes it."""
        facts = super().to_internal_value(data)
        # In a change what is left out of a figure is as empty as in a new one: it is sent whole.
        return FigureFacts(
            country=facts.get("country") or "",
            region=facts.get("region", ""),
            value=facts.get("value"),
            unit=facts.get("unit", ""),
            route=tuple(facts.get("route", ())),
        )


class SeriesFactsSerializer(KeepingSerializer):
    """What a series is, with all of its figures."""

    about = Text(max_length=limit(FigureSeries, "about"))
    kind = serializers.ChoiceField(SeriesKind.choices)
    reporter = serializers.ChoiceField(Reporter.choices)
    origin = serializers.ChoiceField(Origin.choices, allow_blank=True, required=False, default="")
    year = serializers.IntegerField(
        min_value=FIRST_YEAR, max_value=LAST_YEAR, allow_null=True, required=False, default=None
    )
    goods_code = Text(max_length=20, allow_blank=True, required=False, default="")
    source = Text(max_length=limit(Source, "citation"), help_text="A citation.")  # type: ignore[assignment]
    locator = Text(max_length=limit(FigureSeries, "locator"), allow_blank=True, required=False, default="")
    note = Text(multiline=True, max_length=limit(FigureSeries, "note"), allow_blank=True, required=False, default="")
    figures = serializers.ListField(child=FigureFactsSerializer(), min_length=1, max_length=MOST_FIGURES)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Figures of a dependency",
            description="Text box 2 of the letter.",
            value={
                **FACTS,
                "figures": [{"country": "IL", "value": 77}, {"country": "MA", "value": 11.7}],
                "classification": "public",
            },
        )
    ]
)
class NewSeriesSerializer(SeriesFactsSerializer, PlacedSerializer):
    """A new series of figures. Those of a dependency are in its compartment, whatever is said."""
