"""What a desk does without its store lies on this computer, is brought back in order, and overwrites nobody."""

import os
import stat
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.errors import ConflictError, ErrorCode, QADeskError
from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind, Evaluation, EvaluationState
from qa_desk.domain.ids import AssignmentId, EvaluationId, MarkId
from qa_desk.paths import kept_changes_dir
from qa_desk.services.keeping.change_journal import ChangeJournal, KeptChange
from qa_desk.services.keeping.desk_changes import (
    AnswerChange,
    DeskChange,
    HeardChange,
    MarkChange,
    Submission,
    read_again,
    written_down,
)
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.scoring.carrying_on import CarryingOn
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.inspecting_views import AnswerDraft, MarkDraft, answer_draft
from qa_desk.store.places.folder import FolderPlace
from tests.small_centre import SmallCentre
from tests.store.kept_elsewhere import Kept

KEY = "no_disclosure"


@pytest.fixture
def given_call(centre: SmallCentre) -> AssignmentId:
    """Call 1043, waiting for Anna."""
    (assignment,) = centre.assign(centre.anna, "1043")
    return assignment


@pytest.fixture
def draft(centre: SmallCentre, given_call: AssignmentId) -> Evaluation:
    """The same, begun."""
    return centre.services.inspecting.open(centre.anna, given_call).evaluation


@pytest.fixture
def journal(tmp_path: Path) -> ChangeJournal:
    return ChangeJournal(tmp_path / "a" / "b" / "c")


def elsewhere(centre: SmallCentre) -> Inspecting:
    """The same person at another desk."""
    return Inspecting(centre.workspace.store, centre.clock, replace(DeskIdentity.here(), machine="ward-7"))


def next_run(centre: SmallCentre) -> CarryingOn:
    """The program started again on this computer."""
    workspace = centre.workspace
    inspecting = Inspecting(workspace.store, centre.clock, DeskIdentity.here())
    return CarryingOn(inspecting, workspace.folder, workspace.recordings.seals)


def answered(evaluation: Evaluation, comment: str, *expects: str) -> AnswerChange:
    known = tuple(AnswerDraft(KEY, True, comment=one) for one in expects)
    return AnswerChange(evaluation.id, AnswerDraft(KEY, True, comment=comment), (AnswerDraft(KEY), *known))


def stored(centre: SmallCentre, evaluation: Evaluation) -> Evaluation:
    return centre.services.inspecting.look_at(centre.anna, evaluation.id).evaluation


TEXTS = st.text(max_size=40)
SECONDS = st.floats(0, 7200, allow_nan=False)
ANSWERS = st.builds(
    AnswerDraft,
    TEXTS,
    st.none() | st.booleans() | st.integers(0, 9) | st.floats(0, 9) | TEXTS,
    st.booleans(),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.none()
    | st.builds(CauseOwner, st.just(CauseOwnerKind.UNIT), st.uuids())
    | st.just(CauseOwner(CauseOwnerKind.AGENT)),
    TEXTS,
)
CHANGES = st.one_of(
    st.builds(
        AnswerChange, st.uuids().map(EvaluationId), ANSWERS, st.none() | st.lists(ANSWERS, max_size=2).map(tuple)
    ),
    st.builds(
        lambda evaluation, mark, start, end, note, key, good: MarkChange(
            evaluation, mark, MarkDraft(start, end, note, key, good, mark)
        ),
        st.uuids().map(EvaluationId),
        st.uuids().map(MarkId),
        SECONDS,
        SECONDS,
        TEXTS,
        st.none() | TEXTS,
        st.booleans(),
    ),
    st.builds(MarkChange, st.uuids().map(EvaluationId), st.uuids().map(MarkId), st.none()),
    st.builds(
        HeardChange, st.uuids().map(EvaluationId), st.lists(st.tuples(SECONDS, SECONDS), max_size=4).map(tuple), SECONDS
    ),
    st.builds(Submission, st.uuids().map(EvaluationId)),
)


@given(CHANGES)
def test_a_change_written_down_reads_the_same(change: DeskChange) -> None:
    assert read_again(written_down(change)) == change


def test_a_newer_change_of_the_same_thing_takes_the_place_of_the_older(journal: ChangeJournal) -> None:
    key = EvaluationId(uuid4())
    for number, comment in enumerate(("first", "second"), start=1):
        journal.keep(KeptChange(number, AnswerChange(key, AnswerDraft(KEY, True, comment=comment))))
    journal.keep(KeptChange(1, AnswerChange(key, AnswerDraft(KEY, True, comment="late"))))
    (kept,) = journal.pending()
    assert isinstance(kept.change, AnswerChange)
    assert kept.change.draft.comment == "second"


def test_what_the_store_has_is_gone_and_what_came_after_it_is_not(journal: ChangeJournal) -> None:
    key = EvaluationId(uuid4())
    older, newer = (KeptChange(n, AnswerChange(key, AnswerDraft(KEY, True, comment=str(n)))) for n in (1, 2))
    journal.keep(older)
    journal.settle(older)
    assert journal.pending() == ()
    journal.keep(older)
    assert journal.pending() == (), "the store was quicker than the disk"
    journal.keep(newer)
    journal.settle(older)
    assert journal.pending() == (newer,)


def test_handing_in_comes_after_all_else_whatever_the_clock_said(journal: ChangeJournal) -> None:
    key = EvaluationId(uuid4())
    journal.keep(KeptChange(1, Submission(key)))
    journal.keep(KeptChange(3, answered_blank(key)))
    journal.keep(KeptChange(2, HeardChange(key, ((0.0, 2.0),), 0.5)))
    assert [type(kept.change) for kept in journal.pending()] == [HeardChange, AnswerChange, Submission]


def answered_blank(key: EvaluationId) -> AnswerChange:
    return AnswerChange(key, AnswerDraft(KEY))


def test_nobody_else_may_open_what_lies_there_and_names_tell_nothing(centre: SmallCentre, draft: Evaluation) -> None:
    carrying_on = centre.services.carrying_on
    before = set(kept_changes_dir().rglob("*"))
    carrying_on.write_down(centre.anna, KeptChange(1, answered(draft, "what the caller said")))
    files = [path for path in set(kept_changes_dir().rglob("*")) - before if path.is_file()]
    assert len(files) == 1
    if os.name == "posix":
        assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
        for folder in (*files[0].parents[:2], kept_changes_dir()):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    told = str(files[0])
    assert not any(str(word) in told for word in (draft.id, KEY, centre.anna.person_id, centre.anna.name))


def test_where_recordings_are_encrypted_so_is_what_waits_here(
    centre: SmallCentre, given_call: AssignmentId, draft: Evaluation
) -> None:
    centre.services.protecting.switch_on(centre.lead)
    carrying_on = next_run(centre)
    carrying_on.bring_back(centre.anna)
    before = set(kept_changes_dir().rglob("*"))
    carrying_on.write_down(centre.anna, KeptChange(1, answered(draft, "what the caller said")))
    (file,) = (path for path in set(kept_changes_dir().rglob("*")) - before if path.is_file())
    written = file.read_bytes()
    assert not any(word in written for word in (b"what the caller said", KEY.encode(), str(draft.id).encode()))
    centre.services.inspecting.let_go(centre.anna, draft.id)
    assert next_run(centre).bring_back(centre.anna).n_kept == 1
    assert "what the caller said" in {answer.comment for answer in stored(centre, draft).answers}


def test_sealed_changes_wait_for_their_key_and_plain_ones_are_still_read(tmp_path: Path) -> None:
    kept = Kept(tmp_path, FolderPlace(tmp_path / "recordings"))
    first, second = (KeptChange(number, Submission(EvaluationId(uuid4()))) for number in (1, 2))
    ChangeJournal(tmp_path / "journal", kept.desk().seals).keep(first)
    kept.protect()
    seals = kept.desk().seals
    seals.look()
    journal = ChangeJournal(tmp_path / "journal", seals)
    journal.keep(second)
    assert journal.pending() == (first, second)
    without = ChangeJournal(tmp_path / "journal", kept.desk(keys=False).seals)
    assert without.pending() == (first,)
    assert ChangeJournal(tmp_path / "journal", kept.desk().seals).pending() == (first, second)


def test_a_file_that_was_cut_short_is_left_out(journal: ChangeJournal, tmp_path: Path) -> None:
    journal.keep(KeptChange(1, Submission(EvaluationId(uuid4()))))
    (file,) = (tmp_path / "a" / "b" / "c").iterdir()
    file.with_name(f"other{file.suffix}").write_bytes(file.read_bytes()[:10])
    assert len(journal.pending()) == 1


def test_what_was_left_here_is_brought_back_in_order_and_handed_in_once(
    centre: SmallCentre, given_call: AssignmentId, draft: Evaluation
) -> None:
    full = centre.answer_all(centre.anna, given_call)
    carrying_on, mark = centre.services.carrying_on, MarkId(uuid4())
    known = full.answer(KEY)
    assert known is not None
    changed = replace(answer_draft(known), comment="written without a server")
    for number, change in enumerate(
        (
            AnswerChange(draft.id, changed, (answer_draft(known),)),
            MarkChange(draft.id, mark, MarkDraft(1.0, 2.0, "here", KEY, id=mark)),
            Submission(draft.id),
        )
    ):
        carrying_on.write_down(centre.anna, KeptChange(number + 1, change))
    centre.services.inspecting.let_go(centre.anna, draft.id)
    again = next_run(centre)
    brought = again.bring_back(centre.anna)
    assert (brought.n_kept, brought.held_back) == (3, ())
    kept = stored(centre, draft)
    assert kept.state is EvaluationState.SUBMITTED
    assert kept.answer(KEY) is not None
    assert [one.id for one in kept.marks] == [mark]
    assert {answer.comment for answer in kept.answers} >= {"written without a server"}
    assert again.bring_back(centre.anna).n_kept == 0
    assert again.n_pending(centre.anna) == 0


def test_a_change_that_arrived_although_nobody_said_so_is_no_conflict(centre: SmallCentre, draft: Evaluation) -> None:
    carrying_on = centre.services.carrying_on
    first, second = answered(draft, "once"), answered(draft, "twice", "once")
    carrying_on.keep(centre.anna, KeptChange(1, first))
    carrying_on.keep(centre.anna, KeptChange(2, first))
    carrying_on.keep(centre.anna, KeptChange(3, second))
    answer = stored(centre, draft).answer(KEY)
    assert answer is not None
    assert answer.comment == "twice"


@pytest.fixture
def two_answers(centre: SmallCentre, given_call: AssignmentId, draft: Evaluation) -> CarryingOn:
    """Answered here without a server, and meanwhile at another desk, which has closed the draft again."""
    centre.services.carrying_on.write_down(centre.anna, KeptChange(1, answered(draft, "from here")))
    centre.services.carrying_on.write_down(centre.anna, KeptChange(2, Submission(draft.id)))
    other = elsewhere(centre)
    other.open(centre.anna, given_call, takes_over=True)
    other.answer(centre.anna, draft.id, AnswerDraft(KEY, False, comment="from there"))
    other.let_go(centre.anna, draft.id)
    return next_run(centre)


def test_what_another_desk_answered_meanwhile_is_not_overwritten(
    centre: SmallCentre, draft: Evaluation, two_answers: CarryingOn
) -> None:
    brought = two_answers.bring_back(centre.anna)
    assert (brought.n_kept, brought.held_back) == (0, (draft.id,))
    answer = stored(centre, draft).answer(KEY)
    assert answer is not None
    assert answer.comment == "from there"
    held = two_answers.held_back(centre.anna, draft.id)
    assert held is not None
    (both,) = held.answers
    assert both.theirs is not None
    assert (both.mine.comment, both.theirs.comment) == ("from here", "from there")
    assert held.can_keep_mine
    assert two_answers.n_pending(centre.anna) == 2, "nothing is dropped before somebody chose"


@pytest.mark.parametrize(("mine", "expected"), [(frozenset({KEY}), "from here"), (frozenset[str](), "from there")])
def test_the_person_chooses_which_of_both_counts(
    centre: SmallCentre, draft: Evaluation, two_answers: CarryingOn, mine: frozenset[str], expected: str
) -> None:
    two_answers.bring_back(centre.anna)
    two_answers.choose(centre.anna, draft.id, mine)
    answer = stored(centre, draft).answer(KEY)
    assert answer is not None
    assert answer.comment == expected
    assert two_answers.held_back(centre.anna, draft.id) is None
    assert not stored(centre, draft).is_in, "what was chosen is handed in by the person"


def test_what_another_desk_has_open_stays_here(
    centre: SmallCentre, given_call: AssignmentId, draft: Evaluation
) -> None:
    centre.services.carrying_on.write_down(centre.anna, KeptChange(1, answered(draft, "from here")))
    elsewhere(centre).open(centre.anna, given_call, takes_over=True)
    again = next_run(centre)
    assert again.bring_back(centre.anna).held_back == (draft.id,)
    assert again.n_pending(centre.anna) == 1


def test_what_was_handed_in_elsewhere_leaves_only_what_is_stored_to_choose(
    centre: SmallCentre, given_call: AssignmentId, draft: Evaluation
) -> None:
    centre.services.carrying_on.write_down(centre.anna, KeptChange(1, answered(draft, "from here")))
    centre.answer_all(centre.anna, given_call)
    centre.services.inspecting.submit(centre.anna, draft.id)
    again = next_run(centre)
    assert again.bring_back(centre.anna).held_back == (draft.id,)
    held = again.held_back(centre.anna, draft.id)
    assert held is not None
    assert not held.can_keep_mine
    with pytest.raises(QADeskError):
        again.choose(centre.anna, draft.id, frozenset({KEY}))
    assert again.n_pending(centre.anna) == 1
    again.choose(centre.anna, draft.id, frozenset())
    assert again.n_pending(centre.anna) == 0


def test_an_answer_that_is_neither_known_nor_wanted_is_a_conflict_with_both(
    centre: SmallCentre, draft: Evaluation
) -> None:
    inspecting = centre.services.inspecting
    inspecting.answer(centre.anna, draft.id, AnswerDraft(KEY, True, comment="stored"))
    with pytest.raises(ConflictError) as caught:
        inspecting.answer(centre.anna, draft.id, AnswerDraft(KEY, False), expects=(AnswerDraft(KEY),))
    assert caught.value.code is ErrorCode.CONFLICT
    assert caught.value.params["mine"] == AnswerDraft(KEY, False)
    assert caught.value.params["theirs"] == AnswerDraft(KEY, True, comment="stored")


def test_what_this_desk_answered_itself_is_no_conflict_on_any_scale(
    centre: SmallCentre, given_call: AssignmentId, draft: Evaluation
) -> None:
    inspecting = centre.services.inspecting
    for criterion in centre.version.criteria:
        options = criterion.scale.prompt().options
        rating = options[0].code if options else criterion.scale.maximum
        first = AnswerDraft(criterion.key, rating)
        inspecting.answer(centre.anna, draft.id, first, expects=(AnswerDraft(criterion.key),))
        inspecting.answer(centre.anna, draft.id, replace(first, comment="more"), expects=(first,))
    assert {answer.comment for answer in stored(centre, draft).answers} == {"more"}
