"""How the demo's inspectors answer: the truth, bent by each one's severity, misses, false alarms and noise.

For a criterion that is passed or failed, an inspector passes a true failure with probability `miss` and fails a true
pass with probability `false_alarm`. On a scale with points, an answer slips one level down with probability `severity`
(up, where it is negative), and one level either way with probability `noise`. N/A and hidden stay what they are. The
draw is seeded by inspector, call, criterion and trial alone: the order in which calls are scored does not matter.
"""

import random
from dataclasses import dataclass

from qa_desk.domain.criteria.base import PromptKind, RatingValue
from qa_desk.domain.scorecard import Criterion
from qa_desk.services.demonstrating.content import TrueAnswer

SEED = 2026


@dataclass(frozen=True, slots=True)
class InspectorModel:
    """One inspector's parameters, all probabilities but the sign of `severity` (above 0 is strict)."""

    external_id: str
    severity: float
    miss: float
    false_alarm: float
    noise: float


INSPECTORS: tuple[InspectorModel, ...] = (
    InspectorModel("insp-1", severity=0.02, miss=0.04, false_alarm=0.01, noise=0.03),
    InspectorModel("insp-2", severity=0.00, miss=0.06, false_alarm=0.02, noise=0.04),
    InspectorModel("insp-3", severity=0.12, miss=0.05, false_alarm=0.05, noise=0.04),
    InspectorModel("insp-4", severity=-0.12, miss=0.15, false_alarm=0.01, noise=0.05),
    InspectorModel("insp-5", severity=0.05, miss=0.10, false_alarm=0.03, noise=0.08),
    InspectorModel("insp-6", severity=-0.20, miss=0.30, false_alarm=0.04, noise=0.12),
)
"""From the most reliable to the newest one; the statistics of the demo recover these figures (docs/demo.md)."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What an inspector answers; `agrees` when it is what a perfect judge would have said."""

    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    agrees: bool


def answer_as(
    model: InspectorModel, call_key: str, criterion: Criterion, truth: TrueAnswer, *, trial: int = 1
) -> GivenAnswer | None:
    """The inspector's answer to one criterion of one call; None where the criterion is hidden."""
    if truth.answer == "hidden":
        return None
    if truth.answer == "na":
        return GivenAnswer(None, True, (), True)
    again = "" if trial == 1 else f"/{trial}"
    draw = random.Random(f"{SEED}/{model.external_id}/{call_key}/{criterion.key}{again}")
    kind = criterion.scale.prompt().kind
    if truth.answer in ("pass", "fail"):
        return _judge(model, draw, criterion, truth)
    if kind is PromptKind.REASONS:
        return _deduct(model, draw, criterion, truth)
    return _grade(model, draw, criterion, truth)


def _judge(model: InspectorModel, draw: random.Random, criterion: Criterion, truth: TrueAnswer) -> GivenAnswer:
    passes = truth.answer == "pass"
    if draw.random() < (model.false_alarm if passes else model.miss):
        passes = not passes
    agrees = passes == (truth.answer == "pass")
    return GivenAnswer(passes, False, () if passes else _reasons(draw, criterion, truth), agrees)


def _grade(model: InspectorModel, draw: random.Random, criterion: Criterion, truth: TrueAnswer) -> GivenAnswer:
    steps = _steps(criterion)
    place = min(range(len(steps)), key=lambda index: abs(steps[index] - float(truth.answer)))
    moved = place
    if draw.random() < abs(model.severity):
        moved += -1 if model.severity > 0 else 1
    if draw.random() < model.noise:
        moved += draw.choice((-1, 1))
    moved = min(max(moved, 0), len(steps) - 1)
    reasons = () if moved == len(steps) - 1 else _reasons(draw, criterion, truth)
    return GivenAnswer(steps[moved], False, reasons, moved == place)


def _deduct(model: InspectorModel, draw: random.Random, criterion: Criterion, truth: TrueAnswer) -> GivenAnswer:
    reasons = [key for key in truth.reasons if draw.random() >= model.miss]
    if draw.random() < model.false_alarm + max(0.0, model.severity):
        others = [reason.key for reason in criterion.reasons if reason.key not in reasons]
        reasons += [draw.choice(others)] if others else []
    return GivenAnswer(True, False, tuple(reasons), tuple(reasons) == truth.reasons)


def _steps(criterion: Criterion) -> tuple[float, ...]:
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.OPTIONS:
        return tuple(option.points for option in prompt.options)
    return tuple(index * prompt.step for index in range(round(prompt.maximum / prompt.step) + 1))


def _reasons(draw: random.Random, criterion: Criterion, truth: TrueAnswer) -> tuple[str, ...]:
    if truth.reasons:
        return truth.reasons
    return (draw.choice(criterion.reasons).key,) if criterion.reasons else ()
