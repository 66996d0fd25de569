"""Recognition of results: how agents answered what was released to them, and whether coaching helps."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.feedback import DISPUTED, DisputedAnswer, Verdict
from qa_desk.domain.ids import CallId, UnitId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.text import LocalText
from qa_desk.measurement.means import mean_of_calls
from qa_desk.measurement.shares import difference_of_shares, share_of_calls, significant_after_fdr
from qa_desk.services.clock import Clock
from qa_desk.services.draws.reading import moments_of
from qa_desk.services.feedback.coached import coaching_effect
from qa_desk.services.feedback.recognising_views import (
    AnsweredWithin,
    CriterionAnswers,
    DisputeQuery,
    PartAnswers,
    ResultAnswers,
)
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.keeping.criterion_titles import criterion_titles
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.named_units import unit_named
from qa_desk.services.periods import Days
from qa_desk.store.repositories.feedback import ReleasedResult
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_WITHIN_DAYS = (1, 3, 7)
_DAY = timedelta(days=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_DECIDED = frozenset({FeedbackState.UPHELD, FeedbackState.OVERTURNED})


class Recognising:
    """Counts what the actor may read: a team leader the results of the own unit, and never inspectors side by side."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def answers(self, actor: Actor, query: DisputeQuery) -> ResultAnswers:
        """What became of the results released in a period. Raises PERIOD_INVALID, NOT_FOUND for a unit."""
        require(actor, Action.VIEW_FEEDBACK)
        if query.last_day < query.first_day:
            raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
        days = Days(query.first_day, query.last_day)
        now = self._clock.now()
        with self._store.reading() as uow:
            start, before = moments_of(uow, days)
            units = _units_meant(uow, query.unit)
            released = [
                one
                for one in uow.feedback.released_between(start, before, visibility_of(actor))
                if units is None or one.unit_id in units
            ]
            own = {one.feedback.id: one for one in released}
            disputed = [
                (own[key], answer)
                for key, answer in uow.feedback.answers_between(start, before, visibility_of(actor))
                if key in own
            ]
            names, paths = uow.people.names(), uow.people.unit_paths()
            titles = criterion_titles(uow)
            may_compare = may(actor, Action.VIEW_COACHING)
            coaching = coaching_effect(uow, actor, days, units, centre_day(uow, now)) if may_compare else None
        inspectors = _parts(released, lambda one: names.get(one.inspector_id, "")) if may_compare else None
        return ResultAnswers(
            query=query,
            centre=_part("", released),
            n_unanswered=sum(one.feedback.answered_at is None for one in released),
            n_waiting=sum(one.feedback.state is FeedbackState.DISPUTED for one in released),
            within=tuple(_within(released, n, now) for n in _WITHIN_DAYS),
            decision_days=mean_of_calls(_decision_days(released)),
            criteria=_criteria(disputed, titles),
            inspectors=inspectors,
            units=_parts(released, lambda one: paths.get(one.unit_id, "") if one.unit_id else ""),
            coaching=coaching,
        )


def _units_meant(uow: UnitOfWork, unit: str) -> frozenset[UnitId] | None:
    if not unit:
        return None
    return frozenset(uow.units.below(unit_named(uow, unit).id))


def _part(name: str, released: Collection[ReleasedResult]) -> PartAnswers:
    states = [one.feedback.state for one in released]
    n, n_acknowledged = len(states), states.count(FeedbackState.ACKNOWLEDGED)
    n_disputed = sum(state in DISPUTED for state in states)
    n_decided, n_overturned = sum(state in _DECIDED for state in states), states.count(FeedbackState.OVERTURNED)
    return PartAnswers(
        name=name,
        n_released=n,
        n_acknowledged=n_acknowledged,
        n_disputed=n_disputed,
        n_decided=n_decided,
        n_overturned=n_overturned,
        acknowledged=share_of_calls(n_acknowledged, n),
        disputed=share_of_calls(n_disputed, n),
        overturned=share_of_calls(n_overturned, n),
        of_decided=share_of_calls(n_overturned, n_decided),
        is_small=n < SMALL_NUMBER,
        disputed_calls=_latest_calls(one for one in released if one.feedback.state in DISPUTED),
        overturned_calls=_latest_calls(one for one in released if one.feedback.state is FeedbackState.OVERTURNED),
    )


def _latest_calls(released: Iterable[ReleasedResult]) -> tuple[CallId, ...]:
    """Their calls, the latest released first."""
    latest = sorted(released, key=lambda one: (one.feedback.released_at or _LONG_AGO, str(one.call_id)), reverse=True)
    return tuple(dict.fromkeys(one.call_id for one in latest))


def _parts(released: Sequence[ReleasedResult], name_of: Callable[[ReleasedResult], str]) -> tuple[PartAnswers, ...]:
    """By name; each is marked where results of its calls are overturned more or less often than those of all others."""
    by_name: dict[str, list[ReleasedResult]] = {}
    for one in released:
        by_name.setdefault(name_of(one), []).append(one)
    parts = [_part(name, own) for name, own in sorted(by_name.items()) if name]
    n_all, n_overturned = len(released), _part("", released).n_overturned
    p_values: dict[str, float] = {}
    for part in parts:
        rest = n_all - part.n_released
        change = difference_of_shares(part.n_overturned, part.n_released, n_overturned - part.n_overturned, rest)
        if change is not None and min(part.n_released, rest) >= SMALL_NUMBER:
            p_values[part.name] = change.p_value
    kept = dict(zip(p_values, significant_after_fdr(list(p_values.values())), strict=True))
    return tuple(replace(part, is_apart=kept.get(part.name, False)) for part in parts)


def _within(released: Sequence[ReleasedResult], n_days: int, now: datetime) -> AnsweredWithin:
    """Those that came out later are left out, answered or not: the quick ones among them would flatter the share."""
    span = n_days * _DAY
    old = [one.feedback for one in released if one.feedback.released_at and one.feedback.released_at + span <= now]
    answered = [one for one in old if one.answered_at and one.released_at and one.answered_at - one.released_at <= span]
    return AnsweredWithin(n_days, len(answered), len(old), share_of_calls(len(answered), len(old)))


def _decision_days(released: Sequence[ReleasedResult]) -> list[float]:
    return [
        (one.feedback.decided_at - one.feedback.answered_at) / _DAY
        for one in released
        if one.feedback.decided_at is not None and one.feedback.answered_at is not None
    ]


def _criteria(
    disputed: Sequence[tuple[ReleasedResult, DisputedAnswer]], titles: dict[str, LocalText]
) -> tuple[CriterionAnswers, ...]:
    """The most disputed first."""
    by_key: dict[str, list[tuple[ReleasedResult, DisputedAnswer]]] = {}
    for result, answer in disputed:
        by_key.setdefault(answer.criterion_key, []).append((result, answer))
    found: list[CriterionAnswers] = []
    for key, pairs in by_key.items():
        own, calls = [answer for _result, answer in pairs], _latest_calls(result for result, _answer in pairs)
        n_decided, n_overturned = (
            sum(one.verdict is not None for one in own),
            sum(one.verdict is Verdict.OVERTURNED for one in own),
        )
        title = titles.get(key, LocalText.of(key))
        overturned = share_of_calls(n_overturned, n_decided)
        found.append(CriterionAnswers(key, title, len(own), n_decided, n_overturned, overturned, calls))
    return tuple(sorted(found, key=lambda one: (-one.n_disputed, one.key)))
