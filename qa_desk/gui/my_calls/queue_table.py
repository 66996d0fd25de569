"""The columns of the queue: call, what it is about, purpose, length, due."""

from qa_desk.domain.evaluation import AssignmentState, Purpose
from qa_desk.gui.my_calls.queue import QueueRow
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.words import scored_as
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _

_ICONS = {Purpose.CALIBRATION: "target", Purpose.PRACTICE: "book", Purpose.QUALIFICATION: "ribbon"}


def queue_columns() -> tuple[Column[QueueRow], ...]:
    """The columns in the order shown."""
    return (
        Column(
            "state",
            "",
            value=_state_words,
            width=28,
            icon=_icon,
            runs=lambda _row: (),
            description=_("state"),
            tip=_state_words,
            is_fixed=True,
        ),
        Column("call", _("call"), value=lambda row: row.item.call_key, runs=_call_runs, width=232, stretch=3,
               is_fixed=True),
        Column("about", _("about"), value=lambda row: row.item.business_type or None, token=_quiet, width=128,
               stretch=1),
        Column("purpose", _("purpose"), value=_purpose_words, token=_quiet, width=112, stretch=1),
        Column("length", _("length"), value=lambda row: row.item.duration_s, format=_length, align="right", width=72),
        Column("due", _("due"), value=lambda row: row.due_words or None, align="right", token=_due_token, width=128,
               sort_key=lambda row: row.item.due_on),
    )  # fmt: skip


def _state_words(row: QueueRow) -> str:
    words = {
        AssignmentState.WAITING: _("not begun"),
        AssignmentState.BEGUN: _("begun"),
        AssignmentState.DONE: _("submitted"),
        AssignmentState.WITHDRAWN: _("withdrawn"),
    }
    return words[row.item.state]


def _icon(row: QueueRow) -> tuple[str, str]:
    if row.is_done:
        return "check", "pass"
    if row.item.state is AssignmentState.BEGUN:
        return "half", "accent"
    return _ICONS.get(row.item.purpose, "phone"), "muted"


def _call_runs(row: QueueRow) -> tuple[Run, ...]:
    item = row.item
    runs = [Run(item.call_key, weight="medium"), Run(item.agent_name)]
    if row.is_done and item.passed is not None:
        outcome = _("passed") if item.passed else _("failed")
        score = _("not scored") if item.score is None else f"{item.score:.1f}"
        runs.append(Run(_("· {score}, {outcome}").format(score=score, outcome=outcome), token="muted"))
    elif item.state is AssignmentState.BEGUN:
        done = _("· {n} of {total} answered").format(n=item.n_answered, total=item.n_criteria)
        runs.append(Run(done, token="muted"))
    return tuple(run for run in runs if run.text)


def _purpose_words(row: QueueRow) -> str:
    title = row.item.session_title
    words = scored_as(row.item.purpose, row.item.mode)
    return f"{words} · {title}" if title else words


def _quiet(row: QueueRow) -> str:
    return "muted" if row.item.state is not AssignmentState.BEGUN else "text"


def _length(value: object) -> str:
    assert isinstance(value, float)
    return length_text(value)


def _due_token(row: QueueRow) -> str:
    if row.is_done:
        return "accent" if row.minutes_to_undo is not None else "muted"
    return "warning" if row.is_pressing else "muted"
