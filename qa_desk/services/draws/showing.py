"""A draw as pages and commands show it."""

from datetime import datetime

from qa_desk.domain.evaluation import RECORD_PURPOSES, Assignment, AssignmentState
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.sampling import Draw, DrawnCall, DrawnStratum, Level
from qa_desk.domain.sampling_plan import PlanDefinition
from qa_desk.i18n import _
from qa_desk.services.draws.drawing import Drawing
from qa_desk.services.draws.making import MadeDraw
from qa_desk.services.draws.plan_of_draw import plan_of
from qa_desk.services.draws.plan_words import is_by_agent, stratum_titles
from qa_desk.services.draws.sampling_views import DrawnCallView, DrawView, KeptCall, KeptDraw, StratumPreview
from qa_desk.store.unit_of_work import UnitOfWork


def view_of_draw(uow: UnitOfWork, made: MadeDraw, kept: Draw | None, now: datetime, reader_id: PersonId) -> DrawView:
    """A draw with its people by name and the precision to expect; `kept` is None for one that is only tried out."""
    told = _StrataOfCalls(uow, made.definition, reader_id)
    people = uow.people.all()
    names = {one.id: one.name for one in people}
    agents = {one.external_id: one.name for one in people}
    by_call = {one.call_id: one for one in made.given.given}
    second = {one.call_id: names.get(one.inspector_id, "") for one in made.given.overlaps}
    why_not = dict(made.given.left_over)
    expected = made.expected(agents)
    calls = tuple(
        DrawnCallView(
            call_id=one.call_id,
            call_key=key,
            stratum=told.key(one),
            inclusion_probability=one.inclusion_probability,
            inspector_name=names.get(by_call[one.call_id].inspector_id, "") if one.call_id in by_call else "",
            second_name=second.get(one.call_id, ""),
            due_on=by_call[one.call_id].due_on if one.call_id in by_call else None,
            why_not=why_not.get(one.call_id),
        )
        for one, key in zip(made.drawing.calls, made.drawing.keys, strict=True)
    )
    return DrawView(
        draw_id=kept.id if kept else None,
        plan_id=kept.plan_id if kept else None,
        plan_name=made.definition.name,
        plan_number=kept.plan_number if kept else 0,
        seed=made.seed,
        days=made.days,
        drawn_at=now,
        n_population=made.drawing.n_population,
        strata=previews_of(made.drawing),
        calls=calls,
        n_repeats=len(made.repeats),
        centre=expected[0],
        units=tuple(one for one in expected if one.level is Level.UNIT),
        agents=tuple(one for one in expected if one.level is Level.AGENT),
        spread=made.spread,
    )


def kept_draw(uow: UnitOfWork, found: Draw, reader_id: PersonId) -> KeptDraw:
    """A draw that was kept, with its people and strata by name; a repeat is nobody's business here."""
    plan = plan_of(uow, found)
    told = _StrataOfCalls(uow, plan, reader_id)
    names, calls = uow.people.names(), uow.calls.calls(call.call_id for call in found.calls)
    given: dict[CallId, list[Assignment]] = {}
    for one in uow.assignments.of_draw(found.id):
        if one.purpose in RECORD_PURPOSES and one.state is not AssignmentState.WITHDRAWN:
            given.setdefault(one.call_id, []).append(one)
    rows = tuple(
        KeptCall(
            call_id=call.call_id,
            call_key=calls[call.call_id].key,
            stratum=told.words(call),
            inclusion_probability=call.inclusion_probability,
            inspector_names=tuple(names.get(one.inspector_id, "") for one in given.get(call.call_id, ())),
            n_done=sum(one.state is AssignmentState.DONE for one in given.get(call.call_id, ())),
            dropped_reason=call.dropped_reason,
            replaces_key=calls[call.replaces].key if call.replaces else "",
        )
        for call in found.calls
    )
    return KeptDraw(found, plan.name, rows)


class _StrataOfCalls:
    """Of which strata calls are, but for those that name the agent of a call that the reader scores without it."""

    def __init__(self, uow: UnitOfWork, plan: PlanDefinition, reader_id: PersonId) -> None:
        self._hidden = uow.assignments.calls_without_agent(reader_id) if is_by_agent(plan) else frozenset[CallId]()
        self._title_of = stratum_titles(plan, {one.external_id: one.name for one in uow.people.all()})

    def key(self, call: DrawnCall) -> str:
        """What the plan calls it; empty where it stays hidden."""
        return "" if call.call_id in self._hidden else call.stratum

    def words(self, call: DrawnCall) -> str:
        """How people read it."""
        return (
            _("not shown: you score it without its agent")
            if call.call_id in self._hidden
            else self._title_of(call.stratum)
        )


def strata_of(drawing: Drawing) -> tuple[DrawnStratum, ...]:
    """The strata as a draw keeps them."""
    return tuple(DrawnStratum(one.name, one.n_population, one.n_wanted, one.n_drawn) for one in previews_of(drawing))


def previews_of(drawing: Drawing) -> tuple[StratumPreview, ...]:
    """The cells of a draw, with how many calls came of each."""
    drawn: dict[str, int] = {}
    for call in drawing.calls:
        drawn[call.stratum] = drawn.get(call.stratum, 0) + 1
    return tuple(
        StratumPreview(cell.name, len(cell.members), cell.n_wanted, drawn.get(cell.name, 0), cell.is_exempt)
        for cell in drawing.cells
    )
