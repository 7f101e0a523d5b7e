"""Gates, what they ask for, and what shows whether it is there."""

from qa.models.criteria import Criterion, CriterionKind, CriterionState, Evidence
from qa.models.defects import Defect, DefectStatus, Severity
from qa.models.gates import CLEARED, NOT_SUBMITTED, Gate, GateApprover, GateFeature, GateKind, GateStatus
from qa.models.signoffs import Decision, SignOff
from qa.models.test_runs import TestRun

__all__ = [
    "CLEARED",
    "NOT_SUBMITTED",
    "Criterion",
    "CriterionKind",
    "CriterionState",
    "Decision",
    "Defect",
    "DefectStatus",
    "Evidence",
    "Gate",
    "GateApprover",
    "GateFeature",
    "GateKind",
    "GateStatus",
    "Severity",
    "SignOff",
    "TestRun",
]
