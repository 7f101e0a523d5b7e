"""What messaging can take in from tables."""

from launchhub.accounts.models import Member
from launchhub.imports import columns as of
from launchhub.imports.columns import Field
from launchhub.imports.registry import Importable, register
from messaging.actions import assets, claims
from messaging.models import Asset, AssetKind, Claim
from roadmap.importing import DATED
from roadmap.models import Feature, Launch

register(
    Importable(
        "claims",
        Claim,
        (
            Field("text", of.text, required=True, aliases=("claim", "title")),
            Field("features", of.references(Feature), aliases=("feature",)),
            Field("launch", of.reference(Launch), aliases=("release",)),
            Field("pillar", of.text),
            Field("proof", of.text),
            Field("owner", of.reference(Member)),
        ),
        claims,
    ),
    Importable(
        "assets",
        Asset,
        (
            Field("title", of.text, required=True, aliases=("asset", "name")),
            *DATED,
            Field("kind", of.choice(AssetKind), required=True),
            Field("owner", of.reference(Member)),
            Field("claims", of.references(Claim), aliases=("claim",)),
            Field("features", of.references(Feature), aliases=("feature",)),
            Field("prints_date", of.yes_no),
            Field("locale", of.text),
        ),
        assets,
    ),
)
