"""Looking people and workspaces up by what an operator types."""

from django.core.management.base import CommandError

from launchhub.accounts.models import Member, User, Workspace


def workspace_with(slug: str) -> Workspace:
    """Return the workspace, or raise `CommandError` that lists those there are."""
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Workspace.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no workspace {slug}. There are: {known}.")
    return found


def user_with(email: str, password: str, name: str = "") -> User:
    """Return the user with this address, made with name and password when they are new."""
    found = User.objects.filter(email__iexact=email).first()
    return found or User.objects.create_user(email, password, name=name)


def member_with(email: str, workspace: Workspace) -> Member:
    """Return the member with this address (inside the workspace's wall), or raise `CommandError`."""
    rows = Member.objects.in_workspace(workspace).alive().select_related("user", "workspace")
    found: Member | None = rows.filter(user__email__iexact=email).first()
    if found is None:
        raise CommandError(f"{email} is no member of {workspace.name}; add them with add_member first.")
    return found
