"""Sampling plans, version by version, and the draws made from them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, func, insert, null, select, update
from sqlalchemy.orm import aliased

from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import CallId, DrawId, EvaluationId, PersonId, PlanId
from qa_desk.domain.sampling import (
    AgentExemption,
    Draw,
    DrawnCall,
    DrawnStratum,
    Expected,
    Level,
    SamplingPlan,
)
from qa_desk.store.after_dispute import follows_dispute
from qa_desk.store.known_purposes import is_concealed
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import ScoredFactRow
from qa_desk.store.tables.sampling import (
    AgentExemptionRow,
    AssignmentRow,
    DrawItemRow,
    DrawRow,
    SamplingPlanRow,
    SamplingPlanVersionRow,
)


class SamplingRepository(Repository):
    """All plans and draws."""

    def add_plan(self, plan: SamplingPlan, created_at: datetime, created_by: PersonId | None) -> None:
        """Enter a plan, or a further version of one."""
        known = self._session.scalar(select(SamplingPlanRow.id).where(SamplingPlanRow.id == plan.id))
        if known is None:
            self._session.execute(insert(SamplingPlanRow).values(id=plan.id, name=plan.name))
        self._session.execute(
            insert(SamplingPlanVersionRow).values(
                plan_id=plan.id,
                number=plan.number,
                purpose=plan.purpose,
                selection=plan.selection,
                definition=plan.definition,
                created_at=created_at,
                created_by=created_by,
            )
        )

    def plans(self) -> tuple[SamplingPlan, ...]:
        """All plans in their latest version, by name."""
        newest = (
            select(SamplingPlanVersionRow.plan_id, func.max(SamplingPlanVersionRow.number).label("number"))
            .group_by(SamplingPlanVersionRow.plan_id)
            .subquery()
        )
        rows = self._session.execute(
            select(SamplingPlanVersionRow.__table__, SamplingPlanRow.name)
            .join(SamplingPlanRow, SamplingPlanRow.id == SamplingPlanVersionRow.plan_id)
            .join(
                newest,
                (newest.c.plan_id == SamplingPlanVersionRow.plan_id)
                & (newest.c.number == SamplingPlanVersionRow.number),
            )
            .order_by(SamplingPlanRow.name)
        )
        return tuple(_plan(row) for row in rows)

    def plan_named(self, name: str) -> SamplingPlan | None:
        """The plan of that name, in its latest version."""
        return next((plan for plan in self.plans() if plan.name == name), None)

    def versions_of(self, plan_id: PlanId) -> tuple[SamplingPlan, ...]:
        """Every version of a plan, the newest first."""
        rows = self._session.execute(
            select(SamplingPlanVersionRow.__table__, SamplingPlanRow.name)
            .join(SamplingPlanRow, SamplingPlanRow.id == SamplingPlanVersionRow.plan_id)
            .where(SamplingPlanVersionRow.plan_id == plan_id)
            .order_by(SamplingPlanVersionRow.number.desc())
        )
        return tuple(_plan(row) for row in rows)

    def add_draw(self, draw: Draw) -> None:
        """Keep a draw: its design, and the calls with the probability each had."""
        self._session.execute(
            insert(DrawRow).values(
                id=draw.id,
                plan_id=draw.plan_id,
                plan_number=draw.plan_number,
                seed=draw.seed,
                drawn_at=draw.drawn_at,
                drawn_by=draw.drawn_by,
                n_population=draw.n_population,
                first_day=draw.first_day,
                last_day=draw.last_day,
                strata=[[one.name, one.n_population, one.n_wanted, one.n_drawn] for one in draw.strata],
                expected=[_expected_columns(one) for one in draw.expected],
            )
        )
        items = [_item_columns(draw.id, call, position) for position, call in enumerate(draw.calls)]
        if items:
            self._session.execute(insert(DrawItemRow), items)

    def replace(
        self, draw_id: DrawId, dropped: DrawnCall, by: PersonId, at: datetime, replacement: DrawnCall | None
    ) -> None:
        """Note that a call of a draw could not be scored, and the one drawn for it, if there was one left.

        Raises NotFoundError for a call that is not in the draw, or was dropped before.
        """
        changed = self._session.execute(
            update(DrawItemRow)
            .where(
                DrawItemRow.draw_id == draw_id,
                DrawItemRow.call_id == dropped.call_id,
                DrawItemRow.dropped_reason == "",
            )
            .values(dropped_reason=dropped.dropped_reason, dropped_by=by, dropped_at=at)
        )
        if changed.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult
            raise NotFoundError(what=dropped.call_id)
        if replacement is not None:
            n_items = self._session.scalar(select(func.count()).where(DrawItemRow.draw_id == draw_id)) or 0
            self._session.execute(insert(DrawItemRow).values(**_item_columns(draw_id, replacement, n_items)))

    def draw(self, draw_id: DrawId) -> Draw | None:
        """The draw with that key, with its calls."""
        row = self._session.execute(select(DrawRow.__table__).where(DrawRow.id == draw_id)).first()
        if row is None:
            return None
        items = self._session.execute(
            select(DrawItemRow.__table__).where(DrawItemRow.draw_id == draw_id).order_by(DrawItemRow.position)
        )
        return _draw(row, tuple(_drawn_call(item) for item in items))

    def draws_of(self, plan_id: PlanId) -> tuple[Draw, ...]:
        """The draws of a plan without their calls and what was expected of them, latest first."""
        columns = [column for column in DrawRow.__table__.columns if column.name != "expected"]
        statement = select(*columns, null().label("expected"))
        statement = statement.where(DrawRow.plan_id == plan_id).order_by(DrawRow.drawn_at.desc())
        return tuple(_draw(row, ()) for row in self._session.execute(statement))

    def draws_between(self, first_day: date, last_day: date) -> tuple[DrawId, ...]:
        """The draws of calls that were served in these days and no others, in order of their days."""
        statement = select(DrawRow.id).where(DrawRow.first_day >= first_day, DrawRow.last_day <= last_day)
        return tuple(self._session.scalars(statement.order_by(DrawRow.first_day, DrawRow.drawn_at)))

    def draws_touching(self, first_day: date, last_day: date) -> tuple[DrawId, ...]:
        """The draws of calls that were served on some of these days, in order of their days."""
        statement = select(DrawRow.id).where(DrawRow.first_day <= last_day, DrawRow.last_day >= first_day)
        return tuple(self._session.scalars(statement.order_by(DrawRow.first_day, DrawRow.drawn_at)))

    def exemptions(self, plan_id: PlanId | None = None) -> tuple[AgentExemption, ...]:
        """The exemptions of a plan, or of all of them."""
        statement = select(AgentExemptionRow.__table__)
        if plan_id is not None:
            statement = statement.where(AgentExemptionRow.plan_id == plan_id)
        return tuple(_exemption(row) for row in self._session.execute(statement.order_by(AgentExemptionRow.since)))

    def critical_failure_of(self, agent_id: PersonId, since: datetime) -> EvaluationId | None:
        """An evaluation of record, handed in since then, in which a call of the agent failed; the first of them."""
        statement = (
            select(ScoredFactRow.evaluation_id)
            .join(EvaluationRow, EvaluationRow.id == ScoredFactRow.evaluation_id)
            .where(
                ScoredFactRow.agent_id == agent_id,
                ScoredFactRow.passed.is_(False),
                EvaluationRow.submitted_at >= since,
            )
            .order_by(EvaluationRow.submitted_at)
            .limit(1)
        )
        return self._session.scalar(statement)

    def call_of(self, evaluation_id: EvaluationId) -> CallId | None:
        """The call of an evaluation."""
        return self._session.scalar(select(EvaluationRow.call_id).where(EvaluationRow.id == evaluation_id))

    def scored_before(self, inspector_id: PersonId, now: datetime, days: int) -> tuple[tuple[CallId, str], ...]:
        """The calls, with their keys, that an inspector scored in routine so many days ago and never again since."""
        later = aliased(AssignmentRow)
        again = exists().where(
            later.call_id == EvaluationRow.call_id,
            later.inspector_id == inspector_id,
            later.id != EvaluationRow.assignment_id,
            later.state != AssignmentState.WITHDRAWN,
        )
        statement = (
            select(CallRow.id, CallRow.key)
            .join(EvaluationRow, EvaluationRow.call_id == CallRow.id)
            .where(
                EvaluationRow.inspector_id == inspector_id,
                EvaluationRow.purpose == Purpose.ROUTINE,
                EvaluationRow.state == EvaluationState.SUBMITTED,
                EvaluationRow.submitted_at < now - timedelta(days=days),
                ~is_concealed(),
                ~follows_dispute(),
                ~again,
            )
            .order_by(CallRow.key)
        )
        return tuple((row.id, row.key) for row in self._session.execute(statement))

    def save_exemption(self, exemption: AgentExemption) -> None:
        """Write an exemption, in place of what was known of that agent under that plan."""
        self._session.execute(
            delete(AgentExemptionRow).where(
                AgentExemptionRow.plan_id == exemption.plan_id, AgentExemptionRow.agent_id == exemption.agent_id
            )
        )
        self._session.execute(
            insert(AgentExemptionRow).values(
                plan_id=exemption.plan_id,
                agent_id=exemption.agent_id,
                state=exemption.state,
                since=exemption.since,
                until=exemption.until,
                changed_at=exemption.changed_at,
                evaluation_id=exemption.evaluation_id,
                reason=exemption.reason,
            )
        )


def _plan(row: Row[Any]) -> SamplingPlan:
    return SamplingPlan(row.plan_id, row.name, row.purpose, row.selection, row.number, row.definition)


def _draw(row: Row[Any], calls: tuple[DrawnCall, ...]) -> Draw:
    return Draw(
        id=row.id,
        plan_id=row.plan_id,
        seed=row.seed,
        drawn_at=row.drawn_at,
        drawn_by=row.drawn_by,
        calls=calls,
        plan_number=row.plan_number,
        first_day=row.first_day,
        last_day=row.last_day,
        n_population=row.n_population or 0,
        strata=tuple(DrawnStratum(*one) for one in row.strata or ()),
        expected=tuple(Expected(Level(level), *rest) for level, *rest in row.expected or ()),
    )


def _expected_columns(one: Expected) -> list[Any]:
    return [one.level.value, one.key, one.n_population, one.n_calls, one.margin, one.score_margin, one.failing_margin]


def _drawn_call(row: Row[Any]) -> DrawnCall:
    return DrawnCall(row.call_id, row.stratum, row.inclusion_probability, row.dropped_reason, row.replaces_id)


def _item_columns(draw_id: DrawId, call: DrawnCall, position: int) -> dict[str, Any]:
    return {
        "draw_id": draw_id,
        "call_id": call.call_id,
        "position": position,
        "stratum": call.stratum,
        "inclusion_probability": call.inclusion_probability,
        "dropped_reason": call.dropped_reason,
        "replaces_id": call.replaces,
    }


def _exemption(row: Row[Any]) -> AgentExemption:
    return AgentExemption(
        plan_id=row.plan_id,
        agent_id=row.agent_id,
        state=row.state,
        since=row.since,
        until=row.until,
        changed_at=row.changed_at,
        evaluation_id=row.evaluation_id,
        reason=row.reason,
    )
