"""Users, departments and compartments in the admin, which signs in as the rest of the site does.

Nothing is deleted here: a user is made inactive, a department and a membership end on a date.
"""

from __future__ import annotations

from typing import Any, ClassVar

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Compartment, CompartmentMember, Department, User
from accounts.tokens import revoke_tokens

# The admin's own sign-in asks for no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Roles say what somebody may do, not groups; addresses follow the user; secrets of second factors and where somebody is
# signed in are nobody's to read.
for taken_away in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(taken_away)


class KeptAdmin(admin.ModelAdmin):
    """Rows that are added and changed, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False


class NewUserForm(AdminUserCreationForm):
    """A new member of staff; without a password until a link to set one is asked for."""

    class Meta:
        model = User
        fields = ("email", "name", "role", "department", "clearance")
        field_classes: ClassVar[dict[str, Any]] = {}

    def clean_email(self) -> str:
        """In small letters, so that nobody is added twice."""
        return str(self.cleaned_data["email"]).lower()


class NewPasswordForm(AdminPasswordChangeForm):
    """A password that an administrator gives or takes away: the tokens go with the old one, as the sessions do."""

    def save(self, commit: bool = True) -> User:
        """Keep the password, and end the tokens."""
        user: User = super().save(commit)
        revoke_tokens(user=user)
        return user


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Staff by e-mail address: who they are, what their role is, whether they may sign in."""

    add_form = NewUserForm
    change_password_form = NewPasswordForm
    add_fieldsets = (
        (None, {"fields": ("email", "name", "role", "department", "clearance")}),
        (None, {"fields": ("usable_password", "password1", "password2")}),
    )
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Role"), {"fields": ("role", "department", "clearance")}),
        (_("E-mail"), {"fields": ("language", "daily_digest")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login")}),
    )
    readonly_fields = ("last_login",)
    list_display = ("email", "name", "role", "department", "is_active")
    list_filter = ("role", "department", "is_active")
    list_select_related = ("department",)
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody: whoever leaves is made inactive."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """Also forget an address that no longer is this user's, so that it resets no password."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin):
    """Which second factors there are; taking one away lets its owner, who lost it, set up another."""

    fields = readonly_fields = list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """Also end the tokens: whoever finds what was lost may have made them, and another factor would revive them."""
        super().delete_model(request, obj)
        revoke_tokens(user=obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        """The same for many at once."""
        users = list(User.objects.filter(pk__in=queryset.values("user")))
        super().delete_queryset(request, queryset)
        for user in users:
            revoke_tokens(user=user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: everybody sets up their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False


@admin.register(Department)
class DepartmentAdmin(KeptAdmin):
    """Ministries, each for as long as it bears its name."""

    list_display = ("abbreviation", "name", "valid_from", "valid_to", "successor")
    list_select_related = ("successor",)
    search_fields = ("abbreviation", "name")
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.URLField: {"assume_scheme": "https"}}


class MembersInline(admin.TabularInline):
    """Who is in a compartment; a membership ends on a moment."""

    model = CompartmentMember
    fk_name = "compartment"
    fields = ("department", "user", "audience", "until", "granted_by")
    readonly_fields = ("granted_by",)
    autocomplete_fields = ("user",)
    extra = 1
    can_delete = False


@admin.register(Compartment)
class CompartmentAdmin(KeptAdmin):
    """Who needs to know what not all may know, and until when they do."""

    inlines = (MembersInline,)
    search_fields = ("name",)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Compartment],
        formset: BaseInlineFormSet[CompartmentMember, Compartment, ModelForm[CompartmentMember]],
        change: bool,
    ) -> None:
        """Name who let a new member in."""
        for member in formset.save(commit=False):
            if member.pk is None:
                member.granted_by = request.user
            member.save()
        formset.save_m2m()
