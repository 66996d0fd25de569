"""How long recordings, words, customers and evaluations are kept: periods, what would go today, and letting it go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.retention import (
    EVALUATIONS,
    LONGEST_DAYS,
    SHORTEST_DAYS,
    KeptCall,
    KeptReason,
    RetentionLine,
    RetentionPurpose,
)
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.gone_sound import take_away
from qa_desk.services.keeping.search_entries import index_calls
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.repositories.removing import DueThing, GoneSound
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

SETTING = "retention"
_ALL = tuple(RetentionPurpose)


@dataclass(frozen=True, slots=True)
class RetentionPreview:
    """What would go today, purpose by purpose; nothing has been touched."""

    day: date
    lines: tuple[RetentionLine, ...]

    @property
    def n_due(self) -> int:
        """How many things would go."""
        return sum(line.n_due for line in self.lines)


class Retaining:
    """Periods are settings of the centre with the day they hold from. Nothing goes by itself: only by `apply`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def is_for_keeper(self) -> bool:
        """Whether somebody sits here with a login of a team's server, who sees a part and removes nothing."""
        return self._store.connected_person() is not None

    def periods(self, actor: Actor) -> Mapping[RetentionPurpose, int | None]:
        """Today's period of each purpose in days; None keeps for ever."""
        require(actor, Action.READ_AUDIT)
        with self._store.reading() as uow:
            return _periods(uow, centre_day(uow, self._clock.now()))

    def set_periods(
        self, actor: Actor, periods: Mapping[RetentionPurpose, int | None], valid_from: date | None = None
    ) -> Changes:
        """Let these periods hold from a day on, by default today; what is not named stays as it is.

        Raises VALUE_INVALID for a period of no days, and where words would outlive the sound they belong to.
        """
        require(actor, Action.MANAGE_CENTRE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            day = valid_from or centre_day(uow, self._clock.now())
            whole = {**_periods(uow, day), **periods}
            _require_possible(whole)
            kept = {purpose.value: n_days for purpose, n_days in whole.items() if n_days is not None}
            uow.settings.set(SETTING, kept, day, actor.person_id, self._clock.now())
            uow.audit("setting.set", ObjectKind.SETTING, key=SETTING)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def preview(self, actor: Actor) -> RetentionPreview:
        """What would be removed today."""
        require(actor, Action.READ_AUDIT)
        with self._store.reading() as uow:
            day = centre_day(uow, self._clock.now())
            return RetentionPreview(day, tuple(line for line, _due in self._due(uow, day)))

    def apply(self, actor: Actor, progress: Progress | None = None) -> RetentionPreview:
        """Remove for good what had its time, and say what it was. Raises KEEPER_ONLY for a member of a server."""
        require(actor, Action.REMOVE_FOR_GOOD)
        progress = progress or NoProgress()
        gone: list[GoneSound] = []
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.removal.require_keeper("qa-desk retention --apply")
            day = centre_day(uow, self._clock.now())
            found = self._due(uow, day)
            for number, (line, due) in enumerate(found):
                progress.report(number, len(found), _("Removing what had its time"))
                if due:
                    gone += self._remove(uow, line.purpose, due)
                    uow.audit("retention.applied", "retention", None, purpose=line.purpose.value, n_removed=len(due))
            uow.commit()
        take_away(self._store, gone)
        return RetentionPreview(day, tuple(line for line, _due in found))

    def _remove(self, uow: UnitOfWork, purpose: RetentionPurpose, due: tuple[DueThing, ...]) -> tuple[GoneSound, ...]:
        call_ids = list(dict.fromkeys(one.call_id for one in due))
        if purpose is RetentionPurpose.RECORDINGS:
            return uow.removal.remove_recordings(call_ids)
        if purpose is RetentionPurpose.TRANSCRIPTS:
            uow.removal.remove_transcripts(call_ids)
        elif purpose is RetentionPurpose.CUSTOMERS:
            uow.removal.forget_customers(call_ids)
            index_calls(uow, list(uow.calls.calls(call_ids).values()), self._clock.now())
        else:
            uow.removal.remove_evaluations([one.evaluation_id for one in due if one.evaluation_id])
        return ()

    def _due(self, uow: UnitOfWork, day: date) -> list[tuple[RetentionLine, tuple[DueThing, ...]]]:
        zone = ZoneInfo(uow.settings.time_zone())
        periods = _periods(uow, day)
        found: list[tuple[RetentionLine, tuple[DueThing, ...]]] = []
        for purpose in _ALL:
            n_days = periods[purpose]
            if n_days is None:
                found.append((RetentionLine(purpose, None, None), ()))
                continue
            before = day - timedelta(days=n_days)
            moment = datetime.combine(before, time.min, zone).astimezone(UTC)
            over = _asked(uow, purpose)(moment)
            protected = uow.removal.protected({one.call_id for one in over})
            due = tuple(one for one in over if one.call_id not in protected)
            kept = _kept(over, protected)
            line = RetentionLine(purpose, n_days, before, len(due), None, kept)
            if due:
                line = replace(line, oldest=due[0].since.astimezone(zone).date())
            found.append((line, due))
        return found


def _asked(uow: UnitOfWork, purpose: RetentionPurpose) -> Callable[[datetime], tuple[DueThing, ...]]:
    if purpose in EVALUATIONS:
        return lambda before: uow.removal.evaluations(before, EVALUATIONS[purpose])
    return {
        RetentionPurpose.RECORDINGS: uow.removal.with_sound,
        RetentionPurpose.TRANSCRIPTS: uow.removal.with_words,
        RetentionPurpose.CUSTOMERS: uow.removal.with_customer,
    }[purpose]


def _kept(over: tuple[DueThing, ...], protected: Mapping[CallId, KeptReason]) -> tuple[KeptCall, ...]:
    kept = {
        one.call_id: KeptCall(one.call_id, one.call_key, protected[one.call_id])
        for one in over
        if one.call_id in protected
    }
    return tuple(kept.values())


def _periods(uow: UnitOfWork, day: date) -> dict[RetentionPurpose, int | None]:
    kept: dict[str, int] = uow.settings.on(day).get(SETTING, {})
    return {purpose: kept.get(purpose.value) for purpose in _ALL}


def _require_possible(periods: Mapping[RetentionPurpose, int | None]) -> None:
    for n_days in periods.values():
        if n_days is not None and not SHORTEST_DAYS <= n_days <= LONGEST_DAYS:
            expected = _("{least} to {most}").format(least=SHORTEST_DAYS, most=LONGEST_DAYS)
            raise QADeskError(ErrorCode.VALUE_INVALID, value=n_days, what=_("days to keep"), expected=expected)
    sound, words = periods.get(RetentionPurpose.RECORDINGS), periods.get(RetentionPurpose.TRANSCRIPTS)
    if sound is not None and (words is None or words > sound):
        raise QADeskError(
            ErrorCode.VALUE_INVALID,
            value=words if words is not None else _("for ever"),
            what=_("days to keep transcripts"),
            expected=_("no longer than the recordings they were written from"),
        )
