"""Who was shown what of a calibration: noted when a reader sees an evaluation for the first time."""

from collections.abc import Iterable

from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import EvaluationId
from qa_desk.domain.people import Actor
from qa_desk.services.clock import Clock
from qa_desk.store.store import Store


def disclose(store: Store, clock: Clock, actor: Actor, evaluations: Iterable[Evaluation], occasion: str) -> None:
    """Note that the actor was shown these evaluations of sessions; one's own are no news."""
    shown = [one.id for one in evaluations if one.session_id is not None and one.inspector_id != actor.person_id]
    disclose_keys(store, clock, actor, shown, occasion)


def disclose_keys(
    store: Store, clock: Clock, actor: Actor, evaluation_ids: Iterable[EvaluationId], occasion: str
) -> None:
    """The same by keys, of sessions and by others.

    Nothing is written where all of it was noted before, so that looking again costs a reading only.
    """
    shown = list(dict.fromkeys(evaluation_ids))
    if not shown:
        return
    with store.reading() as uow:
        known = {one.evaluation_id for one in uow.panels.disclosed(shown) if one.reader_id == actor.person_id}
    if new := [one for one in shown if one not in known]:
        with store.unit_of_work(actor, clock) as uow:
            uow.evaluations.disclose(new, actor.person_id, clock.now(), occasion)
            uow.commit()
