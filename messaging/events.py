"""What messaging says: its kinds of events, their wording and whom they concern."""

from launchhub.events.kinds import EventKind, crud, register
from launchhub.notifications.recipients import watch_on_their_own, watchers
from messaging.recipients import activity_owner, asset_owner, claim_owner, makers_of_claim, reviewers, still_asked

CONCERNED = (claim_owner, makers_of_claim)

CLAIM_BROKEN = EventKind("claim.broken", "The claim “{subject}” is broken: {because}", CONCERNED, urgent=True)
CLAIM_AT_RISK = EventKind("claim.at_risk", "The claim “{subject}” is at risk: {because}", CONCERNED, urgent=True)
CLAIM_BACKED = EventKind("claim.backed", "The claim “{subject}” is backed", CONCERNED)
CLAIM_PENDING = EventKind("claim.pending", "The claim “{subject}” is pending again", CONCERNED)
CLAIM_REASONS_CHANGED = EventKind(
    "claim.reasons_changed", "The claim “{subject}” is as it was, for other reasons: {because}"
)

ASSET_VERSION_ADDED = EventKind("asset.version_added", "{actor} wrote version {number} of {subject}")
ASSET_REVIEW_REQUESTED = EventKind("asset.review_requested", "{actor} asked for a review of {subject}", (reviewers,))
ASSET_APPROVED = EventKind("asset.approved", "{actor} approved version {number} of {subject}", (watchers,))
ASSET_PARTLY_APPROVED = EventKind(
    "asset.partly_approved", "{actor} approved version {number} of {subject}; {waits}", (watchers, still_asked)
)
ASSET_CHANGES_REQUESTED = EventKind(
    "asset.changes_requested", "{actor} asked for changes to {subject}: {remarks}", (watchers,)
)
ASSET_PUBLISHED = EventKind("asset.published", "{actor} published {subject}", (watchers,))
ASSET_STALE = EventKind("asset.stale", "{subject} is stale: {because}", (asset_owner,), urgent=True)
ASSET_CURRENT = EventKind("asset.current", "{subject} is up to date again")
ASSET_REASONS_CHANGED = EventKind("asset.reasons_changed", "{subject} is stale for other reasons: {because}")

register(
    CLAIM_BROKEN,
    CLAIM_AT_RISK,
    CLAIM_BACKED,
    CLAIM_PENDING,
    CLAIM_REASONS_CHANGED,
    ASSET_VERSION_ADDED,
    ASSET_REVIEW_REQUESTED,
    ASSET_APPROVED,
    ASSET_PARTLY_APPROVED,
    ASSET_CHANGES_REQUESTED,
    ASSET_PUBLISHED,
    ASSET_STALE,
    ASSET_CURRENT,
    ASSET_REASONS_CHANGED,
)
for noun in ("persona", "claim", "asset", "activity"):
    crud(noun)

watch_on_their_own("claim", claim_owner)
watch_on_their_own("asset", asset_owner)
watch_on_their_own("activity", activity_owner)
