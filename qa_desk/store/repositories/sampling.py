"""Sampling plans, version by version, and the draws made from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from qa_desk.domain.ids import DrawId, PersonId, PlanId
from qa_desk.domain.sampling import Draw, DrawnCall, SamplingPlan
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.sampling import DrawItemRow, DrawRow, SamplingPlanRow, SamplingPlanVersionRow


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

    def add_draw(self, draw: Draw, plan_number: int, n_population: int) -> None:
        """Keep a draw: the calls with the probability each had, from so many."""
        self._session.execute(
            insert(DrawRow).values(
                id=draw.id,
                plan_id=draw.plan_id,
                plan_number=plan_number,
                seed=draw.seed,
                drawn_at=draw.drawn_at,
                drawn_by=draw.drawn_by,
                n_population=n_population,
            )
        )
        items = [
            {
                "draw_id": draw.id,
                "call_id": call.call_id,
                "position": position,
                "stratum": call.stratum,
                "inclusion_probability": call.inclusion_probability,
            }
            for position, call in enumerate(draw.calls)
        ]
        if items:
            self._session.execute(insert(DrawItemRow), items)

    def draw(self, draw_id: DrawId) -> Draw | None:
        """The draw with that key, with its calls."""
        row = self._session.execute(select(DrawRow.__table__).where(DrawRow.id == draw_id)).first()
        if row is None:
            return None
        items = self._session.execute(
            select(DrawItemRow.__table__).where(DrawItemRow.draw_id == draw_id).order_by(DrawItemRow.position)
        )
        calls = tuple(DrawnCall(item.call_id, item.stratum, item.inclusion_probability) for item in items)
        return _draw(row, calls)

    def draws_of(self, plan_id: PlanId) -> tuple[Draw, ...]:
        """The draws of a plan without their calls, latest first."""
        statement = select(DrawRow.__table__).where(DrawRow.plan_id == plan_id).order_by(DrawRow.drawn_at.desc())
        return tuple(_draw(row, ()) for row in self._session.execute(statement))


def _plan(row: Row[Any]) -> SamplingPlan:
    return SamplingPlan(row.plan_id, row.name, row.purpose, row.selection, row.number, row.definition)


def _draw(row: Row[Any], calls: tuple[DrawnCall, ...]) -> Draw:
    return Draw(row.id, row.plan_id, row.seed, row.drawn_at, row.drawn_by, calls)
