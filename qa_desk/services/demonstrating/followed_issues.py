"""The demo's tracked items: one in each state, their causes waiting, accepted and rejected."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_desk.domain.ids import DepartmentId, TrackedItemId
from qa_desk.i18n import _
from qa_desk.services.clock import FixedClock
from qa_desk.services.demonstrating.cast import Cast
from qa_desk.services.periods import Days
from qa_desk.services.tracked.tracking import Tracking
from qa_desk.services.tracked.tracking_views import TrackedDraft
from qa_desk.store.store import Store

_WEEK = timedelta(days=7)
_CONTACTS = {"Marketing": "owner-1", "IT": "owner-2"}


@dataclass(frozen=True, slots=True)
class _Followed:
    """A tracked item of the demo; `cause` is a department and what it answers.

    `steps` are taken a week apart; "later" is a week in which nothing is done.
    A week raised what is checked: the demo has two months, and the weeks before are what it is compared with. The days
    of what is done are counted from the first call that is not scored yet, those of all others from today.
    """

    criterion_key: str
    title: str
    owner: str
    days_ago: int
    due_in_days: int
    steps: tuple[str, ...] = ()
    cause: tuple[str, str] | None = None
    of_unit: bool = False
    raised_days: int = 28


def _followed() -> tuple[_Followed, ...]:
    """An item in each state; of the causes one waits for its answer, two are accepted and one is rejected."""
    shown, not_shown = ("begin", "done", "later", "shown"), ("begin", "done", "not_shown")
    return (
        _Followed("closing", _("Closing without a summary"), "leader-1", 6, 21, of_unit=True),
        _Followed("hold_explained", _("Hold without asking"), "leader-2", 20, 10, ("begin",), ("IT", ""), of_unit=True),
        _Followed(
            "no_dead_air",
            _("Record opens slowly, customers wait in silence"),
            "owner-2",
            21,
            -3,
            ("begin", "done"),
            ("IT", "accept"),
            raised_days=7,
        ),
        _Followed(
            "standard_wording",
            _("Last month’s campaign is still told"),
            "trainer-1",
            13,
            14,
            (),
            ("Marketing", "reject"),
        ),
        _Followed(
            "answer_complete",
            _("Tariff details are left out"),
            "owner-1",
            28,
            -10,
            shown,
            ("Marketing", "accept"),
            raised_days=7,
        ),
        _Followed(
            "greeting", _("Greeting without a name"), "leader-3", 27, -15, not_shown, of_unit=True, raised_days=7
        ),
        # Other agents' calls were drawn before it than after it: its effect can't be told.
        _Followed(
            "consent",
            _("Consent is asked for too late"),
            "leader-2",
            28,
            4,
            ("begin", "done"),
            of_unit=True,
            raised_days=7,
        ),
        _Followed("tone", _("Interrupting the customer"), "leader-3", 48, 7, (*not_shown, "reopen")),
    )


def add_tracked_items(store: Store, cast: Cast, now: datetime, not_scored_from: datetime) -> None:
    """What the trainer follows up, each item as far as it has come."""
    for followed in _followed():
        _follow(store, cast, followed, now, not_scored_from if "done" in followed.steps else now)


def _follow(store: Store, cast: Cast, followed: _Followed, now: datetime, counted_from: datetime) -> None:
    trainer, owner = cast.actor("trainer-1"), cast.people[followed.owner]
    opened_at = counted_from - timedelta(days=followed.days_ago)
    draft = TrackedDraft(
        title=followed.title,
        criterion_key=followed.criterion_key,
        owner_id=owner.id,
        due_on=max(opened_at.date(), (now + timedelta(days=followed.due_in_days)).date()),
        action=_("Talk it through with the team, then listen to ten calls."),
        unit_id=owner.unit_id if followed.of_unit else None,
        raised=Days(opened_at.date() - timedelta(days=followed.raised_days), opened_at.date() - timedelta(days=1)),
        cause=DepartmentId(cast.departments[followed.cause[0]]) if followed.cause else None,
    )
    item_id, _changes = Tracking(store, FixedClock(opened_at)).open_item(trainer, draft)
    if followed.cause is not None:
        _answer_cause(store, cast, item_id, followed.cause, opened_at + timedelta(days=2))
    for place, step in enumerate(followed.steps, 1):
        _take_step(Tracking(store, FixedClock(opened_at + place * _WEEK)), cast, item_id, step)


def _answer_cause(
    store: Store, cast: Cast, item_id: TrackedItemId, cause: tuple[str, str], answered_at: datetime
) -> None:
    department, answer = cause
    tracking = Tracking(store, FixedClock(answered_at))
    if answer == "accept":
        tracking.accept_cause(cast.actor(_CONTACTS[department]), item_id)
    elif answer == "reject":
        reason = _("The campaign’s new text was sent out in time; it was not read in the halls.")
        tracking.reject_cause(cast.actor(_CONTACTS[department]), item_id, reason)


def _take_step(tracking: Tracking, cast: Cast, item_id: TrackedItemId, step: str) -> None:
    trainer, lead = cast.actor("trainer-1"), cast.actor("lead-1")
    if step == "begin":
        tracking.begin(lead, item_id)
    elif step == "done":
        tracking.mark_done(lead, item_id)
    elif step == "reopen":
        tracking.reopen(lead, item_id, _("It came back in two halls."))
    elif step == "shown":
        heard = _("In ten calls heard the tariff was told whole, and the figures say the same.")
        tracking.sign_effect(trainer, item_id, shown=True, note=heard)
    elif step == "not_shown":
        tracking.sign_effect(trainer, item_id, shown=False, note=_("As often as in the weeks before."))
