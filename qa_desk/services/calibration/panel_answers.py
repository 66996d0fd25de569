"""What the members of a panel said, side by side: read once for a session, compared criterion by criterion."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from qa_desk.domain.calibration import CalibrationSession, Seat, SeatKind, SettledAnswer
from qa_desk.domain.coded_line import coded
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, visibility_of
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import is_shown, rate
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer, SettleDraft
from qa_desk.services.keeping.asked_form import form_of_session
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SessionMaterial:
    """What the answers of a session are shown from; evaluations by author and call."""

    session: CalibrationSession
    version: ScorecardVersion
    call_keys: dict[CallId, str]
    evaluations: dict[tuple[PersonId, CallId], Evaluation]
    settled: dict[tuple[CallId, str], SettledAnswer]
    agent_names: dict[CallId, str]


def seen_session(uow: UnitOfWork, actor: Actor, session_id: SessionId) -> CalibrationSession:
    """A session that the actor sits in or may look at. Raises NotFoundError."""
    session = uow.calibration.get(session_id)
    in_panel = session is not None and any(seat.person_id == actor.person_id for seat in session.seats)
    if session is None or not (in_panel or may(actor, Action.VIEW_ALL_SESSIONS)):
        raise NotFoundError(what=session_id)
    return session


def session_material(uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> SessionMaterial:
    evaluations = uow.evaluations.in_session(session.id, visibility_of(actor))
    calls, names = uow.calls.calls(session.call_ids), uow.people.names()
    return SessionMaterial(
        session,
        form_of_session(uow, session),
        {call_id: call.key for call_id, call in calls.items()},
        {(e.inspector_id, e.call_id): e for e in evaluations if e.is_in},
        {(s.call_id, s.criterion_key): s for s in uow.calibration.settled(session.id)},
        {call_id: names.get(call.agent_id, "") for call_id, call in calls.items() if call.agent_id},
    )


def nameless(text: str, agent_name: str) -> str:
    """The text without the agent's name: a meeting is about the standard, and everybody looks on."""
    if not agent_name.strip():
        return text
    # Translators: stands in a note in place of the agent's name
    return re.sub(re.escape(agent_name), _("the agent"), text, flags=re.IGNORECASE)


def difference_of(material: SessionMaterial, call_id: CallId, criterion: Criterion) -> CriterionDifference:
    answers = tuple(
        _panel_answer(material, seat, place, call_id, criterion) for place, seat in enumerate(material.session.seats)
    )
    given = [a for a in answers if not a.is_missing and not a.is_agent]
    pairs = [_same(first, second) for first, second in combinations(given, 2)]
    section = next(s.key for s in material.version.sections if criterion in s.criteria)
    return CriterionDifference(
        call_id=call_id,
        call_key=material.call_keys.get(call_id, ""),
        criterion=criterion,
        section_key=section,
        answers=answers,
        n_pairs=len(pairs),
        n_agreeing_pairs=sum(pairs),
        settled=material.settled.get((call_id, criterion.key)),
    )


def _panel_answer(
    material: SessionMaterial, seat: Seat, place: int, call_id: CallId, criterion: Criterion
) -> PanelAnswer:
    is_agent = seat.kind is SeatKind.AGENT
    evaluation = material.evaluations.get((seat.person_id, call_id))
    answer = evaluation.answer(criterion.key) if evaluation else None
    is_asked = evaluation is not None and is_shown(
        criterion, material.version, {given.criterion_key: given for given in evaluation.answers}
    )
    if evaluation is None or answer is None or not answer.is_given or not is_asked:
        return PanelAnswer(seat.person_id, seat.name, place, is_missing=True, is_agent=is_agent)
    return PanelAnswer(
        person_id=seat.person_id,
        name=seat.name,
        seat=place,
        is_missing=False,
        rating=answer.rating,
        na=answer.na,
        code=coded(criterion, answer),
        points=None if answer.na else rate(criterion, answer).points,
        reasons=answer.reasons,
        comment=nameless(answer.comment, material.agent_names.get(call_id, "")),
        cause_owner=answer.cause_owner,
        marks=tuple(
            replace(mark, note=nameless(mark.note, material.agent_names.get(call_id, "")))
            for mark in evaluation.marks
            if mark.criterion_key == criterion.key
        ),
        late=evaluation.late,
        evaluation_id=EvaluationId(evaluation.id),
        is_agent=is_agent,
    )


def _same(first: PanelAnswer, second: PanelAnswer) -> bool:
    """Whether two answers come to the same; on a deduction scale different reasons may cost the same points."""
    return (first.na, first.points) == (second.na, second.points)


def agreed_draft(difference: CriterionDifference) -> SettleDraft | None:
    given: Iterable[PanelAnswer] = [a for a in difference.answers if not a.is_missing and not a.is_agent]
    first = next(iter(given), None)
    if first is None or difference.differs or difference.settled is not None:
        return None
    return SettleDraft(difference.call_id, difference.criterion.key, first.rating, first.na, first.reasons)
