"""What a POST needs to be taken, for every operation: so that who is let in can be told from who is not."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.models import Member, Share
from messaging.models import Asset, Claim
from qa.models import Criterion, Gate
from roadmap.models import Customer, Feature, Launch, Product, Task


def bodies(rows: dict[Any, Any], other: Launch) -> dict[str, Any]:
    """Return the body of each POST by its address below the workspace, without ids; `rows` are what it may name.

    `other` is a second launch, for a dependency.
    """
    ids = {model.__name__.lower(): str(row.pk) for model, row in rows.items()}
    product, launch, feature = (ids[model.__name__.lower()] for model in (Product, Launch, Feature))
    gate, criterion, claim, asset = (ids[model.__name__.lower()] for model in (Gate, Criterion, Claim, Asset))
    owner, task = ids[Member.__name__.lower()], ids[Task.__name__.lower()]
    customer = ids[Customer.__name__.lower()]
    placed = {"launch": launch, "offset_days": -7}
    moved = {"date": "2027-06-01", "reason": "scope"}
    return {
        "invitations/": {"email": "newcomer@example.com"},
        "tokens/": {"name": "CI", "scopes": ["qa:read"]},
        "notifications/reads/": {},
        "notifications//acknowledgements/": {},
        "preferences/": {"email": "all"},
        "watches/": {"noun": "launch", "target": launch},
        "shares/": {"noun": "launch", "target": launch, "member": str(rows[Share].member_id)},
        "comments/": {"noun": "launch", "target": launch, "body": "Hm"},
        "saved_views/": {"name": "Ours", "screen": "board"},
        "deliveries//replays/": {},
        "webhooks/": {"url": "https://example.com/hook"},
        "webhooks//replays/": {"since": "2026-01-01T00:00:00Z"},
        "webhooks//rotations/": {},
        "webhooks//tests/": {},
        "products/": {"name": "Till", "key": "TILL", "owner": owner},
        "features/": {"title": "Refunds", "product": product, "launch": launch, "owner": owner, "parent": feature},
        "column_limits/": {"status": "planned", "most": 3},
        "ideas/": {"title": "Tips", "product": product},
        "features//date_moves/": moved,
        "features//placements/": {"status": "building"},
        "features//transitions/": {"to": "building"},
        "features//ui_changes/": {"note": "Round corners"},
        "dependencies/": {"from": str(other.pk), "to": launch, "kind": "relates"},
        "launches/": {"name": "Autumn", "products": [product], "owner": owner},
        "launches//date_moves/": moved,
        "launches//decisions/": {"decision": "go"},
        "decisions/": {"launch": launch, "decision": "other", "note": "Hm"},
        "decisions//votes/": {"agrees": True},
        "launches//transitions/": {"to": "on_hold"},
        "launches//plan_changes/": {"do": "assign", "things": [{"type": "task", "id": task}], "assignee": owner},
        "milestones/": {"name": "Freeze", "owner": owner, **placed},
        "milestones//date_moves/": moved,
        "goals/": {"title": "Fewer", "metric": "Carts", "target": 40, "owner": owner, "launches": [launch]},
        "scoring_models/": {"name": "Theirs", "criteria": [{"name": "Fit"}]},
        "features//scores/": {"model": "value_effort", "values": {"value": 5, "effort": 3}},
        "goals//agreements/": {},
        "goals//checkins/": {"value": 50},
        "tasks/": {"title": "Call", "hat": "sales", "assignee": owner, **placed},
        "tasks//transitions/": {"to": "done"},
        "playbooks/": {"name": "Ours"},
        "playbooks//copies/": {"name": "Ours too"},
        "playbooks//applications/": {"launch": launch},
        "raci/": {"launch": launch, "what": "Go", "hat": "qa", "accountable": owner, "responsible": [owner]},
        "briefs/": {"launch": launch, "hat": "product", "text": "Why"},
        "pulses/": {"launch": launch, "answer": "wobbly"},
        "insights/": {"body": "Slow", "customer": customer, "features": [feature]},
        "insights//transitions/": {"to": "declined", "answer": "Later"},
        "customers/": {"name": "Acme"},
        "gates/": {"name": "Load", "features": [feature], "approvers": [owner], **placed},
        "gates//submissions/": {},
        "gates//signoffs/": {"decision": "reject", "reason": "Slow", "customer_impact": "Waits"},
        "criteria/": {"gate": gate, "text": "Calm", "kind": "manual"},
        "evidence/": {"criterion": criterion, "note": "Seen"},
        "defects/": {"title": "Typo", "severity": "minor", "gate": gate, "feature": feature},
        "personas/": {"name": "Shop owner"},
        "claims/": {"text": "Quick", "features": [feature], "launch": launch, "owner": owner},
        "assets/": {"title": "Post", "kind": "blog", "claims": [claim], "features": [feature], **placed},
        "assets//versions/": {"body": "Text"},
        "assets//reviews/": {"verdict": "approve"},
        "assets//review_requests/": {},
        "assets//publications/": {"reason": "Now"},
        "activities/": {"title": "Mailing", "channel": "email", "assets": [asset], "owner": owner, **placed},
    }  # fmt: skip
