"""What of quality may be put into the bin, and what else changes then."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right
from launchhub.lib.text import plural
from launchhub.pages.bin import Binnable, counted, effect, register
from qa.actions import criteria, defects, evidence, gates
from qa.models import Criterion, Evidence, Gate, SignOff
from roadmap.models import Feature, Task

QA = Right.EDIT_QA
_shown = Coalesce(
    NullIf("note", Value("")), NullIf("url", Value(""), output_field=CharField()), Cast("value", CharField())
)

register(
    Binnable("gate", "gates", gates, QA, "name", "qa:gates", "launch__name"),
    Binnable("criterion", "criteria", criteria, QA, "text", "qa:gate", "gate__name", "gate_id"),
    Binnable("evidence", "evidence", evidence, QA, _shown, "qa:gates", "criterion__text"),
    Binnable("defect", "defects", defects, QA, "title", "qa:gates"),
)


@effect("gate")
def what_it_asks_for(gate: Gate, member: Member) -> str:
    """A launch waits for no gate that is in the bin."""
    asked = counted({Criterion.noun: Criterion.objects.alive().filter(gate=gate).count()})
    waits = f"{gate.launch} no longer waits for it. " if gate.required else ""
    along = f"With it go {asked}, which come back with it. " if asked else ""
    return f"{waits}{along}Its sign-offs stay on record."


@effect("criterion")
def judged_without_it(criterion: Criterion, member: Member) -> str:
    """Approvals are for what a gate asked for, and a gate is judged by what it still asks for."""
    shown = Evidence.objects.alive().filter(criterion=criterion).exists()
    along = " What was shown for it comes back with it." if shown else ""
    return f"{criterion.gate} is judged without it, and approvals given before count no more.{along}"


@effect("task")
def condition_of_a_gate(task: Task, member: Member) -> str:
    """An approval on a condition does not hold when nobody is left to meet it."""
    asked = SignOff.of_condition(task.external_id)
    signoff = asked and SignOff.objects.visible_to(member).filter(pk=asked).select_related("gate").first()
    return f"{signoff.gate} was approved on condition of it: that approval will count no more." if signoff else ""


@effect("feature")
def gates_that_cover_it(feature: Feature, member: Member) -> str:
    """A gate is judged anew when it covers less."""
    count = Gate.objects.alive().filter(features=feature).count()
    return f"{plural(count, 'gate')} of it will be judged anew." if count else ""
