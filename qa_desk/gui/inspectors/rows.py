"""Rows behind the figures of inspectors, in words. No Qt."""

from dataclasses import dataclass

from qa_desk.domain.coded_line import FAILED, NOT_APPLICABLE, PASSED
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, listed
from qa_desk.reports.measuring_words import mistake_title
from qa_desk.services.figures.judgements import Judgement
from qa_desk.services.figures.measuring_views import AccuracyResult, GaugeResult
from qa_desk.services.figures.repeating import RepeatedCell


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """One answer beside what it should have been."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    session: str
    criterion_key: str
    criterion: str
    kind: str
    said: str
    settled: str

    @property
    def key(self) -> str:
        """Tells rows apart."""
        return f"{self.evaluation_id}|{self.criterion_key}"


@dataclass(frozen=True, slots=True)
class RepeatRow:
    """What somebody said the first time and then, of one criterion of a call; the evaluation is the last one."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    criterion_key: str
    criterion: str
    is_critical: bool
    first: str
    then: str

    @property
    def key(self) -> str:
        """Tells rows apart."""
        return f"{self.evaluation_id}|{self.criterion_key}"


def mistake_rows(result: AccuracyResult, found: tuple[Judgement, ...]) -> tuple[MistakeRow, ...]:
    """Answers that were settled otherwise."""
    return tuple(
        MistakeRow(
            one.evaluation_id,
            one.call_id,
            result.call_keys.get(one.call_id, ""),
            one.session_title,
            one.criterion.key,
            in_words(one.criterion.title),
            mistake_title(one.mistake) if one.mistake is not None else "",
            _said(one.said, one.said_fraction),
            _said(one.settled, one.settled_fraction),
        )
        for one in found
    )


def repeat_rows(result: GaugeResult, cells: tuple[RepeatedCell, ...]) -> tuple[RepeatRow, ...]:
    """Where somebody said another thing the next time."""
    facts = result.repeated
    return tuple(
        RepeatRow(
            facts.evaluation(one.lines[-1]),
            facts.call_ids[one.call],
            result.call_keys.get(facts.call_ids[one.call], ""),
            facts.criteria[one.criterion].key,
            in_words(facts.criteria[one.criterion].title),
            facts.criteria[one.criterion].critical is not None,
            _said(one.said[0], None),
            listed(_said(code, None) for code in one.said[1:]),
        )
        for one in cells
    )


def _said(code: str, fraction: float | None) -> str:
    words = {PASSED: _("passed"), FAILED: _("failed"), NOT_APPLICABLE: _("N/A")}.get(code, "")
    if code != FAILED or not fraction:
        return words
    return _("{category}, {percent} % given").format(category=words, percent=round(100 * fraction))
