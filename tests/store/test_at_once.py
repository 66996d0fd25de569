"""Two people at the same moment: whoever comes second waits for the first and then sees what the first has done."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import AssignmentState, DeskPlace, Evaluation, Purpose
from qa_desk.domain.ids import SessionId, VersionId
from qa_desk.domain.people import Role
from qa_desk.domain.text import LocalText
from qa_desk.services.calibration.calibrating import Calibrating
from qa_desk.services.centre.administering import Administering, PersonDraft
from qa_desk.services.forms.authoring import Authoring
from qa_desk.services.forms.authoring_views import NewScorecard
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.keeping.handing_in import hand_in
from qa_desk.services.scoring.assigning import Assigning
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from qa_desk.store.unit_of_work import UnitOfWork
from tests.store.furnishing import NOW, Centre

LATER = NOW + timedelta(minutes=9)
HEAD_START_S = 0.3


def test_the_last_two_of_an_overlap_unseal_each_other(centre: Centre) -> None:
    mine = centre.enter("ann", Purpose.OVERLAP, sealed=True, is_in=False)
    theirs = centre.enter("ben", Purpose.OVERLAP, sealed=True, is_in=False)
    with _at_once(lambda: _hand_in(centre, "ben", theirs)), _working(centre, "ann") as uow:
        hand_in(uow, mine, centre.version, LATER)
        time.sleep(HEAD_START_S)
        uow.commit()
    with centre.store.reading() as uow:
        assert {one.id for one in uow.evaluations.of_call(mine.call_id, centre.sees("lead"))} == {mine.id, theirs.id}


def test_handing_in_during_the_reveal_is_late_and_not_sealed_for_ever(centre: Centre) -> None:
    session = centre.session("ann", "ben")
    centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id)
    late = centre.enter("ben", Purpose.CALIBRATION, sealed=True, is_in=False, session=session.id)
    with _at_once(lambda: _hand_in(centre, "ben", late)), _working(centre, "lead") as uow:
        uow.take_turn(session.id)  # as the reveal does
        uow.calibration.set_state(session.id, SessionState.REVEALED, LATER, session.version)
        uow.record.unseal(uow.evaluations.submitted_in_session(session.id))
        time.sleep(HEAD_START_S)
        uow.commit()
    with centre.store.reading() as uow:
        found = {one.inspector_id: one for one in uow.evaluations.in_session(session.id, centre.sees("lead"))}
    assert (found[centre.id_of("ben")].late, found[centre.id_of("ben")].sealed) == (True, False)


def test_only_one_of_two_leads_reveals(centre: Centre) -> None:
    session = centre.session("ann", "ben")
    for part in ("ann", "ben"):
        _hand_in(centre, part, centre.enter(part, Purpose.CALIBRATION, sealed=True, is_in=False, session=session.id))
    refused: list[ErrorCode] = []

    def reveal() -> None:
        try:
            Calibrating(centre.store, centre.clock).reveal(centre.actor("lead"), SessionId(session.id))
        except QADeskError as error:
            refused.append(error.code)

    leads = [threading.Thread(target=reveal) for _lead in range(2)]
    for lead in leads:
        lead.start()
    for lead in leads:
        lead.join()
    assert refused in ([ErrorCode.WRONG_STATE], [ErrorCode.CONFLICT])


def test_two_desks_of_one_inspector_open_the_same_evaluation(centre: Centre) -> None:
    assignment = centre.assignment("ann", Purpose.ROUTINE)
    with _working(centre, "lead") as uow:
        uow.assignments.add_all([assignment])
        uow.commit()
    opened: list[object] = []

    def open_it() -> None:
        view = Inspecting(centre.store, centre.clock).open(centre.actor("ann"), assignment.id)
        opened.append(view.evaluation.id)

    desks = [threading.Thread(target=open_it) for _desk in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(opened) == 4
    assert len(set(opened)) == 1


def test_desks_that_take_a_draft_over_at_once_leave_it_to_one_of_them(centre: Centre) -> None:
    draft = centre.enter("ann", Purpose.ROUTINE, is_in=False)
    desks = [Inspecting(centre.store, centre.clock, DeskIdentity(uuid4(), f"m{n}", n)) for n in range(4)]
    ann = centre.actor("ann")
    works = [partial(desk.open, ann, draft.assignment_id, takes_over=True) for desk in desks]
    assert _refusals(*works) == []
    keep = [partial(desk.keep_place, ann, draft.id, DeskPlace()) for desk in desks]
    assert _refusals(*keep) == [ErrorCode.DRAFT_ELSEWHERE] * 3


def test_what_is_begun_at_this_moment_is_neither_taken_back_nor_given_to_somebody_else(centre: Centre) -> None:
    given, other = centre.assignment("ann", Purpose.ROUTINE), centre.assignment("ann", Purpose.ROUTINE)
    with _working(centre, "lead") as uow:
        uow.assignments.add_all([given, other])
        uow.commit()
    assigning, lead = Assigning(centre.store, centre.clock), centre.actor("lead")
    refused: list[ErrorCode] = []

    def take_away() -> None:
        refused.extend(_refusals(lambda: assigning.give_to(lead, given.id, centre.id_of("ben"))))
        assigning.withdraw(lead, (other.id,))

    with _at_once(take_away), _working(centre, "ann") as uow:
        assert uow.assignments.begin(given.id)
        assert uow.assignments.begin(other.id)
        time.sleep(HEAD_START_S)
        uow.commit()
    assert refused == [ErrorCode.WRONG_STATE]
    with centre.store.reading() as uow:
        found = uow.assignments.of_call(given.call_id)
    assert [one.state for one in found] == [AssignmentState.BEGUN] * 2


def test_what_is_handed_in_twice_at_the_same_moment_is_in_once(centre: Centre) -> None:
    given = centre.assignment("ann", Purpose.ROUTINE)
    with _working(centre, "lead") as uow:
        uow.assignments.add_all([given])
        uow.commit()
    inspecting, ann = Inspecting(centre.store, centre.clock), centre.actor("ann")
    view = inspecting.open(ann, given.id)
    for key, answer in (("no_disclosure", True), ("greeting", 5.0), ("tone", True)):
        inspecting.answer(ann, view.evaluation.id, AnswerDraft(key, answer))
    n_entries = centre.store.verify_audit_chain().n_entries
    assert _refusals(*[lambda: inspecting.submit(ann, view.evaluation.id)] * 3) == []
    assert centre.store.verify_audit_chain().n_entries == n_entries + 1


def test_whoever_enters_the_same_person_at_the_same_moment_is_told_so(centre: Centre) -> None:
    administering, administrator = Administering(centre.store, centre.clock), centre.actor("administrator")
    draft = PersonDraft("new-1", "New One", frozenset({Role.INSPECTOR}))
    refused = _refusals(*[lambda: administering.save_person(administrator, draft)] * 4)
    assert set(refused) <= {ErrorCode.VALUE_INVALID, ErrorCode.ENTERED_AT_ONCE}
    assert len(refused) == 3


def test_leads_who_begin_a_draft_or_a_scorecard_at_once_get_one_draft_and_one_scorecard(centre: Centre) -> None:
    authoring, lead = Authoring(centre.store, centre.clock), centre.actor("lead")
    drafts: list[VersionId] = []
    assert _refusals(*[lambda: drafts.append(authoring.begin_draft(lead, "service")[0])] * 4) == []
    assert len(set(drafts)) == 1
    new = NewScorecard(LocalText.of("Complaints"), "complaints")
    assert _refusals(*[partial(authoring.begin_scorecard, lead, new)] * 4) == [ErrorCode.VALUE_INVALID] * 3


def test_a_draft_that_is_saved_at_this_moment_is_neither_published_nor_thrown_away(centre: Centre) -> None:
    authoring, lead = Authoring(centre.store, centre.clock), centre.actor("lead")
    version_id, _changes = authoring.begin_draft(lead, "service")
    draft = authoring.version(lead, version_id)
    refused: list[ErrorCode] = []

    def end_it() -> None:
        refused.extend(_refusals(lambda: authoring.publish(lead, "service", n_saves=draft.n_saves)))
        refused.extend(_refusals(lambda: authoring.withdraw_draft(lead, "service", n_saves=draft.n_saves)))

    with _at_once(end_it), _working(centre, "lead") as uow:
        uow.scorecards.save_draft(replace(draft, title=LocalText.of("Another")))
        time.sleep(HEAD_START_S)
        uow.commit()
    assert set(refused) <= {ErrorCode.CONFLICT, ErrorCode.WRONG_STATE}
    assert len(refused) == 2
    assert authoring.version(lead, version_id).title == LocalText.of("Another")


def _refusals(*works: Callable[[], object]) -> list[ErrorCode]:
    """What became of things done at the same moment, but for those that were done."""
    refused: list[ErrorCode] = []
    done: list[object] = []

    def do(work: Callable[[], object]) -> None:
        try:
            done.append(work())
        except QADeskError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) + len(refused) == len(works)
    return refused


@contextmanager
def _working(centre: Centre, part: str) -> Iterator[UnitOfWork]:
    with centre.store.unit_of_work(centre.actor(part), centre.clock) as uow:
        yield uow


@contextmanager
def _at_once(work: Callable[[], None]) -> Iterator[None]:
    """Begin the work a moment after the block has, and let both end."""

    def begin() -> None:
        time.sleep(HEAD_START_S / 3)
        work()

    second = threading.Thread(target=begin)
    second.start()
    yield
    second.join()


def _hand_in(centre: Centre, part: str, evaluation: Evaluation) -> None:
    with _working(centre, part) as uow:
        hand_in(uow, evaluation, centre.version, LATER)
        uow.commit()
