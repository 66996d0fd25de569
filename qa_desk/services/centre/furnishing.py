"""What a new workspace begins with: settings of the centre, targets, and the scorecards that come with QA Desk."""

from datetime import date
from uuid import uuid4

from qa_desk.domain.ids import TargetId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.services.clock import Clock
from qa_desk.store.store import Store

DEFAULT_TARGETS: tuple[tuple[TargetKind, float], ...] = (
    (TargetKind.CUSTOMER_CRITICAL, 0.95),
    (TargetKind.BUSINESS_CRITICAL, 0.90),
    (TargetKind.COMPLIANCE_CRITICAL, 0.995),
    (TargetKind.AGREEMENT, 0.90),
)

NAME, TIME_ZONE, FIRST_WEEKDAY, IS_DEMO = "name", "time_zone", "first_weekday", "is_demo"
"""The settings of the centre; a demo may be made anew, no other workspace may."""

BEGINNING = date(2000, 1, 1)
"""From when the first settings and targets hold: before any call that may be brought in."""


def furnish(store: Store, clock: Clock, *, time_zone: str, is_demo: bool = False) -> None:
    """Furnish an empty workspace; one that is furnished already, because its database was joined, stays as it is."""
    # Here and not above: it loads YAML, which the start of the window can't wait for.
    from qa_desk.services.forms.taking_in import take_in_bundled

    now = clock.now()
    with store.unit_of_work(None, clock) as uow:
        if uow.targets.on(now.date()):
            return
        for key, value in ((NAME, ""), (TIME_ZONE, time_zone), (FIRST_WEEKDAY, 0), (IS_DEMO, is_demo)):
            uow.settings.set(key, value, BEGINNING, None, now)
        for kind, share in DEFAULT_TARGETS:
            uow.targets.set(Target(TargetId(uuid4()), kind, share, BEGINNING), None, now)
        take_in_bundled(uow, now, None)
        uow.audit("workspace.begun", "workspace")
        uow.commit()
