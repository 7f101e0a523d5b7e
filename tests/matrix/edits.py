"""Every edit that a page of the three apps can make, and what is sent for it on the page and over REST."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

TABLE = """
page                             action                  event                  over REST
features/one/dates               features.update         feature.date_moved     PATCH features/one
milestones/one/dates             milestones.update       milestone.date_moved   PATCH milestones/one
tasks/one/dates                  tasks.update            task.updated           PATCH tasks/one
activities/one/dates             activities.update       activity.updated       PATCH activities/one
assets/one/dates                 assets.update           asset.updated          PATCH assets/one
gates/one/dates                  gates.update            gate.updated           PATCH gates/one
features/one/dependencies        dependencies.create     dependency.created     POST dependencies
features/one/links               dependencies.create     dependency.created     POST dependencies
launches/one/dependencies        dependencies.create     dependency.created     POST dependencies
dependencies/one/deletions       dependencies.delete     dependency.deleted     DELETE dependencies/one
products/new                     products.create         product.created        POST products
products/one/edit                products.update         product.updated        PATCH products/one
products/one/watches             watches.watch           -                      POST watches
products/one/watches/deletions   watches.delete          -                      DELETE watches/one
features/new                     features.create         feature.created        POST features
ideas/new                        ideas.propose           feature.proposed       POST ideas
features/one/placements          features.place          feature.status_changed POST features/one/placements
features/one/fields/title        features.update         feature.updated        PATCH features/one
features/one/fields/status       features.update         feature.status_changed PATCH features/one
features/one/fields/target       features.move           feature.date_moved     POST features/one/date_moves
features/one/looks               features.ui_change      feature.ui_changed     POST features/one/ui_changes
features/one/goals               goals.measure/update    goal.updated           PATCH goals/one
features/one/goals/deletions     goals.measure/update    goal.updated           PATCH goals/one
features/one/watches             watches.watch           -                      POST watches
features/one/watches/deletions   watches.delete          -                      DELETE watches/one
features/one/scores/rice         scores.score            feature.scored         POST features/one/scores
roadmap/board/limits/building    column_limits.update    column_limit.updated   PATCH column_limits/one
scoring-models/new               scoring_models.create   scoring_model.created  POST scoring_models
scoring-models/one/edit          scoring_models.update   scoring_model.updated  PATCH scoring_models/one
scoring-models/one/deletions     scoring_models.delete   scoring_model.deleted  DELETE scoring_models/one
roadmap/priorities/promotions    features.transition     feature.status_changed POST features/one/transitions
roadmap/priorities/parkings      features.transition     feature.status_changed POST features/one/transitions
launches/new                     launches.create         launch.created         POST launches
launches/one/edit                launches.update         launch.updated         PATCH launches/one
launches/one/date-moves          launches.move           launch.date_moved      POST launches/one/date_moves
launches/one/transitions/on_hold launches.transition     launch.status_changed  POST launches/one/transitions
launches/one/applications        playbooks.apply         playbook.applied       POST playbooks/one/applications
playbooks/new                    playbooks.create        playbook.created       POST playbooks
playbooks/one/edit               playbooks.update        playbook.updated       PATCH playbooks/one
playbooks/one/copies             playbooks.copy          playbook.created       POST playbooks/one/copies
playbooks/one/items/new/task     playbooks.put_item/update playbook.updated     PATCH playbooks/one
playbooks/one/items/call         playbooks.put_item/update playbook.updated     PATCH playbooks/one
playbooks/one/items/call/deletions playbooks.remove_item/update playbook.updated PATCH playbooks/one
launches/one/schedule/additions  milestones.create       milestone.created      POST milestones
launches/one/schedule/changes    plan.change             task.status_changed    POST launches/one/plan_changes
launches/one/pulses              pulses.create           launch.confirmed       POST pulses
launches/one/raci/new            raci.create             raci.created           POST raci
raci/one/edit                    raci.update             raci.updated           PATCH raci/one
raci/one/assignments             raci.update             raci.updated           PATCH raci/one
launches/one/briefs/product      briefs.update           brief.updated          PATCH briefs/one
launches/one/briefs/qa           briefs.create           brief.created          POST briefs
launches/one/decisions/new       decisions.create        launch.decision        POST launches/one/decisions
decisions/one/votes              decisions.vote          decision.voted         POST decisions/one/votes
launches/one/watches             watches.watch           -                      POST watches
launches/one/watches/deletions   watches.delete          -                      DELETE watches/one
launches/one/acknowledgements    acknowledgements.create acknowledgement.given  POST notifications/one/acknowledgements
milestones/one/edit              milestones.update       milestone.updated      PATCH milestones/one
tasks/one/edit                   tasks.update            task.updated           PATCH tasks/one
tasks/one/completions            tasks.transition        task.status_changed    POST tasks/one/transitions
tasks/one/skips                  tasks.transition        task.status_changed    POST tasks/one/transitions
tasks/one/assignments            tasks.update            task.assigned          PATCH tasks/one
goals/new                        goals.create            goal.created           POST goals
goals/one/edit                   goals.update            goal.updated           PATCH goals/one
goals/one/checkins               goals.check_in          goal.checked_in        POST goals/one/checkins
goals/one/agreements             goals.agree             goal.agreed            POST goals/one/agreements
insights/new                     insights.create         insight.shared         POST insights
insights/one/edit                insights.update         insight.updated        PATCH insights/one
insights/one/features            insights.link/update    insight.linked         PATCH insights/one
insights/one/features/deletions  insights.link/update    insight.updated        PATCH insights/one
insights/one/plans               insights.transition     insight.planned        POST insights/one/transitions
insights/one/refusals            insights.transition     insight.declined       POST insights/one/transitions
insights/one/reopenings          insights.transition     insight.reopened       POST insights/one/transitions
features/one/insights            insights.create         insight.shared         POST insights
customers/new                    customers.create        customer.created       POST customers
customers/one/edit               customers.update        customer.updated       PATCH customers/one
gates/new                        gates.create            gate.opened            POST gates
gates/one/edit                   gates.update            gate.updated           PATCH gates/one
gates/one/submissions            gates.submit            gate.in_review         POST gates/one/submissions
gates/one/watches                watches.watch           -                      POST watches
gates/one/watches/deletions      watches.delete          -                      DELETE watches/one
gates/one/criteria               criteria.create         criterion.created      POST criteria
gates/one/signoffs               signoffs.create         gate.waived            POST gates/one/signoffs
gates/one/test-runs              test_runs.record        test_run.recorded      POST test_runs
criteria/one/edit                criteria.update         criterion.updated      PATCH criteria/one
bin/launch/one/deletions         launches.delete         launch.deleted         DELETE launches/one
bin/launch/one/restorations      launches.restore        launch.restored        POST launches/one/restore
criteria/one/evidence            evidence.create         evidence.created       POST evidence
"""
"""An event is “-” where nothing is told. `measure/update` is what the page calls, and what REST does."""


class Edit(NamedTuple):
    """A line of the table."""

    actions: str
    event: str
    method: str
    path: str


EDITS = {page: Edit(*rest) for page, *rest in (line.split() for line in TABLE.splitlines()[2:])}
"""Page → how it edits."""

ASKED = {"roadmap/priorities/promotions": "?line=1", "roadmap/priorities/parkings": "?line=0"}
"""What stands behind the address of a page."""

ALONG = {"launches/one/applications": ["task.created"], "gates/one/signoffs": ["signoff.created"]}
"""Edits that make other things as well, which are events of their own."""

CALL = {"key": "call", "noun": "task", "title": "Call", "hat": "sales", "offset_days": -5}
REPORT = b'<testsuite name="e2e"><testcase name="ok"/></testsuite>'


def typed(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return what is typed on each page, where it is not what stands there already."""
    day, feature, person = {"start": "2027-06-01", "end": "2027-06-02"}, ids["feature"], ids["member"]
    return {
        "features/one/dates": day, "milestones/one/dates": day, "tasks/one/dates": day, "gates/one/dates": day,
        "activities/one/dates": day, "assets/one/dates": day,
        "features/one/dependencies": {"other": ids["other"]}, "launches/one/dependencies": {"other": ids["later"]},
        "features/one/links": {"way": "needs", "feature": ids["other"]},
        "features/one/fields/title": {"title": "Tills"}, "features/one/fields/status": {"status": "building"},
        "features/one/fields/target": {"target": "2027-06-02", "move_reason": "scope"},
        "features/one/looks": {"build": "2.1"}, "features/one/goals": {"goal": ids["wish"]},
        "features/one/goals/deletions": {"goal": ids["goal"]}, "features/one/placements": {"to": "building"},
        "features/one/scores/rice": {"reach": "10", "impact": "2", "confidence": "80", "effort": "3"},
        "scoring-models/one/edit": {"name": "Fit"}, "roadmap/board/limits/building": {"most": "5"},
        "roadmap/priorities/promotions": {"features": feature},
        "roadmap/priorities/parkings": {"features": feature, "reason": "Later"},
        "products/one/edit": {"vision": "Calm"},
        "launches/one/edit": {"summary": "Calm"}, "launches/one/date-moves": {"date": "2028-06-01", "reason": "scope"},
        "launches/one/schedule/additions": {"add-kind": "milestone", "add-title": "Call", "add-hat": "sales"},
        "launches/one/schedule/changes": {"do": "complete", "things": f"task:{ids['task']}"},
        "launches/one/pulses": {"answer": "yes"}, "launches/one/decisions/new": {"decision": "go"},
        "decisions/one/votes": {"hat": "product", "agrees": "yes"},
        "playbooks/one/edit": {"name": "Theirs"}, "playbooks/one/items/call": {"place": "T-5"},
        "raci/one/edit": {"what": "Stop"}, "raci/one/assignments": {"part": "informed", "member": person},
        "launches/one/briefs/product": {"text": "Calm"},
        "tasks/one/edit": {"title": "Call", "assignee": ""}, "tasks/one/assignments": {"assignee": person},
        "milestones/one/edit": {"name": "Thaw"},
        "goals/one/edit": {"title": "Fewer"}, "goals/one/agreements": {"agrees": "yes"},
        "insights/one/edit": {"body": "Quicker"}, "insights/one/features": {"feature": ids["other"]},
        "insights/one/features/deletions": {"feature": feature},
        "insights/one/plans": {"answer": "In May"}, "insights/one/refusals": {"answer": "Later"},
        "customers/one/edit": {"name": "Acme"},
        "gates/one/edit": {"name": "Calm"}, "criteria/one/edit": {"text": "Calmer"},
        "gates/one/signoffs": {"decision": "waive", "reason": "Small", "waiver_expires": "2027-01-01"},
        "gates/one/test-runs": {"suite": "e2e", "report": SimpleUploadedFile("r.xml", REPORT)},
    }  # fmt: skip


def sent(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return the body of the same edit over REST, where it is not the usual one of its operation."""
    feature, due = ids["feature"], {"due": "2027-06-01"}
    return {
        "features/one/dates": {"target": "2027-06-02"}, "milestones/one/dates": due, "tasks/one/dates": due,
        "gates/one/dates": due, "activities/one/dates": due, "assets/one/dates": due,
        "features/one/dependencies": {"from": feature, "to": ids["other"]},
        "features/one/links": {"from": ids["other"], "to": feature},
        "launches/one/dependencies": {"from": ids["launch"], "to": ids["later"]},
        "features/one/fields/title": {"title": "Tills"}, "features/one/fields/status": {"status": "building"},
        "features/one/looks": {"build": "2.1"},
        "features/one/goals": {"features": [feature, ids["other"]]}, "features/one/goals/deletions": {"features": []},
        "products/one/watches": {"noun": "product", "target": ids["product"]},
        "features/one/watches": {"noun": "feature", "target": feature},
        "gates/one/watches": {"noun": "gate", "target": ids["gate"]},
        "scoring-models/one/edit": {"name": "Fit"}, "roadmap/board/limits/building": {"most": 5},
        "roadmap/priorities/promotions": {"to": "planned"},
        "roadmap/priorities/parkings": {"to": "parked", "reason": "Later"},
        "products/one/edit": {"vision": "Calm"}, "launches/one/edit": {"summary": "Calm"},
        "launches/one/date-moves": {"date": "2028-06-01", "reason": "scope"},
        "launches/one/schedule/changes": {"do": "complete", "things": [{"type": "task", "id": ids["task"]}]},
        "launches/one/pulses": {"launch": ids["launch"], "answer": "yes"},
        "raci/one/edit": {"what": "Stop"}, "raci/one/assignments": {"informed": [ids["member"]]},
        "launches/one/briefs/product": {"text": "Calm"},
        "launches/one/briefs/qa": {"text": "Calm", "launch": ids["launch"], "hat": "qa"},
        "playbooks/one/edit": {"name": "Theirs"},
        "playbooks/one/items/new/task": {"items": [CALL, CALL | {"key": "again"}]},
        "playbooks/one/items/call": {"items": [CALL]}, "playbooks/one/items/call/deletions": {"items": []},
        "milestones/one/edit": {"name": "Thaw"}, "tasks/one/edit": {"title": "Call"},
        "tasks/one/skips": {"to": "skipped", "reason": "scope"}, "tasks/one/assignments": {"assignee": ids["member"]},
        "insights/one/edit": {"body": "Quicker"}, "insights/one/features": {"features": [feature, ids["other"]]},
        "insights/one/features/deletions": {"features": []},
        "insights/one/plans": {"to": "planned", "answer": "In May"},
        "insights/one/refusals": {"to": "declined", "answer": "Later"}, "insights/one/reopenings": {"to": "linked"},
        "customers/one/edit": {"name": "Acme"},
        "goals/one/edit": {"title": "Fewer"}, "gates/one/edit": {"name": "Calm"},
        "gates/one/signoffs": {"decision": "waive", "reason": "Small", "waiver_expires": "2027-01-01"},
        "criteria/one/edit": {"text": "Calmer"}, "criteria/one/evidence": {"criterion": ids["criterion"], "value": 150},
    }  # fmt: skip
