"""Recognition: agents and units compared on what their drawn calls can carry, and the rules for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import UnitId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.recognition import Award, Grade, RecognitionRules, award_of
from qa_desk.i18n import _, current_language, in_a_row
from qa_desk.services.clock import Clock
from qa_desk.services.figures.ranking import Member, ranked_board
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.named_units import unit_named
from qa_desk.services.results.behind import FoundCalls
from qa_desk.services.results.recognition_views import Board, CountedCalls, Recognition, RecognitionQuery
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.repositories.drawn_scores import AgentCall
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_RULES = "recognition_rules"


@dataclass(frozen=True, slots=True)
class RulesSince:
    """The rules that hold, and the day from which; None for those that come with the program."""

    rules: RecognitionRules
    since: date | None


class Awarding:
    """Reads facts of record of drawn calls only; what the reader has to score blind is left out for them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def rules(self, actor: Actor, day: date | None = None) -> RulesSince:
        """The rules that hold on a day, by default today."""
        require(actor, Action.VIEW_DRAWS)
        with self._store.reading() as uow:
            return _rules_on(uow, day or centre_day(uow, self._clock.now()))

    def set_rules(self, actor: Actor, rules: RecognitionRules, valid_from: date | None = None) -> Changes:
        """Let these rules hold from a day on, by default today. Raises VALUE_INVALID."""
        require(actor, Action.MANAGE_CENTRE)
        if not rules.is_possible:
            expected = _("shares between 0 and 1, and an A above a B above a C")
            bounds = in_a_row(f"{grade} {bound:g}" for grade, bound in zip(Grade, rules.grade_bounds, strict=False))
            raise QADeskError(ErrorCode.VALUE_INVALID, value=bounds, what=_("set of rules"), expected=expected)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            day = valid_from or centre_day(uow, now)
            uow.settings.set(_RULES, rules.as_kept(), day, actor.person_id, now)
            uow.audit("setting.set", ObjectKind.SETTING, key=_RULES)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def recognition(self, actor: Actor, query: RecognitionQuery) -> Recognition:
        """Agents and units of a period by the rules that hold on its last day. Raises PERIOD_INVALID, NOT_FOUND."""
        require(actor, Action.VIEW_DRAWS)
        award = award_of(query.first_day, query.last_day)
        with self._store.reading() as uow:
            found = _rules_on(uow, query.last_day)
            calls = _calls(uow, actor, query)
            form = _form(calls)
            names, paths = uow.people.names(), uow.people.unit_paths()
            title = _title(uow, form)
        counted = [one for one in calls if one.scorecard_key == form]
        of_unit = [(one, paths.get(one.unit_id, "") if one.unit_id else "") for one in counted]
        agents = [
            Member(names.get(one.agent_id, ""), str(one.agent_id), path, one)
            for one, path in of_unit
            if one.agent_id is not None
        ]
        units = [Member(path, path, path, one) for one, path in of_unit if path]
        return Recognition(
            query=query,
            award=award,
            rules=found.rules,
            rules_since=found.since,
            scorecard=title,
            n_calls=len(counted),
            n_other_forms=len(calls) - len(counted),
            agents=_board(agents, found.rules, award, are_units=False),
            units=_board(units, found.rules, award, are_units=True),
        )


def counted_behind(uow: UnitOfWork, actor: Actor, asked: CountedCalls) -> FoundCalls:
    """The calls that the board counts for an agent or a unit, the latest first."""
    calls, paths = _calls(uow, actor, asked.query), uow.people.unit_paths()
    form = _form(calls)
    meant = {
        one.call_id
        for one in calls
        if one.scorecard_key == form
        and (not asked.agent_id or str(one.agent_id) == asked.agent_id)
        and (not asked.unit_path or (one.unit_id and paths.get(one.unit_id) == asked.unit_path))
    }
    starts = {key: call.started_at for key, call in uow.calls.calls(meant).items() if call.started_at is not None}
    latest = sorted(starts, key=lambda key: (starts[key], str(key)), reverse=True)
    return FoundCalls.first_of(latest)


def _calls(uow: UnitOfWork, actor: Actor, query: RecognitionQuery) -> list[AgentCall]:
    """Drawn calls with a score, but those of which the agent or the score is kept from the reader."""
    if query.last_day < query.first_day:
        raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
    hidden = uow.assignments.calls_without_agent(actor.person_id)
    calls = uow.drawn_scores.agent_calls(_wanted(uow, query), actor.person_id)
    return [one for one in calls if one.call_id not in hidden]


def _form(calls: Sequence[AgentCall]) -> str:
    """The form that counts: the one with the most calls."""
    forms = Counter(one.scorecard_key for one in calls)
    return min(forms, key=lambda key: (-forms[key], key), default="")


def _board(members: Sequence[Member], rules: RecognitionRules, award: Award, *, are_units: bool) -> Board:
    wanted = {Award.UNIT_OF_QUARTER} if are_units else {Award.AGENT_OF_MONTH, Award.AWARD_OF_YEAR}
    return ranked_board(members, rules, are_units=are_units, is_awarded=award in wanted)


def _rules_on(uow: UnitOfWork, day: date) -> RulesSince:
    held = [(since, kept) for since, kept in uow.settings.changes_of(_RULES) if since <= day]
    if not held:
        return RulesSince(RecognitionRules(), None)
    since, kept = held[-1]
    assert isinstance(kept, dict), "rules are kept by their names"
    return RulesSince(RecognitionRules.from_kept(kept), since)


def _wanted(uow: UnitOfWork, query: RecognitionQuery) -> FactFilter:
    units: tuple[UnitId, ...] = ()
    if query.unit:
        units = uow.units.below(unit_named(uow, query.unit).id)
    return FactFilter(
        query.first_day, query.last_day, units, business_type=query.business_type, scorecard=query.scorecard
    )


def _title(uow: UnitOfWork, form: str) -> str:
    """The form's title as its newest version has it."""
    versions = uow.scorecards.versions(form) if form else ()
    newest = max(versions, key=lambda version: version.number, default=None)
    return newest.title.in_language(current_language()) if newest else ""
