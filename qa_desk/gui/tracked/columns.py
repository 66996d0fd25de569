"""The columns of the list of tracked items; what is overdue is said in a word."""

from qa_desk.domain.issue import TrackedState
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.words import in_words, tracked_title
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import N_, _
from qa_desk.services.tracked.tracking_views import TrackedView

STATE_SIGNS: dict[TrackedState, tuple[str, str]] = {
    TrackedState.OPEN: ("circle", "muted"),
    TrackedState.IN_WORK: ("half", "accent"),
    TrackedState.DONE: ("disc", "accent"),
    TrackedState.EFFECT_SHOWN: ("check", "pass"),
    TrackedState.NO_EFFECT_SHOWN: ("cross", "fail"),
    TrackedState.REOPENED: ("history", "warning"),
}
STATE_TOKENS: dict[TrackedState, str] = {TrackedState.EFFECT_SHOWN: "pass", TrackedState.NO_EFFECT_SHOWN: "fail"}
_GROUPS: dict[TrackedState, str] = {
    TrackedState.OPEN: N_("Waiting for a start"),
    TrackedState.REOPENED: N_("Waiting for a start"),
    TrackedState.IN_WORK: N_("In work"),
    TrackedState.DONE: N_("Done, effect not yet checked"),
    TrackedState.EFFECT_SHOWN: N_("Closed"),
    TrackedState.NO_EFFECT_SHOWN: N_("Closed"),
}
_GROUP_ORDER = (
    TrackedState.OPEN,
    TrackedState.REOPENED,
    TrackedState.IN_WORK,
    TrackedState.DONE,
    TrackedState.EFFECT_SHOWN,
    TrackedState.NO_EFFECT_SHOWN,
)


def in_order(items: tuple[TrackedView, ...]) -> tuple[TrackedView, ...]:
    """By how far they have come, in each state the most pressing first."""
    waiting = (TrackedState.OPEN, TrackedState.REOPENED)
    return tuple(
        sorted(
            items,
            key=lambda view: (
                0 if view.item.state in waiting else _GROUP_ORDER.index(view.item.state),
                view.item.due_on,
            ),
        )
    )


def group_of(view: TrackedView) -> str:
    """The part of the list an item stands in."""
    return _(_GROUPS[view.item.state])


def tracked_columns() -> tuple[Column[TrackedView], ...]:
    """State, what it is about, whose it is and until when."""
    return (
        Column(
            "title",
            _("item"),
            lambda view: view.item.title,
            width=232,
            stretch=4,
            weight="medium",
            second_line=lambda view: in_words(view.criterion_title),
            is_fixed=True,
        ),
        Column("owner", _("owner"), lambda view: view.owner_name, width=96, stretch=1),
        Column(
            "due",
            _("due"),
            lambda view: view.item.due_on,
            align="right",
            width=88,
            runs=_due_runs,
        ),
        Column(
            "state",
            _("state"),
            lambda view: tracked_title(view.item.state),
            width=156,
            icon=lambda view: STATE_SIGNS[view.item.state],
            token=lambda view: STATE_TOKENS.get(view.item.state, "text"),
        ),
    )


def _due_runs(view: TrackedView) -> tuple[Run, ...]:
    day = day_text(view.item.due_on)
    if view.is_overdue:
        return (Run(_("overdue"), "fail", size="caption"), Run(day, "fail", "medium"))
    return (Run(day),)
