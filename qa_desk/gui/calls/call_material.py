"""All that the page of one call shows, read in one go on the store lane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from qa_desk.domain.evaluation import CauseOwner
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.gui.shell.dates import day_and_time, length_text
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallDetail, SpokenPassage
from qa_desk.services.scoring.inspecting_views import OpenAssignment, ScoredEvaluation
from qa_desk.services.scoring.reviewing import EarlierVersion

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services


@dataclass(frozen=True, slots=True)
class CallMaterial:
    """What the reader may see of a call; `waiting` is empty for who does not plan the work."""

    detail: CallDetail
    evaluations: tuple[ScoredEvaluation, ...]
    transcript: tuple[SpokenPassage, ...]
    departments: Mapping[UUID, str]
    unit_names: Mapping[UUID, str]
    histories: Mapping[EvaluationId, tuple[EarlierVersion, ...]]
    waiting: tuple[OpenAssignment, ...]

    def owner_name(self, owner: CauseOwner) -> str:
        """Whom a failure was put down to, by name."""
        if owner.id is None:
            return self.detail.agent.name if self.detail.agent else _("agent")
        return (
            self.departments.get(owner.id) or self.unit_names.get(owner.id) or _("somebody who is not there any more")
        )


def read_material(services: Services, actor: Actor, call_id: CallId) -> CallMaterial:
    """Ask for all of it."""
    evaluations = services.reviewing.evaluations_of_call(actor, call_id)
    keys = [scored.evaluation.id for scored in evaluations]
    return CallMaterial(
        services.listening.call(actor, call_id),
        evaluations,
        services.listening.transcript(actor, call_id),
        {department.id: department.name for department in services.administering.departments(actor)},
        {unit.id: unit.path for unit in services.administering.units(actor)},
        {key: services.reviewing.history(actor, key) for key in keys},
        services.assigning.of_call(actor, call_id) if may(actor, Action.ASSIGN) else (),
    )


def call_summary(detail: CallDetail) -> str:
    """When it was, how long and what about."""
    call = detail.call
    parts = (
        detail.unit.name if detail.unit else "",
        day_and_time(call.started_at, detail.time_zone) if call.started_at else "",
        length_text(call.duration_s) if call.duration_s else "",
        call.attributes.business_type,
        _("complaint") if call.attributes.complaint else "",
    )
    return " · ".join(part for part in parts if part)
