"""The public pages of what was published to the Kamer: the same for everybody, without signing in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import clock
from core.quarters import Quarter
from reports.publications import Paper, published_papers
from reports.views.versions import POLICY_OF_FILES, stored_file

SECONDS_IN_A_CACHE = 300
"""How long a browser or proxy may go on showing what was published, and so also what was withdrawn just now."""


class PublicPage(TemplateView):
    """A page for everybody. For visitors it may be kept for a while; who is signed in gets it fresh, with a menu."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_anonymous and not response.has_header("Cache-Control"):
            # By the browser only: the page holds a token for the choice of language.
            patch_cache_control(response, private=True, max_age=SECONDS_IN_A_CACHE)
        return response

    def papers(self) -> list[Paper]:
        """The papers of the quarter in the address, the newest first. Raises Http404 where there are none."""
        try:
            quarter = Quarter.parse(self.kwargs["quarter"])
        except ValueError:
            raise Http404 from None
        papers = published_papers(clock.now(), quarter)
        if not papers:
            raise Http404
        return papers

    def paper(self) -> Paper:
        """The paper of this address."""
        for paper in self.papers():
            if paper.number == self.kwargs["number"]:
                return paper
        raise Http404

    def marker(self, paper: Paper) -> HttpResponse:
        """What is left of a withdrawn paper: gone, and why."""
        context = self.get_context_data(paper=paper)
        return self.response_class(self.request, "reports/publication.html", context, status=410)


class PublicationList(PublicPage):
    """Every paper that was published, the newest first."""

    template_name = "reports/publications.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"papers": published_papers(clock.now())}


class LatestOfQuarter(PublicPage):
    """The way to the latest paper over a quarter."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        latest = self.papers()[0]
        return redirect("publications:paper", latest.quarter, latest.number)


class PublicationPage(PublicPage):
    """One paper: its files, its hashes, what it replaces; or the marker of a withdrawn one."""

    template_name = "reports/publication.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = self.paper()
        if paper.is_withdrawn:
            return self.marker(paper)
        return self.render_to_response(self.get_context_data(paper=paper))


class PublishedFile(PublicPage):
    """The bytes of a published paper, as they were approved."""

    @method_decorator(POLICY_OF_FILES)
    def bytes_of(self, request: HttpRequest, paper: Paper) -> HttpResponseBase:
        """The file, which every cache may keep for a while."""
        found = next((one for one in paper.renditions if one.format == self.kwargs["format"]), None)
        if found is None:
            raise Http404
        response = stored_file(found, f"voortgangsrapportage-{paper.quarter}-versie-{paper.number}")
        patch_cache_control(response, public=True, max_age=SECONDS_IN_A_CACHE)
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        paper = self.paper()
        return self.marker(paper) if paper.is_withdrawn else self.bytes_of(request, paper)
