"""The evaluations behind a figure: one row for each judgement that was counted. No widget."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa_desk.domain.coded_line import FAILED, NOT_APPLICABLE, PASSED
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.words import in_words
from qa_desk.reports.panel_words import answer_words, settled_words
from qa_desk.reports.result_charts import ALL_CRITERIA
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """What one member said on one criterion of one call, beside what was settled."""

    evaluation_id: EvaluationId | None
    call_id: CallId
    call_key: str
    criterion_key: str
    criterion: str
    seat: int
    inspector: str
    said: str
    settled: str
    is_same: bool | None

    @property
    def key(self) -> str:
        """Tells rows apart: a call may stand in several sessions."""
        return f"{self.evaluation_id or self.call_id}|{self.criterion_key}|{self.seat}"

    @property
    def place(self) -> Place:
        """Where it is heard: the evaluation of the call, at the passage of the answer."""
        if self.evaluation_id is None:
            return Place.to("calls", call=str(self.call_id))
        return Place.to(
            "calls", call=str(self.call_id), evaluation=str(self.evaluation_id), criterion=self.criterion_key
        )


def rows_of_criterion(differences: Iterable[CriterionDifference], criterion_key: str) -> tuple[JudgementRow, ...]:
    """Everything counted on one criterion, or on all."""
    wanted = (d for d in differences if criterion_key in (ALL_CRITERIA, d.criterion.key))
    return tuple(_row(one, answer) for one in wanted for answer in one.answers if _counts(answer))


def rows_of_pair(differences: Iterable[CriterionDifference], first: str, second: str) -> tuple[JudgementRow, ...]:
    """Where these two differ: both their answers."""
    rows: list[JudgementRow] = []
    for one in differences:
        both = [answer for answer in one.answers if str(answer.person_id) in (first, second) and _counts(answer)]
        if len(both) == 2 and both[0].code != both[1].code:
            rows.extend(_row(one, answer) for answer in both)
    return tuple(rows)


def rows_of_errors(
    differences: Iterable[CriterionDifference], person: str, *, only_critical: bool = True
) -> tuple[JudgementRow, ...]:
    """Where one member differs from the settled answers: on critical criteria, misses and false alarms."""
    rows = (
        _row(one, answer)
        for one in differences
        if one.criterion.critical is not None or not only_critical
        for answer in one.answers
        if str(answer.person_id) == person and _counts(answer)
    )
    return tuple(row for row in rows if row.is_same is False)


def _counts(answer: PanelAnswer) -> bool:
    return not answer.is_missing and not answer.late


def _row(one: CriterionDifference, answer: PanelAnswer) -> JudgementRow:
    settled = settled_words(one.criterion, one.settled) if one.settled is not None else ""
    said = answer_words(one.criterion, answer)
    return JudgementRow(
        answer.evaluation_id,
        one.call_id,
        one.call_key,
        one.criterion.key,
        in_words(one.criterion.title),
        answer.seat,
        answer.name,
        said,
        settled,
        None if one.settled is None else answer.code == _settled_code(one),
    )


def _settled_code(one: CriterionDifference) -> str:
    """As the figures code it: a failure is anything below full."""
    settled = one.settled
    assert settled is not None, "asked for what was settled only"
    if settled.na or settled.rating is None:
        return NOT_APPLICABLE
    scale = one.criterion.scale
    points = scale.points(settled.rating, one.criterion.reasons_of(settled.reasons))
    return PASSED if points >= scale.maximum else FAILED
