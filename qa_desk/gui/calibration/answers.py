"""Who said what on one criterion, in columns by answer: what the meeting shows and what can be settled. No Qt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.criteria.base import Option, PromptKind, RatingValue
from qa_desk.domain.ids import CallId
from qa_desk.domain.scorecard import Criterion
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.i18n import _
from qa_desk.reports.panel_words import option_label, points_words, settled_points
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer, SettleDraft


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One answer and who gave it; `rating`, `na` and `reasons` are what settling as this answer keeps."""

    label: str
    state: AnswerState
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    answers: tuple[PanelAnswer, ...]

    def draft(
        self, difference: CriterionDifference, rationale: str, reasons: tuple[str, ...] | None = None
    ) -> SettleDraft:
        """Settle as this answer, with its own reasons unless others are given."""
        kept = self.reasons if reasons is None or self.state is AnswerState.FULL or self.na else reasons
        return SettleDraft(
            difference.call_id, difference.criterion.key, self.rating, self.na, kept, rationale, difference.settled
        )


def columns_of(difference: CriterionDifference) -> tuple[AnswerColumn, ...]:
    """All answers that can be given where they are few, else those given, the best one first for points; N/A last."""
    criterion = difference.criterion
    prompt = criterion.scale.prompt()
    rated = [answer for answer in difference.answers if not answer.is_missing and not answer.na]
    if prompt.kind is PromptKind.OPTIONS:
        columns = [_option_column(criterion, option, rated) for option in prompt.options]
    else:
        points = sorted({answer.points or 0.0 for answer in rated}, reverse=True)
        columns = [_points_column(criterion, one, [a for a in rated if a.points == one]) for one in points]
    said_na = tuple(answer for answer in difference.answers if answer.na)
    if criterion.na_allowed or said_na:
        columns.append(AnswerColumn(_("N/A"), AnswerState.NOT_APPLICABLE, None, True, (), said_na))
    return tuple(columns)


def column_settled(columns: Sequence[AnswerColumn], criterion: Criterion, settled: SettledAnswer | None) -> int | None:
    """The place of the column that was settled; None where nothing was, or an answer that nobody gave."""
    if settled is None:
        return None
    for place, column in enumerate(columns):
        if column.na != settled.na:
            continue
        if column.na or settled_points(criterion, column.rating, column.reasons) == settled_points(
            criterion, settled.rating, settled.reasons
        ):
            return place
    return None


def reasons_named(difference: CriterionDifference) -> frozenset[str]:
    """The reasons named by at least half of those who found a failure."""
    failing = [answer for answer in difference.answers if answer.reasons]
    counts = Counter(reason for answer in failing for reason in answer.reasons)
    return frozenset(reason for reason, n in counts.items() if 2 * n >= len(failing))


def of_call(differences: Iterable[CriterionDifference], call_id: CallId) -> tuple[CriterionDifference, ...]:
    """Those of one call, in their order."""
    return tuple(difference for difference in differences if difference.call_id == call_id)


def _option_column(criterion: Criterion, option: Option, rated: Iterable[PanelAnswer]) -> AnswerColumn:
    given = tuple(answer for answer in rated if answer.points == option.points)
    return AnswerColumn(
        option_label(criterion, option),
        _state(criterion, option.points),
        option.code,
        False,
        _usual_reasons(given),
        given,
    )


def _points_column(criterion: Criterion, points: float, given: Sequence[PanelAnswer]) -> AnswerColumn:
    first = given[0]
    return AnswerColumn(
        points_words(criterion, points),
        _state(criterion, points),
        first.rating,
        False,
        first.reasons if criterion.scale.prompt().kind is PromptKind.REASONS else _usual_reasons(given),
        tuple(given),
    )


def _usual_reasons(given: Sequence[PanelAnswer]) -> tuple[str, ...]:
    counts = Counter(reason for answer in given for reason in answer.reasons)
    return tuple(reason for reason, n in counts.items() if 2 * n >= len(given))


def _state(criterion: Criterion, points: float) -> AnswerState:
    if points >= criterion.scale.maximum:
        return AnswerState.FULL
    return AnswerState.FAILED if points <= 0 or criterion.critical is not None else AnswerState.BELOW_FULL
