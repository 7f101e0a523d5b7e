"""Two workspaces and a row of everything in each, with words in it that nobody else may ever read.

Harbour has two launches: one is shared with Vera and speaks of numbats, the other is hidden from her and speaks of
quokkas. They hang together, so that whatever is said of the one may give the other away. Rival speaks of wombats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from launchhub.accounts.actions import invitations, members, shares, tokens, workspaces
from launchhub.accounts.models import ApiToken, Invitation, Member, Share
from launchhub.accounts.scoping import EditableModel
from launchhub.events.models import Event
from launchhub.imports import actions as imports
from launchhub.imports import tables, uploads
from launchhub.imports.models import Import, Upload
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import preferences, watches, webhooks
from launchhub.notifications.models import Delivery, DeliveryAttempt, Notification, Preference, Watch, Webhook
from messaging.actions import assets, claims
from messaging.models import Claim
from qa.actions import defects
from roadmap.actions import column_limits, customers, dependencies, features, launches, playbooks
from roadmap.models import ColumnLimit, Dependency, Feature, Launch, Playbook, Product
from tests.cast import join, new_user, share
from tests.matrix.rows import DAY, Rows, Team, plan

SHARED, HIDDEN, RIVAL = "numbat", "quokka", "wombat"

GUESTS = {"harbour": "Wanda", "rival": "Wilma"}
"""One more guest in each workspace, with whom the hidden launch is shared."""


@dataclass
class World:
    """The cast in their workspaces, and the rows that stand for their kind."""

    alice: Member
    petra: Member
    mark: Member
    quentin: Member
    vera: Member
    mallory: Member
    hidden: Rows = field(default_factory=dict)
    shared: Rows = field(default_factory=dict)
    rival: Rows = field(default_factory=dict)

    def of_harbour(self, model: Any) -> Any:
        """Return the id of a row of Harbour that is not shared with Vera."""
        assert model in self.hidden, f"make a row of {model.__name__} in this world"
        return self.hidden[model].pk

    def of_rival(self, model: Any) -> Any:
        """Return the id of a row of Rival."""
        return self.rival[model].pk


def make_world() -> World:
    """Make everything; nothing of it is committed. The wall stands open for nobody afterwards."""
    alice = workspaces.create(name="Harbour", slug="harbour", admin=new_user("Alice"))
    mallory = workspaces.create(name="Rival", slug="rival", admin=new_user("Mallory"))
    with workspace_context(alice.workspace):
        petra, mark, quentin = (
            join(alice.workspace, name, "member", hat)
            for name, hat in (("Petra", "product"), ("Mark", "marketing"), ("Quentin", "qa"))
        )
        vera = join(alice.workspace, "Vera", "guest")
        world = World(alice, petra, mark, quentin, vera, mallory)
        members.update(alice, by=alice, hats=[])
        alice.refresh_from_db()
        members.update(quentin, by=alice, skills=[f"{SHARED} diving"])
        team = Team(petra, mark, quentin)
        world.hidden, world.shared = plan(team, HIDDEN) | _around(alice, HIDDEN), plan(team, SHARED)
        world.hidden |= {Member: petra} | _of_spine(alice, world.hidden, HIDDEN)
        _mark_origin(world.hidden)
        _entangle(world)
    with workspace_context(mallory.workspace):
        members.update(mallory, by=mallory, hats=["product", "marketing", "qa"])
        mallory.refresh_from_db()
        world.rival = plan(Team(mallory, mallory, mallory), RIVAL) | _around(mallory, RIVAL) | {Member: mallory}
        world.rival |= _of_spine(mallory, world.rival, RIVAL)
    return world


def _around(admin: Member, word: str) -> Rows:
    """What an admin has besides: credentials, webhooks, playbooks, files to import, something in the bin."""
    invitation, _ = invitations.create(by=admin, email=f"{word}@{word}.example")
    token, _ = tokens.create(by=admin, name=f"{word} CI", scopes=["qa:write"])
    webhook, _ = webhooks.create(by=admin, url=f"https://{word}.example/hook")
    items = [{"key": "call", "noun": "task", "title": f"{word} call", "hat": "sales", "offset_days": -7}]
    content = f"{word} name,key\n{word} shop,SHP\n".encode()
    customers.delete(customers.create(by=admin, name=f"{word} in the bin"), by=admin)
    imported = imports.run(
        tables.read(content, f"{word}.csv"), kind="features", by=admin, filename=f"{word}.csv", dry_run=True,
        mapping={f"{word} name": "title"}, defaults={"product": word.upper()},
    )  # fmt: skip
    return {
        Invitation: invitation,
        ApiToken: token,
        Webhook: webhook,
        ColumnLimit: column_limits.create(by=admin, status="building", most=2),
        Playbook: playbooks.create(by=admin, name=f"{word} playbook", items=items),
        Import: imported,
        Upload: uploads.keep(content, kind="features", filename=f"{word}.csv", by=admin),
        Preference: preferences.create(by=admin, email="all"),
    }


def _of_spine(admin: Member, rows: Rows, word: str) -> Rows:
    """What follows from an event: who was told of it, and how; and a launch that waits for another."""
    Event.objects.filter(position=None).update(position=1)  # sealed: REST shows no other
    launch, product = rows[Launch], rows[Product]
    event = Event.objects.filter(subject_id=launch.pk, kind="launch.date_moved").latest("id")
    of_event = {"workspace": admin.workspace, "event": event}
    [webhook] = Webhook.objects.in_workspace(admin.workspace)
    delivery = Delivery.objects.create(**of_event, channel="webhook", target=webhook.pk, lane=str(webhook.pk))
    DeliveryAttempt.objects.create(workspace=admin.workspace, delivery=delivery, response=f"{word} answer")
    guest = join(admin.workspace, GUESTS[admin.workspace.slug], "guest")
    other = launches.create(by=admin, name=f"{word} sequel", products=[product], owner=admin, date=DAY)
    return {
        Event: event,
        Notification: Notification.objects.create(
            **of_event, member=admin, because=f"you watch “{word} launch”", asked=True
        ),
        Delivery: delivery,
        Watch: watches.watch(launch, by=admin),
        Share: shares.create(by=admin, noun="launch", target_id=launch.pk, member=guest),
        Dependency: dependencies.create(by=admin, source=launch, target=other),
    }


def _mark_origin(rows: Rows) -> None:
    """Let the rows come from a place whose name is a word of theirs, too."""
    for model, row in rows.items():
        if issubclass(model, EditableModel) and model is not Member:
            model.objects.filter(pk=row.pk).update(external_id=f"{HIDDEN} {row.pk}")


def _entangle(world: World) -> None:
    """Let what is shared with Vera hang on what is not, in every way that the domain knows."""
    petra, mark, hidden, shared = world.petra, world.mark, world.hidden, world.shared
    launch, feature, needed = shared[Launch], shared[Feature], hidden[Feature]
    dependencies.create(by=petra, source=hidden[Launch], target=launch, lag_days=30)
    dependencies.create(by=petra, source=needed, target=feature, lag_days=30)
    late = features.create(by=petra, title=f"{HIDDEN} late", product=hidden[Product], target=DAY.replace(year=2029))
    dependencies.create(by=petra, source=late, target=feature)
    features.update(feature, by=petra, parent=needed)
    defects.create(by=world.quentin, title=f"{HIDDEN} blocker", severity="blocker", feature=feature)
    claim = claims.create(by=mark, text=f"{HIDDEN} promise", features=[needed, feature], owner=mark)
    features.transition(needed, to="cut", reason=f"{HIDDEN} cut", by=petra)
    Claim.objects.filter(features=needed).update(state="broken", reasons=[f"{HIDDEN} feature is cut."])
    page = assets.create(
        by=mark, launch=launch, title=f"{SHARED} page", kind="landing_page", due=launch.date, claims=[claim]
    )
    type(page).objects.filter(launch=launch).update(
        is_stale=True, due=launch.workspace.today(), stale_reasons=[f"makes “{HIDDEN} promise”, which changed"]
    )
    Claim.objects.filter(pk=shared[Claim].pk).update(state="at_risk", reasons=[f"{HIDDEN} gate has not passed."])
    launches.move(
        hidden[Launch], to=DAY.replace(year=2028), reason="dependency", note=f"{HIDDEN} late", cascade="dependents",
        by=petra,
    )  # fmt: skip
    share(launch, world.vera)
    shared[Share] = Share.objects.get(member=world.vera)
