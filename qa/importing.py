"""What qa can take in from tables."""

from launchhub.accounts.models import Member
from launchhub.imports import columns as of
from launchhub.imports.columns import Field
from launchhub.imports.registry import Importable, register
from qa.actions import gates
from qa.models import Gate, GateKind
from roadmap.importing import DATED
from roadmap.models import Feature

register(
    Importable(
        "gates",
        Gate,
        (
            Field("name", of.text, required=True, aliases=("gate", "title")),
            *DATED,
            Field("kind", of.choice(GateKind)),
            Field("required", of.yes_no),
            Field("approvers", of.references(Member), aliases=("approver",)),
            Field("features", of.references(Feature), aliases=("feature",)),
            Field("quorum", of.number),
            Field("four_eyes", of.yes_no),
        ),
        gates,
    )
)
