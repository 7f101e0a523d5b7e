"""Roadmap's collections."""

from launchhub.api.views import WorkspaceView
from roadmap.api.briefs import Briefs
from roadmap.api.column_limits import ColumnLimits
from roadmap.api.decisions import Decisions
from roadmap.api.goals import Goals
from roadmap.api.ideas import Ideas
from roadmap.api.insights import Customers, Insights
from roadmap.api.launches import Launches
from roadmap.api.moving import DateMoves
from roadmap.api.playbooks import Playbooks
from roadmap.api.pulses import Pulses
from roadmap.api.raci import RaciLines
from roadmap.api.roadmap import Roadmap
from roadmap.api.scores import Rankings, ScoringModels
from roadmap.api.slips import Slips
from roadmap.api.views import Dependencies, Features, Milestones, Products, Tasks

collections: list[tuple[str, type[WorkspaceView]]] = [
    ("products", Products),
    ("goals", Goals),
    ("features", Features),
    ("ideas", Ideas),
    ("column_limits", ColumnLimits),
    ("scoring_models", ScoringModels),
    ("rankings", Rankings),
    ("dependencies", Dependencies),
    ("launches", Launches),
    ("date_moves", DateMoves),
    ("decisions", Decisions),
    ("milestones", Milestones),
    ("tasks", Tasks),
    ("playbooks", Playbooks),
    ("raci", RaciLines),
    ("briefs", Briefs),
    ("insights", Insights),
    ("customers", Customers),
    ("pulses", Pulses),
    ("roadmap", Roadmap),
    ("slips", Slips),
]
