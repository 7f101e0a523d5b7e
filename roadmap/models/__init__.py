"""Products, features, launches and their dates."""

from roadmap.models.briefs import Brief, Voice
from roadmap.models.column_limits import ColumnLimit
from roadmap.models.date_moves import DateMove, MoveReason
from roadmap.models.decisions import Decision, DecisionKind, DecisionVote
from roadmap.models.dependencies import Dependency, DependencyKind
from roadmap.models.features import Feature, FeatureStatus
from roadmap.models.goals import Goal, GoalAgreement, GoalCheckIn, GoalFeature, GoalLaunch
from roadmap.models.insights import Customer, Insight, InsightFeature, InsightStatus, Sentiment, Source
from roadmap.models.launches import Launch, LaunchProduct, LaunchStatus, Precision, Tier
from roadmap.models.milestones import Milestone, MilestoneKind
from roadmap.models.playbooks import ItemNoun, Playbook, PlaybookItem
from roadmap.models.products import Product
from roadmap.models.pulses import DatePulse, PulseAnswer
from roadmap.models.raci import RaciConsulted, RaciInformed, RaciLine, RaciResponsible
from roadmap.models.readiness_history import ReadinessSnapshot
from roadmap.models.scheduled import OffsetUnit, Scheduled
from roadmap.models.scores import Ranking, Score, ScoringModel
from roadmap.models.tasks import Task, TaskStatus

__all__ = [
    "Brief",
    "ColumnLimit",
    "Customer",
    "DateMove",
    "DatePulse",
    "Decision",
    "DecisionKind",
    "DecisionVote",
    "Dependency",
    "DependencyKind",
    "Feature",
    "FeatureStatus",
    "Goal",
    "GoalAgreement",
    "GoalCheckIn",
    "GoalFeature",
    "GoalLaunch",
    "Insight",
    "InsightFeature",
    "InsightStatus",
    "ItemNoun",
    "Launch",
    "LaunchProduct",
    "LaunchStatus",
    "Milestone",
    "MilestoneKind",
    "MoveReason",
    "OffsetUnit",
    "Playbook",
    "PlaybookItem",
    "Precision",
    "Product",
    "PulseAnswer",
    "RaciConsulted",
    "RaciInformed",
    "RaciLine",
    "RaciResponsible",
    "Ranking",
    "ReadinessSnapshot",
    "Scheduled",
    "Score",
    "ScoringModel",
    "Sentiment",
    "Source",
    "Task",
    "TaskStatus",
    "Tier",
    "Voice",
]
