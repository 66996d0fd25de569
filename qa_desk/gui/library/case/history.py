"""The versions of a case, the newest first: who wrote and approved each, what it was for, and what it changed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.case_difference import CaseDifference, CaseTrait
from qa_desk.domain.standard_case import CaseAnswer, CaseState, Difficulty
from qa_desk.gui.desk.answer_words import rating_words
from qa_desk.gui.library.case_parts import label
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import case_state_title, difficulty_title, in_words
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import N_, _, language_words, listed
from qa_desk.services.cases.checking import as_answers
from qa_desk.services.cases.sheets import CaseStep

_TRAITS: dict[CaseTrait, str] = {
    CaseTrait.TITLE: N_("title"),
    CaseTrait.RATIONALE: N_("rationale"),
    CaseTrait.TAGS: N_("tags"),
    CaseTrait.DIFFICULTY: N_("difficulty"),
    CaseTrait.LANGUAGE: N_("language"),
    CaseTrait.BUSINESS_TYPE: N_("business type"),
    CaseTrait.BENCHMARK: N_("benchmark"),
    CaseTrait.CALL: N_("call"),
    CaseTrait.PASSAGE: N_("passage"),
    CaseTrait.FORM: N_("scorecard"),
    CaseTrait.EVIDENCE: N_("evidence"),
    CaseTrait.WHY: N_("rationale"),
    CaseTrait.ANSWER: N_("answer"),
}


class History(QWidget):
    """All versions in a column.

    Signals:
        version_requested: number of the version that the person wants to see.
    """

    version_requested = Signal(int)

    def __init__(
        self, steps: tuple[CaseStep, ...], shown: int, time_zone: str, *, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_history")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        for place, step in enumerate(steps):
            before = steps[place + 1] if place + 1 < len(steps) else None
            column.addWidget(self._step(step, before, time_zone, theme, is_shown=step.number == shown))

    def _step(
        self, step: CaseStep, before: CaseStep | None, time_zone: str, theme: Theme, *, is_shown: bool
    ) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(label(_head(step), weight="medium"), 1)
        if not is_shown:
            show = Button(_("Show"), theme=theme, kind="quiet", small=True, name=f"show_version_{step.number}")
            show.clicked.connect(lambda: self.version_requested.emit(step.number))
            row.addWidget(show)
        column.addLayout(row)
        column.addWidget(label(_who(step, time_zone), "caption", tone="muted"))
        said = [step.note, _("Taken out: {reason}").format(reason=step.retired_reason) if step.retired_reason else ""]
        for words in filter(None, (*said, *(difference_words(one, step, before) for one in step.differences))):
            column.addWidget(label(words, "caption"))
        return part


def difference_words(difference: CaseDifference, step: CaseStep, before: CaseStep | None) -> str:
    """One difference in a line: what of the case, how it was, how it is."""
    what = _(_TRAITS[difference.field])
    forms = [one.version for one in (step, before) if one is not None]
    criteria = {one.key: one for form in reversed(forms) for one in form.criteria}
    if difference.criterion_key in criteria:
        what = _("{criterion}, {what}").format(criterion=in_words(criteria[difference.criterion_key].title), what=what)
    if difference.field in (CaseTrait.EVIDENCE, CaseTrait.RATIONALE, CaseTrait.WHY, CaseTrait.CALL):
        return _("{what}: changed").format(what=what)
    pair = [(difference.before, before), (difference.after, step)]
    was, now = (_value(difference, value, of) for value, of in pair)
    return _("{what}: {before} → {after}").format(what=what, before=was or "–", after=now or "–")


def _value(difference: CaseDifference, value: object, step: CaseStep | None) -> str:
    match difference.field:
        case CaseTrait.FORM:
            return "" if step is None else _("version {number}").format(number=step.version.number)
        case CaseTrait.ANSWER if isinstance(value, CaseAnswer) and step is not None:
            return _said(value, step)
        case CaseTrait.DIFFICULTY if isinstance(value, Difficulty):
            return difficulty_title(value)
        case CaseTrait.LANGUAGE if isinstance(value, str):
            return language_words(value) if value else ""
        case CaseTrait.BENCHMARK:
            return _("yes") if value else _("no")
        case CaseTrait.PASSAGE:
            return passage_words(value if isinstance(value, tuple) else None)
        case CaseTrait.TAGS if isinstance(value, tuple):
            return listed(str(tag) for tag in value)
        case _:
            return "" if value is None else str(value)


def passage_words(passage: tuple[float, float] | None) -> str:
    """From when to when in the call."""
    return _("the whole call") if passage is None else f"{clock(passage[0])}–{clock(passage[1])}"


def _said(answer: CaseAnswer, step: CaseStep) -> str:
    # an answer of a criterion that the form has lost meanwhile stands on the form of its own version
    criterion = next((one for one in step.version.criteria if one.key == answer.criterion_key), None)
    if criterion is None:
        return ""
    return rating_words(criterion, as_answers((answer,))[criterion.key])


def _head(step: CaseStep) -> str:
    state = case_state_title(step.state)
    if step.state is CaseState.VALID:
        state = _("in force") if step.is_current else _("replaced")
    elif step.state is CaseState.RETIRED and not step.is_current:
        state = _("taken back") if step.approved_at is None else case_state_title(step.state)
    return _("Version {number}, {state}").format(number=step.number, state=state)


def _who(step: CaseStep, time_zone: str) -> str:
    day = day_and_year(local_day(step.created_at, time_zone))
    parts = [_("Written by {name}, {day}").format(name=step.author_name or "–", day=day)]
    if step.approved_at is not None:
        day = day_and_year(local_day(step.approved_at, time_zone))
        parts.append(_("approved by {name}, {day}").format(name=step.approver_name or "–", day=day))
    return " · ".join(parts)
