"""A launch with everything that belongs to one, each text with a word in it that is easily found again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from launchhub.accounts.models import Member
from launchhub.discussion.actions import attachments, comments
from launchhub.saved_views import actions as saved_views
from messaging.actions import activities, assets, claims, personas, reviews, versions
from qa.actions import criteria, defects, evidence, gates, signoffs, test_runs
from roadmap.actions import (
    briefs,
    customers,
    decisions,
    features,
    goals,
    insights,
    launches,
    milestones,
    products,
    pulses,
    raci,
    scores,
    scoring_models,
    tasks,
)
from roadmap.models import Feature, Launch, Ranking

DAY = dt.date(2027, 5, 14)

Rows = dict[Any, Any]
"""Model → a row of it."""


@dataclass(frozen=True)
class Team:
    """Who does the work of each hat."""

    product: Member
    marketing: Member
    qa: Member


def plan(team: Team, word: str) -> Rows:
    """Make a launch and a row of each model that belongs to one; return a row of each."""
    petra = team.product
    product = products.create(
        by=petra, name=f"{word} app", key=word.upper(), vision=f"{word} vision", strategy=f"{word} way"
    )
    launch = launches.create(
        by=petra, name=f"{word} launch", products=[product], owner=petra, date=DAY, summary=f"{word} summary",
        build=f"{word} 1",
    )  # fmt: skip
    feature = features.create(
        by=petra, title=f"{word} feature", product=product, launch=launch, target=DAY, labels=[f"{word} label"],
        description=f"{word} story", owner=petra, external_url=f"https://{word}.example/feature",
    )  # fmt: skip
    made = [product, launch, feature, *_planned(petra, launch, word), *_wanted(petra, launch, feature, word)]
    made += _scored(petra, feature, word)
    made += _heard(petra, feature, word)
    made += _checked(team.qa, launch, feature, word)
    made += _told(team, launch, feature, word)
    made += _decided(team, launch, word)
    made.append(comments.create(by=team.marketing, noun="launch", target_id=launch.pk, body=f"{word} remark"))
    file = SimpleUploadedFile(f"{word} plan.txt", f"{word} words".encode())
    made.append(attachments.create(by=team.marketing, noun="launch", target_id=launch.pk, file=file))
    made.append(saved_views.create(by=petra, name=f"{word} view", screen="timeline", query=f"q={word}", is_shared=True))
    return {type(row): row for row in made}


def _planned(petra: Member, launch: Launch, word: str) -> list[Any]:
    task = tasks.create(
        by=petra, launch=launch, title=f"{word} task", hat="sales", offset_days=-7, note=word, assignee=petra
    )
    return [
        tasks.transition(task, to="skipped", reason=f"{word} reason", by=petra),
        milestones.create(by=petra, launch=launch, name=f"{word} freeze", offset_days=-14, note=f"{word} note"),
        raci.create(by=petra, launch=launch, what=f"{word} go", hat="product", accountable=petra, responsible=[petra]),
        briefs.create(by=petra, launch=launch, hat="product", text=f"{word} why"),
        pulses.create(by=petra, launch=launch, answer="wobbly", note=f"{word} doubt"),
        launches.move(launch, to=DAY + dt.timedelta(days=7), reason="scope", note=f"{word} moved", by=petra),
    ]


def _decided(team: Team, launch: Launch, word: str) -> list[Any]:
    first = decisions.create(launch=launch, decision="go", note=f"{word} agreed", by=team.product)
    vote = decisions.vote(first, hat="marketing", agrees=False, remark=f"{word} doubt", by=team.marketing)
    return [vote, decisions.create(launch=launch, decision="no_go", note=f"{word} off", by=team.product)]


def _wanted(petra: Member, launch: Launch, feature: Feature, word: str) -> list[Any]:
    goal = goals.create(
        by=petra, title=f"{word} goal", metric=f"{word} share", unit=f"{word} %", target=40, owner=petra,
        launches=[launch], features=[feature],
    )  # fmt: skip
    return [goal, goals.check_in(goals.agree(goal, by=petra), value=20, note=f"{word} half", by=petra)]


def _scored(petra: Member, feature: Feature, word: str) -> list[Any]:
    model = scoring_models.create(by=petra, name=f"{word} model", criteria=[{"name": f"{word} fit"}])
    said = scores.score(
        feature, model="rice", values={"reach": 9, "impact": 1, "confidence": 50, "effort": 1}, by=petra
    )
    return [model, said, Ranking.objects.get(feature=feature)]


def _heard(petra: Member, feature: Feature, word: str) -> list[Any]:
    heard = customers.create(by=petra, name=f"{word} chandler", segment=f"{word} shops", value=5)
    insight = insights.create(
        by=petra, body=f"{word} wish", segment=f"{word} stalls", customer=heard, features=[feature]
    )
    answered = insights.transition(insight, to="declined", answer=f"{word} answer", by=petra)
    return [answered, customers.create(by=petra, name=f"{word} customer")]  # one who may be deleted, too


def _checked(quentin: Member, launch: Launch, feature: Feature, word: str) -> list[Any]:
    gate = gates.create(by=quentin, launch=launch, name=f"{word} gate", offset_days=-3, features=[feature])
    metric = {"name": f"{word} p95", "comparator": "<=", "threshold": 200}
    criterion = criteria.create(by=quentin, gate=gate, text=f"{word} fast", kind="metric", params=metric)
    where = f"https://{word}.example/1"
    report = f'<testsuite name="e2e"><testcase name="{word} case"><failure message="{word}"/></testcase></testsuite>'
    return [
        gate,
        criterion,
        evidence.create(by=quentin, criterion=criterion, value=150, note=f"{word} load", url=where),
        defects.create(by=quentin, title=f"{word} defect", severity="minor", gate=gate, external_url=where),
        test_runs.record(
            report.encode(), by=quentin, suite=f"{word} e2e", build=f"{word} 1", source=f"{word} ci", commit=f"{word} c"
        ),
        signoffs.create(gate=gate, by=quentin, decision="reject", reason=f"{word} no", customer_impact=f"{word} loss"),
    ]


def _told(team: Team, launch: Launch, feature: Feature, word: str) -> list[Any]:
    mark = team.marketing
    persona = personas.create(
        by=mark, name=f"{word} keeper", segment=f"{word} zoo", goals=f"{word} goal", pains=f"{word} pain",
        words=f"{word} word",
    )  # fmt: skip
    claim = claims.create(
        by=mark, text=f"{word} claim", features=[feature], launch=launch, pillar=f"{word} pillar", personas=[persona],
        proof=f"{word} proof", owner=mark,
    )  # fmt: skip
    asset = assets.create(
        by=mark, launch=launch, title=f"{word} post", kind="blog", offset_days=0, claims=[claim], features=[feature],
        owner=mark, reviewers=[team.product],
    )  # fmt: skip
    version = versions.create(asset, by=mark, body=f"{word} body", link=f"https://{word}.example/post")
    review = reviews.create(asset, by=team.product, verdict="changes", remarks=f"{word} remarks")
    activity = activities.create(
        by=mark, launch=launch, title=f"{word} mailing", channel="email", offset_days=0, audience=f"{word} fans",
        assets=[asset], owner=mark,
    )  # fmt: skip
    return [persona, claim, asset, version, review, activity]
