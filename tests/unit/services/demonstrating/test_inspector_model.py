"""The demo's inspectors behave as their parameters say, and the product's own statistics find the parameters again."""

import pytest

from qa_desk.agreement.estimate import Extra
from qa_desk.agreement.standard import DecisionError, error_rate
from qa_desk.agreement.table import RatingTable
from qa_desk.domain.criteria.base import PromptKind, Reason
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.scorecard import Criterion, CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.services.demonstrating.content import TrueAnswer, conversations
from qa_desk.services.demonstrating.inspector_model import INSPECTORS, InspectorModel, answer_as

N_CALLS = 4000
REASONS = (Reason("first", LocalText.of("First"), 2.0), Reason("second", LocalText.of("Second"), 3.0))
JUDGED = Criterion("judged", LocalText.of("Judged"), PassFail(), critical=CriticalFamily.COMPLIANCE, reasons=REASONS)
GRADED = Criterion(
    "graded",
    LocalText.of("Graded"),
    Levels(tuple(Level(LocalText.of(str(points)), float(points)) for points in (0, 3, 5))),
    reasons=REASONS,
)
DEDUCTED = Criterion("deducted", LocalText.of("Deducted"), Deduction(5.0), reasons=REASONS)


def decisions(model: InspectorModel) -> RatingTable:
    """The inspector beside the truth on many calls, every other one a true failure."""
    records: list[tuple[str, str, str]] = []
    for number in range(N_CALLS):
        truth = "fail" if number % 2 else "pass"
        given = answer_as(model, str(number), JUDGED, TrueAnswer(truth))
        assert given is not None
        records += [(str(number), "STANDARD", truth), (str(number), "R", "pass" if given.rating else "fail")]
    calls = {str(number): str(number) for number in range(N_CALLS)}
    return RatingTable.from_records(records, categories=("pass", "fail"), clusters=calls)


@pytest.mark.parametrize("model", INSPECTORS, ids=lambda model: model.external_id)
def test_the_statistics_recover_misses_and_false_alarms(model: InspectorModel) -> None:
    table = decisions(model)
    for kind, probability in ((DecisionError.MISS, model.miss), (DecisionError.FALSE_ALARM, model.false_alarm)):
        found = error_rate(table, "STANDARD", positive="pass", kind=kind, rater="R")
        assert found.value is not None
        assert found.extras[Extra.INSPECTED] == N_CALLS / 2
        # four standard errors: false alarm of this test is below one in ten thousand, and its seed is fixed anyway
        assert abs(found.value - probability) <= 4 * (probability * (1 - probability) / (N_CALLS / 2)) ** 0.5


@pytest.mark.parametrize("model", INSPECTORS, ids=lambda model: model.external_id)
def test_severity_shifts_the_mean_of_graded_answers_its_way(model: InspectorModel) -> None:
    answers = [answer_as(model, str(number), GRADED, TrueAnswer(3.0)) for number in range(N_CALLS)]
    ratings = [float(answer.rating) for answer in answers if answer is not None and answer.rating is not None]
    lower, higher = (sum(rating == points for rating in ratings) / N_CALLS for points in (0.0, 5.0))
    if abs(model.severity) > 0.05:
        assert (lower > higher) == (model.severity > 0)
    assert abs((lower - higher) - model.severity) <= 4 * (1 / N_CALLS) ** 0.5


def test_a_deduction_loses_reasons_to_misses_and_gains_them_to_false_alarms() -> None:
    perfect = InspectorModel("perfect", 0.0, 0.0, 0.0, 0.0)
    blind = InspectorModel("blind", 0.0, 1.0, 0.0, 0.0)
    truth = TrueAnswer(3.0, ("first",))
    assert DEDUCTED.scale.prompt().kind is PromptKind.REASONS
    exact, missed = answer_as(perfect, "1", DEDUCTED, truth), answer_as(blind, "1", DEDUCTED, truth)
    assert exact is not None
    assert missed is not None
    assert (exact.reasons, exact.agrees) == (("first",), True)
    assert (missed.reasons, missed.agrees) == ((), False)


def test_the_same_inspector_hears_the_same_call_the_same_way() -> None:
    model = INSPECTORS[-1]
    once = [answer_as(model, str(number), JUDGED, TrueAnswer("fail")) for number in range(50)]
    again = [answer_as(model, str(number), JUDGED, TrueAnswer("fail")) for number in reversed(range(50))]
    assert once == list(reversed(again))


def test_what_does_not_apply_stays_so_for_everybody() -> None:
    na = answer_as(INSPECTORS[-1], "1", GRADED, TrueAnswer("na"))
    assert na is not None
    assert na.na
    assert answer_as(INSPECTORS[-1], "1", GRADED, TrueAnswer("hidden")) is None


def test_every_bundled_conversation_has_evidence_inside_its_sound() -> None:
    found = conversations()
    assert len(found) >= 40
    for conversation in found:
        for truth in conversation.truth.values():
            assert all(0 <= start < end <= conversation.duration_s for start, end in truth.evidence)
