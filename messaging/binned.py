"""What of messaging may be put into the bin, and what else changes then."""

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right
from launchhub.lib.text import plural
from launchhub.pages.bin import Binnable, effect, register
from messaging.actions import activities, assets, claims, personas
from messaging.models import Claim
from roadmap.models import Feature, Launch

MESSAGING = Right.EDIT_MESSAGING

register(
    Binnable("claim", "claims", claims, MESSAGING, "text", "roadmap:launches", "launch__name"),
    Binnable("asset", "assets", assets, MESSAGING, "title", "roadmap:launch", "launch__name", "launch_id"),
    Binnable("activity", "activities", activities, MESSAGING, "title", "roadmap:launches", "launch__name"),
    Binnable("persona", "personas", personas, MESSAGING, "name", "roadmap:launches"),
)


@effect("feature")
def claims_that_break(feature: Feature, member: Member) -> str:
    """A claim does not hold without its feature."""
    count = Claim.objects.alive().filter(features=feature).count()
    return f"{plural(count, 'claim')} about it will be broken, as if it were cut." if count else ""


@effect("launch")
def claims_without_it(launch: Launch, member: Member) -> str:
    """Claims of a launch stay."""
    count = Claim.objects.alive().filter(launch=launch).count()
    return f"{plural(count, 'claim')} of it will stay." if count else ""
