"""What somebody arranges about the own account beside what allauth does: mail, where one is signed in, and tokens."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import UpdateView

from accounts.browsers import words_for
from accounts.forms import ApiTokenForm, MailPreferencesForm
from accounts.models import User
from accounts.tokens import make_token, revoke_token, valid_tokens


class MailPreferencesPage(LoginRequiredMixin, UpdateView):
    """How somebody is written to: in which language, and whether daily."""

    form_class = MailPreferencesForm
    template_name = "accounts/mail_preferences.html"
    success_url = reverse_lazy("mail-preferences")

    def get_object(self, queryset: Any = None) -> User:
        """Who asks."""
        return owner_of(self.request)

    def form_valid(self, form: MailPreferencesForm) -> HttpResponse:
        messages.success(self.request, _("Your choices are saved."))
        return super().form_valid(form)

    def form_invalid(self, form: MailPreferencesForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


# More than anybody has machines; enough to make a forgotten script that makes tokens fail.
MOST_TOKENS = 10


@method_decorator(reauthentication_required, name="dispatch")
class ApiTokensPage(View):
    """The tokens that are valid now. A POST makes one, and shows it in its answer: the only time that it is seen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ApiTokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ApiTokenForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        with transaction.atomic():
            # One at a time: two sendings of one form are not both the first, and nobody passes the limit.
            owner = User.objects.select_for_update(no_key=True).get(pk=owner_of(request).pk)
            tokens, name = valid_tokens(owner), form.cleaned_data["name"]
            if tokens.filter(label__name=name).exists():
                form.add_error("name", _("You have a token with this name. Choose another, or revoke that one first."))
                return self.show(form, status=422)
            if tokens.count() >= MOST_TOKENS:
                messages.error(request, _("You have %(count)d tokens. Revoke one first.") % {"count": MOST_TOKENS})
                return redirect("api-tokens")
            token = make_token(owner, name=name)
        return self.show(ApiTokenForm(), token=token)

    def show(self, form: ApiTokenForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page, kept by no cache and by no browser."""
        tokens = valid_tokens(owner_of(self.request)).order_by("-created")
        about = {"form": form, "tokens": tokens, "api_docs": resolve_url(settings.API_DOCS)}
        response = render(self.request, "accounts/api_tokens.html", about | context, status=status)
        response["Cache-Control"] = "no-store"
        return response


class RevokeApiToken(LoginRequiredMixin, View):
    """Ends a token at once. Asks no password again: ending is never the danger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        revoke_token(owner_of(request), request.POST.get("digest", "").replace("\0", ""))
        messages.success(request, _("The token is revoked. Whatever still sends it is refused from now on."))
        return redirect("api-tokens")


class SessionsPage(ListUserSessionsView):
    """Where somebody is signed in. A POST signs out everywhere but here."""

    template_name = "accounts/sessions.html"
    success_url = reverse_lazy("sessions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.browser = words_for(session.user_agent)
        return context


class EndSession(LoginRequiredMixin, View):
    """Signs out one browser of one's own, at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("session", "")
        found = UserSession.objects.filter(
            user=owner_of(request), pk=int(key) if key.isdecimal() and len(key) < 19 else 0
        )
        end_sessions(request, list(found))
        messages.success(request, _("That browser is signed out."))
        return redirect("sessions")


def owner_of(request: HttpRequest) -> User:
    """Who asks, who is signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def not_here(request: HttpRequest) -> HttpResponse:
    """An address that this site does not have."""
    raise Http404
