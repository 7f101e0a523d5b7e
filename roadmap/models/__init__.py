"""Products, features, launches and their dates."""

from roadmap.models.date_moves import DateMove, MoveReason
from roadmap.models.dependencies import Dependency, DependencyKind
from roadmap.models.features import Feature, FeatureStatus
from roadmap.models.launches import Launch, LaunchProduct, LaunchStatus, Precision, Tier
from roadmap.models.milestones import Milestone, MilestoneKind
from roadmap.models.products import Product
from roadmap.models.scheduled import OffsetUnit, Scheduled
from roadmap.models.tasks import Task, TaskStatus

__all__ = [
    "DateMove",
    "Dependency",
    "DependencyKind",
    "Feature",
    "FeatureStatus",
    "Launch",
    "LaunchProduct",
    "LaunchStatus",
    "Milestone",
    "MilestoneKind",
    "MoveReason",
    "OffsetUnit",
    "Precision",
    "Product",
    "Scheduled",
    "Task",
    "TaskStatus",
    "Tier",
]
