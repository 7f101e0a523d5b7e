"""People, workspaces and the credentials that lead into them."""

from launchhub.accounts.models.invitations import Invitation
from launchhub.accounts.models.members import Hat, Member, Role
from launchhub.accounts.models.shares import Share
from launchhub.accounts.models.tokens import ApiToken
from launchhub.accounts.models.users import User
from launchhub.accounts.models.workspaces import Workspace

__all__ = ["ApiToken", "Hat", "Invitation", "Member", "Role", "Share", "User", "Workspace"]
