"""The operator's site: who and what there is on this LaunchHub. Read only, because only actions write.

A site of its own, so that it shows what stands here and nothing that packages register. What belongs to a workspace
is not here either: an operator is no member.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from launchhub.accounts.models import User, Workspace


class OperatorSite(admin.AdminSite):
    """Stands behind the same entrance as everything else, second factors and limits included."""

    site_header = site_title = "LaunchHub for operators"
    index_title = "On this server"

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the one entrance, and answer 403 to people who are no operators."""
        return super().login(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the page of one's account: guesses are counted there."""
        return redirect("account_change_password")


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows to operators."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Any operator looks."""
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Any operator sees the list of lists."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


class UserAdmin(ReadOnlyAdmin):
    """People, without their password hashes."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    search_fields = ("email", "name")
    fields = ("email", "name", "timezone", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")


class WorkspaceAdmin(ReadOnlyAdmin):
    """Workspaces, not what is in them."""

    list_display = ("name", "slug", "timezone", "created_at")
    search_fields = ("name", "slug")


class SessionAdmin(ReadOnlyAdmin):
    """Who is signed in, and from where."""

    list_display = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "ip")
    fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")


class FactorAdmin(ReadOnlyAdmin):
    """Which second factors people have, without the secrets."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = ("user", "type", "created_at", "last_used_at")


site = OperatorSite()
site.register(User, UserAdmin)
site.register(Workspace, WorkspaceAdmin)
site.register(UserSession, SessionAdmin)
site.register(Authenticator, FactorAdmin)
