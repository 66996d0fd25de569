"""An evaluation as rows: what each criterion was answered, why, and the evidence left on the recording."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desk.domain.evaluation import Answer, Mark
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import AnswerState as Rated
from qa_desk.domain.scoring import CriterionResult
from qa_desk.gui.desk.answer_words import rating_words, reason_words
from qa_desk.gui.shell.words import family_title, in_words
from qa_desk.gui.widgets.badges import outcome_word
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.gui.widgets.waveform.marks import MarkKind, WaveformMark
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import ScoredEvaluation

_GLYPHS = {
    Rated.MISSING: AnswerState.MISSING,
    Rated.NA: AnswerState.NOT_APPLICABLE,
    Rated.FULL: AnswerState.FULL,
    Rated.PARTIAL: AnswerState.BELOW_FULL,
    Rated.FAILED: AnswerState.FAILED,
}
_CRITICAL_GLYPHS = {AnswerState.FAILED: AnswerState.CRITICAL_FAILED}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One criterion answered, or one mark tied to none (`state` is None there)."""

    key: str
    section: str
    title: str
    family: str
    state: AnswerState | None
    answer: str
    why: str
    marks: tuple[Mark, ...]


def answer_rows(scored: ScoredEvaluation) -> tuple[AnswerRow, ...]:
    """The form in its order, without criteria that were not asked; marks tied to no criterion come last."""
    evaluation = scored.evaluation
    rows = [
        _row(in_words(section.title), criterion, evaluation.answer(criterion.key), result, evaluation.marks)
        for section in scored.version.sections
        for criterion in section.criteria
        if (result := scored.result.result(criterion.key)).state is not Rated.HIDDEN
    ]
    free = [mark for mark in evaluation.marks if mark.criterion_key is None]
    rows += [
        AnswerRow(str(mark.id), _("Other marks"), mark.note or _("no note"), "", None, "", "", (mark,)) for mark in free
    ]
    return tuple(rows)


def waveform_marks(rows: Sequence[AnswerRow]) -> tuple[WaveformMark, ...]:
    """All marks as the time line shows them."""
    return tuple(
        WaveformMark(str(mark.id), mark.start_s, mark.end_s, row.title, mark.note, _kind(row, mark))
        for row in rows
        for mark in row.marks
    )


def _kind(row: AnswerRow, mark: Mark) -> MarkKind:
    if mark.positive:
        return MarkKind.POSITIVE
    if mark.criterion_key is None:
        return MarkKind.FREE
    failed = (AnswerState.FAILED, AnswerState.CRITICAL_FAILED)
    return MarkKind.FAILURE if row.state in failed else MarkKind.EVIDENCE


def answer_columns() -> tuple[Column[AnswerRow], ...]:
    """Criterion, answer, why, evidence."""
    return (
        Column(
            "state",
            "",
            lambda row: outcome_word(row.state) if row.state is not None else _("mark"),
            runs=_no_words,
            icon=lambda row: (row.state.icon, row.state.token) if row.state is not None else ("mark-flag", "mark"),
            tip=lambda row: outcome_word(row.state) if row.state is not None else _("A mark tied to no criterion"),
            width=28,
            description=_("state"),
            is_fixed=True,
        ),
        Column("title", _("criterion"), lambda row: row.title, runs=_title_runs, width=208, stretch=3, is_fixed=True),
        Column("answer", _("answer"), lambda row: row.answer or None, width=88, weight="medium", is_fixed=True),
        Column("why", _("reasons and comment"), lambda row: row.why or None, token="muted", width=160, stretch=4),
        Column(
            "evidence",
            _("evidence"),
            lambda row: _span(row.marks[0]) if row.marks else None,
            runs=_evidence_runs,
            icon=lambda row: ("play", "accent") if row.marks else None,
            tip=lambda row: "\n".join(f"{_span(mark)} {mark.note}".strip() for mark in row.marks),
            width=152,
            is_fixed=True,
        ),
    )


def _row(
    section: str, criterion: Criterion, answer: Answer | None, result: CriterionResult, marks: Sequence[Mark]
) -> AnswerRow:
    glyph = _GLYPHS[result.state]
    reasons = reason_words(criterion, answer)
    comment = answer.comment if answer else ""
    return AnswerRow(
        key=criterion.key,
        section=section,
        title=in_words(criterion.title),
        family=family_title(criterion.critical) if criterion.critical else "",
        state=_CRITICAL_GLYPHS.get(glyph, glyph) if criterion.critical else glyph,
        answer=rating_words(criterion, answer),
        why=" · ".join(part for part in (reasons, comment) if part),
        marks=tuple(mark for mark in marks if mark.criterion_key == criterion.key),
    )


def _no_words(_row: AnswerRow) -> tuple[Run, ...]:
    return ()


def _title_runs(row: AnswerRow) -> tuple[Run, ...]:
    family = Run(f"◆ {row.family}", "critical", size="caption") if row.family else Run("")
    return (Run(row.title), family)


def _evidence_runs(row: AnswerRow) -> tuple[Run, ...]:
    spans = [_span(mark) for mark in row.marks]
    more = f"+{len(spans) - 1}" if len(spans) > 1 else ""
    return (*(Run(span, "accent") for span in spans[:1]), Run(more, "muted", size="caption"))


def _span(mark: Mark) -> str:
    return f"{clock(mark.start_s)}–{clock(mark.end_s)}"
