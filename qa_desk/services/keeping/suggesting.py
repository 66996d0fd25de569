"""Calls worth bringing to a session, and why, from evidence that nobody has sealed.

Low agreement between two who scored a call independently; an accepted dispute; a score near a mark that decides
something; a failure that is rare, so that few have ever judged one; a criterion that no panel has settled for long.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.coded_line import coded
from qa_desk.domain.evaluation import RECORD_PURPOSES, Evaluation
from qa_desk.domain.ids import CallId
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.recurrence import Evidence
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import is_shown
from qa_desk.services.calibration.convening_views import Reason, Suggestion, SuggestionQuery
from qa_desk.services.forms.evidence import scored_by_several
from qa_desk.services.keeping.hidden_agents import nameless
from qa_desk.store.suggestion_queries import Period
from qa_desk.store.unit_of_work import UnitOfWork

LOOKS_BACK = timedelta(days=90)
NOT_LATELY = timedelta(days=60)
BORDERLINE_POINTS = 3.0
RARE_SHARE = 0.05
FEWEST_APPLIED = 20
"""A criterion that applied to fewer calls is not called rarely failed: one failure more would make it common."""

_NOT_CRITICAL = 0.5
"""How much an accepted dispute speaks for a call where no critical criterion was disputed."""

_MOST_LOOKED_AT = 300
"""Of the calls that something speaks for, as many of the strongest are read as lists show them."""

_Found = dict[CallId, list[Reason]]


def suggested(uow: UnitOfWork, actor: Actor, query: SuggestionQuery, today: date) -> tuple[Suggestion, ...]:
    """The calls with the most that speaks for them first; those that the panel knows already are left out."""
    version = uow.scorecards.in_force(query.scorecard_key, today)
    if version is None:
        return ()
    if query.kind is SessionKind.AGAINST_STANDARD:
        return _standard_cases(uow, actor, query)
    period = Period(today - LOOKS_BACK, today, query.scorecard_key)
    found: _Found = defaultdict(list)
    for evidence, look in (
        (Evidence.LOW_AGREEMENT, _low_agreement),
        (Evidence.DISPUTED, _disputed),
        (Evidence.BORDERLINE, _borderline),
        (Evidence.RARE_FAILURE, _rare_failures),
        (Evidence.NOT_LATELY, _not_lately),
    ):
        if query.evidence in (Evidence.ANY, evidence):
            for call_id, reason in look(uow, actor, version, period):
                found[call_id].append(reason)
    ranked = sorted(found, key=lambda call_id: (-_weight(found[call_id]), str(call_id)))[:_MOST_LOOKED_AT]
    known = uow.suggestions.known_to(query.panel_ids, ranked)
    ranked = [call_id for call_id in ranked if call_id not in known]
    calls = nameless(uow, actor, uow.call_list.of(ranked, visibility_of(actor)))
    playable = [call for call in calls if call.has_recording][: query.n_calls]
    return tuple(
        Suggestion(call, tuple(sorted(found[call.id], key=lambda reason: -reason.strength))) for call in playable
    )


def scored_before(uow: UnitOfWork, actor: Actor, query: SuggestionQuery, now: datetime) -> tuple[Suggestion, ...]:
    """What members of the panel scored in routine long enough ago, those that most of them did first."""
    names = uow.people.names()
    by_call: dict[CallId, list[str]] = defaultdict(list)
    for person_id in query.panel_ids:
        for call_id, _key in uow.sampling.scored_before(person_id, now, query.apart_days):
            by_call[call_id].append(names.get(person_id, ""))
    ranked = sorted(by_call, key=lambda call_id: (-len(by_call[call_id]), str(call_id)))[: query.n_calls]
    calls = nameless(uow, actor, uow.call_list.of(ranked, visibility_of(actor)))
    return tuple(Suggestion(call, scored_by=tuple(by_call[call.id])) for call in calls if call.has_recording)


def to_repeat(uow: UnitOfWork, actor: Actor, query: SuggestionQuery, now: datetime) -> tuple[Suggestion, ...]:
    """As many calls for each of the panel to score again as are asked for, those that most of them scored first."""
    every = scored_before(uow, actor, replace(query, n_calls=_MOST_LOOKED_AT), now)
    chosen: dict[CallId, Suggestion] = {}
    for person_id in query.panel_ids:
        own = {call_id for call_id, _key in uow.sampling.scored_before(person_id, now, query.apart_days)}
        for one in [one for one in every if one.call.id in own][: query.n_calls]:
            chosen.setdefault(one.call.id, one)
    return tuple(chosen.values())


def _standard_cases(uow: UnitOfWork, actor: Actor, query: SuggestionQuery) -> tuple[Suggestion, ...]:
    """The calls of valid cases that nobody of the panel had to score yet."""
    cases = uow.case_list.valid_codes(actor.person_id)
    given = uow.suggestions.given_to(query.panel_ids, cases)
    wanted = [key for key in cases if key not in given]
    calls = nameless(uow, actor, uow.call_list.of(wanted, visibility_of(actor)))
    return tuple(Suggestion(call, case_code=cases[call.id]) for call in calls if call.has_recording)[: query.n_calls]


def _weight(reasons: list[Reason]) -> float:
    """Each further kind of evidence weighs more than any strength within one."""
    return len({reason.evidence for reason in reasons}) + max(reason.strength for reason in reasons)


def _low_agreement(
    uow: UnitOfWork, actor: Actor, version: ScorecardVersion, period: Period
) -> Iterable[tuple[CallId, Reason]]:
    """Of calls that two scored for the record without knowing of each other: on how many criteria they part."""
    evidence = scored_by_several(uow, version.scorecard_key, period.first_day, period.last_day, actor)
    by_call: dict[CallId, list[Evaluation]] = defaultdict(list)
    for one in evidence.evaluations:
        if one.id in evidence.seen and one.purpose in RECORD_PURPOSES and not one.sealed:
            by_call[one.call_id].append(one)
    for call_id, scored in by_call.items():
        for first, second in combinations(scored, 2):
            codes = [_codes(evidence.versions[one.version_id], one) for one in (first, second)]
            both = codes[0].keys() & codes[1].keys()
            n_apart = sum(codes[0][key] != codes[1][key] for key in both)
            if n_apart:
                yield call_id, Reason(Evidence.LOW_AGREEMENT, n_apart / len(both), n=n_apart, total=len(both))
                break


def _disputed(
    uow: UnitOfWork, actor: Actor, version: ScorecardVersion, period: Period
) -> Iterable[tuple[CallId, Reason]]:
    """Calls that an agent disputed and was given right: one inspector and one decider have judged them differently."""
    zone = ZoneInfo(uow.settings.time_zone())
    criteria = {criterion.key: criterion for criterion in version.criteria}
    since = datetime.combine(period.first_day, time(), zone)
    for one in uow.disputes.overturned(version.scorecard_key, since, visibility_of(actor)):
        criterion = criteria.get(one.criterion_key)
        if criterion is not None:
            strength = 1.0 if criterion.critical is not None else _NOT_CRITICAL
            day = one.decided_at.astimezone(zone).date()
            yield one.call_id, Reason(Evidence.DISPUTED, strength, criterion.title, since=day)


def _borderline(
    uow: UnitOfWork, actor: Actor, version: ScorecardVersion, period: Period
) -> Iterable[tuple[CallId, Reason]]:
    """Scores near the target of call quality, or near the cap of a critical failure."""
    target = uow.targets.on(period.last_day).get(TargetKind.CALL_QUALITY)
    marks = {100 * target.share} if target else set[float]()
    marks |= {version.policy.cap} if version.policy.cap is not None else set[float]()
    for mark in sorted(marks):
        near = uow.suggestions.scores_near(actor.person_id, period, mark, BORDERLINE_POINTS)
        for call_id, score in near.items():
            strength = 1 - abs(score - mark) / (BORDERLINE_POINTS + 1)
            yield call_id, Reason(Evidence.BORDERLINE, strength, value=score, mark=mark)


def _rare_failures(
    uow: UnitOfWork, actor: Actor, version: ScorecardVersion, period: Period
) -> Iterable[tuple[CallId, Reason]]:
    counts = uow.suggestions.failure_counts(period)
    titles = {criterion.key: criterion.title for criterion in version.criteria}
    rare = {
        key: count
        for key, count in counts.items()
        if key in titles and count.n_applied >= FEWEST_APPLIED and 0 < count.n_failed <= RARE_SHARE * count.n_applied
    }
    for call_id, key in uow.suggestions.failed_calls(actor.person_id, period, rare) if rare else ():
        count = rare[key]
        strength = 1 - count.n_failed / count.n_applied
        yield call_id, Reason(Evidence.RARE_FAILURE, strength, titles[key], count.n_failed, count.n_applied)


def _not_lately(
    uow: UnitOfWork, actor: Actor, version: ScorecardVersion, period: Period
) -> Iterable[tuple[CallId, Reason]]:
    """Calls that failed a criterion which no panel settled for long: there is something to talk about."""
    last = {key: at.date() for key, at in uow.suggestions.last_settled(version.scorecard_key).items()}
    titles = {criterion.key: criterion.title for criterion in version.criteria}
    old = {key for key in titles if last.get(key, date.min) <= period.last_day - NOT_LATELY}
    strengths: Mapping[str, float] = {key: _staleness(last.get(key), period.last_day) for key in old}
    for call_id, key in uow.suggestions.failed_calls(actor.person_id, period, old) if old else ():
        yield call_id, Reason(Evidence.NOT_LATELY, strengths[key], titles[key], since=last.get(key))


def _staleness(last: date | None, today: date) -> float:
    """0…1: how long ago, in years; never settled is the longest."""
    return 1.0 if last is None else min(1.0, (today - last).days / 365)


def _codes(version: ScorecardVersion, evaluation: Evaluation) -> dict[str, str]:
    answers = {answer.criterion_key: answer for answer in evaluation.answers}
    found = {
        criterion.key: coded(criterion, answers.get(criterion.key))
        for criterion in version.criteria
        if is_shown(criterion, version, answers)
    }
    return {key: code for key, code in found.items() if code is not None}
