"""The meeting after the reveal: what is settled, one answer after the other or all that everybody agrees on at once."""

from collections.abc import Callable

from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.calibrating_views import SettleDraft
from qa_desk.services.clock import Clock
from qa_desk.services.deciding.settling import follow_settled, settle_one, settling, withdraw_one
from qa_desk.services.panel_answers import SessionMaterial, agreed_draft, difference_of
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class Meeting:
    """What the lead does with the panel around the table. Nothing is settled by itself."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def settle(self, actor: Actor, session_id: SessionId, *drafts: SettleDraft) -> Changes:
        """Keep what was agreed, all or nothing.

        Raises REASON_REQUIRED where the panel differed and no rationale is, ConflictError (`mine` the draft, `theirs`
        what stands there) when another lead settled it otherwise since it was seen.
        """
        now = self._clock.now()

        def keep(uow: UnitOfWork, material: SessionMaterial) -> None:
            for draft in drafts:
                settle_one(uow, material, draft, actor.person_id, now)

        return self._settled(actor, session_id, keep)

    def withdraw_settled(self, actor: Actor, session_id: SessionId, *seen: SettledAnswer) -> Changes:
        """Take settled answers back, as they were seen; the session is being settled again. Raises ConflictError."""

        def withdraw(uow: UnitOfWork, material: SessionMaterial) -> None:
            for one in seen:
                withdraw_one(uow, material, one)

        return self._settled(actor, session_id, withdraw)

    def settle_agreed(self, actor: Actor, session_id: SessionId) -> Changes:
        """Settle every open criterion on which everybody gave the same answer; asked for, never by itself."""
        now = self._clock.now()

        def keep(uow: UnitOfWork, material: SessionMaterial) -> None:
            for call_id in material.session.call_ids:
                for criterion in material.version.criteria:
                    draft = agreed_draft(difference_of(material, call_id, criterion))
                    if draft is not None:
                        settle_one(uow, material, draft, actor.person_id, now)

        return self._settled(actor, session_id, keep)

    def _settled(
        self, actor: Actor, session_id: SessionId, work: Callable[[UnitOfWork, SessionMaterial], None]
    ) -> Changes:
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            material = settling(uow, actor, session_id)
            work(uow, material)
            follow_settled(uow, material, self._clock.now())
            uow.commit()
        kinds = {ObjectKind.SESSION, ObjectKind.ASSIGNMENT, ObjectKind.EVALUATION, ObjectKind.CALL}
        return Changes(frozenset(kinds), frozenset({session_id}))
