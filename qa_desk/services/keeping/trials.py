"""Two trials of one inspector on one call: what they said first, and what they said again without seeing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.evaluation import Evaluation, Purpose
from qa_desk.domain.ids import CallId, PersonId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.services.keeping.asked_form import form_of_session
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Trial:
    """The same inspector on the same call, the first and the second time.

    `alike` are the criteria that both forms ask in the same words; between two versions these alone are compared.
    """

    first: Evaluation
    second: Evaluation
    alike: frozenset[str]


def pairs_to_repeat(
    uow: UnitOfWork, actor: Actor, session: CalibrationSession, person_ids: Collection[PersonId]
) -> dict[tuple[PersonId, CallId], bool]:
    """Who scored which of the calls on this scorecard long enough ago, as far as the actor may know.

    True where it is to be scored again; what was scored again already as a repeat of sampling counts as the second
    trial, and is not asked a third time.
    """
    forms = _Forms(uow, session)
    before = session.created_at - timedelta(days=session.apart_days or 0)
    found: dict[tuple[PersonId, CallId], bool] = {}
    for call_id in session.call_ids:
        scored = _scored(uow, actor, call_id)
        for person_id in person_ids:
            first = _first_of(scored, person_id, session, forms, before)
            if first is not None:
                found[person_id, call_id] = _repeat_of(scored, first, forms) is None
    return found


def trials_of(uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> tuple[Trial, ...]:
    """The trials of a session's panel on its calls, as far as the actor may see both.

    The second is what was handed in for the session before its reveal, else a repeat of sampling.
    """
    forms = _Forms(uow, session)
    before = session.created_at - timedelta(days=session.apart_days or 0)
    found: list[Trial] = []
    for call_id in session.call_ids:
        scored = _scored(uow, actor, call_id)
        for seat in session.seats:
            first = _first_of(scored, seat.person_id, session, forms, before)
            if first is None:
                continue
            own = (one for one in scored if one.session_id == session.id and one.inspector_id == seat.person_id)
            second = next((one for one in own if not one.late), None) or _repeat_of(scored, first, forms)
            if second is not None:
                found.append(Trial(first, second, forms.alike(first, second)))
    return tuple(found)


def _scored(uow: UnitOfWork, actor: Actor, call_id: CallId) -> list[Evaluation]:
    """What was handed in on a call as somebody's own judgement, as far as the actor may know."""
    decided = uow.feedback.superseding(call_id)
    found = uow.evaluations.of_call(call_id, visibility_of(actor))
    return [one for one in found if one.is_in and one.id not in decided]


class _Forms:
    """The versions that calls were scored on, held against the one of the session."""

    def __init__(self, uow: UnitOfWork, session: CalibrationSession) -> None:
        self._uow = uow
        self._asked = form_of_session(uow, session)
        self._known = {self._asked.id: self._asked}

    def is_comparable(self, evaluation: Evaluation) -> bool:
        """Whether it answers any criterion as the session asks it."""
        version = self._version(evaluation.version_id)
        return version.scorecard_key == self._asked.scorecard_key and bool(self._asked.asks_alike(version))

    def alike(self, first: Evaluation, second: Evaluation) -> frozenset[str]:
        """The criteria of the session that both forms ask alike."""
        before, after = (self._asked.asks_alike(self._version(one.version_id)) for one in (first, second))
        return before & after

    def _version(self, version_id: VersionId) -> ScorecardVersion:
        if version_id not in self._known:
            self._known[version_id] = self._uow.scorecards.version(version_id)
        return self._known[version_id]


def _first_of(
    scored: Collection[Evaluation],
    person_id: PersonId,
    session: CalibrationSession,
    forms: _Forms,
    before: datetime,
) -> Evaluation | None:
    """The last that they handed in until then on the scorecard of the session, repeats and practice apart."""
    own = [
        one
        for one in scored
        if one.inspector_id == person_id
        and one.session_id != session.id
        and one.purpose in (Purpose.ROUTINE, Purpose.OVERLAP, Purpose.CALIBRATION)
        and one.submitted_at is not None
        and one.submitted_at <= before
        and forms.is_comparable(one)
    ]
    return max(own, key=lambda one: one.submitted_at or before, default=None)


def _repeat_of(scored: Collection[Evaluation], first: Evaluation, forms: _Forms) -> Evaluation | None:
    repeats = [
        one
        for one in scored
        if one.purpose is Purpose.REPEAT
        and one.inspector_id == first.inspector_id
        and (one.submitted_at or one.started_at) > (first.submitted_at or first.started_at)
        and forms.is_comparable(one)
    ]
    return min(repeats, key=lambda one: one.submitted_at or one.started_at, default=None)
