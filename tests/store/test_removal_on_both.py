"""Retention and the erasure of a customer on both databases: what goes is gone, what stays is told with its reason."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, Text, cast, select

from qa_desk.bootstrap import Services
from qa_desk.domain.calibration import SessionState
from qa_desk.domain.coaching import CoachingNote
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.feedback import DisputedAnswer, Feedback, FeedbackStepKind, Verdict
from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CoachingNoteId, FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Role
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.retention import KeptReason, RetentionLine, RetentionPurpose
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.centre.auditing import AuditQuery
from qa_desk.services.clock import FixedClock
from qa_desk.services.privacy.retaining import RetentionPreview
from qa_desk.services.progress import NoProgress
from qa_desk.store.store import Store
from qa_desk.store.tables import METADATA
from qa_desk.store.tables.reporting import ScoredFactRow
from tests.store.laid_databases import Furnishing
from tests.store.privacy_stories import CUSTOMER, NOW, OTHER, SAID, WRITTEN, Story, copied, make

P = RetentionPurpose
YEAR = 365
DISPUTED = "I did greet the customer"


@pytest.fixture
def furnishing() -> Furnishing:
    """Calls of two customers."""
    return make


@pytest.fixture
def story(store: Store, tmp_path: Path, told: Story) -> Story:
    """Those calls."""
    return copied(told, store, tmp_path)


def line_of(preview: RetentionPreview, purpose: RetentionPurpose) -> RetentionLine:
    """What is said of one purpose."""
    return next(line for line in preview.lines if line.purpose is purpose)


def every_text(engine: Engine) -> str:
    """Everything that the database holds, as text."""
    pieces: list[str] = []
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            columns = [cast(column, Text) for column in table.columns]
            pieces += ["\t".join(map(str, row)) for row in connection.execute(select(*columns))]
    return "\n".join(pieces)


def files_of(store: Store) -> int:
    """How many sound files there are."""
    return store.recordings.inventory(()).n_files


def test_without_periods_nothing_is_ever_due(story: Story) -> None:
    preview = story.services.retaining.apply(story.chief)
    assert preview.n_due == 0
    assert files_of(story.store) == 3


def test_a_preview_counts_and_names_the_oldest_and_touches_nothing(story: Story, engine: Engine) -> None:
    story.services.retaining.set_periods(story.chief, {P.RECORDINGS: YEAR, P.TRANSCRIPTS: 30})
    before = every_text(engine)
    preview = story.services.retaining.preview(story.chief)
    sound, words = line_of(preview, P.RECORDINGS), line_of(preview, P.TRANSCRIPTS)
    assert (sound.n_due, sound.oldest, sound.before) == (1, date(2025, 3, 2), date(2025, 3, 16))
    assert (words.n_due, words.oldest) == (1, date(2025, 3, 2))
    assert line_of(preview, P.ROUTINE).n_days is None
    assert every_text(engine) == before


def test_sound_that_had_its_time_goes_and_its_evaluation_stays(story: Story, engine: Engine) -> None:
    story.services.retaining.set_periods(story.chief, {P.RECORDINGS: YEAR, P.TRANSCRIPTS: YEAR})
    done = story.services.retaining.apply(story.chief)
    assert line_of(done, P.RECORDINGS).n_due == 1
    assert files_of(story.store) == 2
    with pytest.raises(QADeskError) as caught:
        story.services.listening.sound(story.chief, story.calls["K-1"])
    assert caught.value.code is ErrorCode.FILE_MISSING
    assert SAID not in every_text(engine)
    assert story.services.reviewing.evaluation(story.chief, story.evaluations["K-1"])
    assert story.services.administering.check(story.chief, verify_data=True, progress=NoProgress()).is_sound
    assert story.services.retaining.preview(story.chief).n_due == 0


def test_words_may_go_before_the_sound(story: Story, engine: Engine) -> None:
    story.services.retaining.set_periods(story.chief, {P.TRANSCRIPTS: 30})
    story.services.retaining.apply(story.chief)
    assert SAID not in every_text(engine)
    assert files_of(story.store) == 3


def test_words_must_not_outlive_their_sound(story: Story) -> None:
    for periods in ({P.RECORDINGS: 30}, {P.RECORDINGS: 30, P.TRANSCRIPTS: 31}, {P.ROUTINE: 0}, {P.ROUTINE: 99_999}):
        with pytest.raises(QADeskError) as caught:
            story.services.retaining.set_periods(story.chief, periods)
        assert caught.value.code is ErrorCode.VALUE_INVALID


def test_customers_are_forgotten_and_their_calls_stay(story: Story) -> None:
    story.services.retaining.set_periods(story.chief, {P.CUSTOMERS: YEAR})
    story.services.retaining.apply(story.chief)
    found = {key: story.services.listening.call(story.chief, call_id).call for key, call_id in story.calls.items()}
    ids = {key: call.attributes.customer_id for key, call in found.items()}
    assert ids == {"K-1": "", "K-2": CUSTOMER, "K-3": OTHER}
    assert not story.services.finding.find(story.chief, f"{CUSTOMER} K-1")


def test_evaluations_go_with_their_facts_when_their_time_is_over(story: Story, engine: Engine) -> None:
    story.services.retaining.set_periods(story.chief, {P.ROUTINE: 10}, NOW.date())
    assert story.services.retaining.preview(story.chief).n_due == 0
    later = _later(story, days=30)
    assert line_of(later.services.retaining.apply(story.chief), P.ROUTINE).n_due == 2
    with engine.connect() as connection:
        assert connection.execute(select(ScoredFactRow.evaluation_id)).all() == []
    assert WRITTEN not in every_text(engine)


def test_what_a_session_or_an_open_assignment_rests_on_stays_with_its_reason(story: Story) -> None:
    services, chief = story.services, story.chief
    services.administering.save_person(chief, PersonDraft("id-ann", "ann", frozenset({Role.INSPECTOR})))
    ann = services.administering.actor_named("id-ann")
    version = services.authoring.latest_published(chief, "service")
    draft = SessionDraft("March", (story.calls["K-1"],), (chief.person_id, ann.person_id), version.id)
    services.calibrating.create(chief, draft)
    services.retaining.set_periods(chief, {P.RECORDINGS: YEAR, P.TRANSCRIPTS: YEAR})
    line = line_of(services.retaining.apply(chief), P.RECORDINGS)
    assert line.n_due == 0
    assert [(kept.call_key, kept.reason) for kept in line.kept] == [("K-1", KeptReason.OPEN_SESSION)]
    assert SessionState.BLIND.value == services.calibrating.sessions(chief)[0].state.value
    assert services.listening.sound(chief, story.calls["K-1"])


def test_only_administrators_remove(story: Story) -> None:
    services, chief = story.services, story.chief
    services.administering.save_person(chief, PersonDraft("id-eve", "eve", frozenset({Role.LEAD, Role.AUDITOR})))
    eve = services.administering.actor_named("id-eve")
    for ask in (
        lambda: services.retaining.apply(eve),
        lambda: services.retaining.set_periods(eve, {P.ROUTINE: 10}),
        lambda: services.erasing.preview(eve, CUSTOMER),
        lambda: services.erasing.erase(eve, CUSTOMER),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_every_removal_is_in_the_audit(story: Story) -> None:
    story.services.retaining.set_periods(story.chief, {P.TRANSCRIPTS: 30, P.CUSTOMERS: 30})
    story.services.retaining.apply(story.chief)
    lines = story.services.auditing.entries(story.chief, AuditQuery(action="retention.")).lines
    assert [line.details for line in reversed(lines)] == [
        '{"n_removed":1,"purpose":"transcripts"}',
        '{"n_removed":1,"purpose":"customers"}',
    ]


def test_a_preview_of_a_customer_names_all_that_tells_of_them(story: Story) -> None:
    preview = story.services.erasing.preview(story.chief, CUSTOMER)
    assert [(call.key, call.day) for call in preview.calls] == [
        ("K-1", date(2025, 3, 2)),
        ("K-2", date(2026, 3, 2)),
    ]
    traces = preview.traces
    assert (traces.n_recordings, traces.n_transcripts, traces.n_evaluations, traces.n_marks) == (2, 1, 1, 1)
    (left,) = preview.handed_out
    assert (left.kind, left.name, left.person_name) == (HandOutKind.SOUND, "for the court.wav", "Chief")


def test_of_a_forgotten_customer_nothing_is_left(story: Story, engine: Engine, tmp_path: Path) -> None:
    other_before = story.services.listening.call(story.chief, story.calls["K-3"])
    cached_before = set(Path.home().glob(".cache/qa-desk/p*/*"))
    story.services.listening.talk_figures(story.chief, story.calls["K-1"])
    story.services.erasing.erase(story.chief, CUSTOMER)
    left = every_text(engine)
    for trace in (CUSTOMER, SAID, "Plum Street", "K-1", "K-2", "zhou-first"):
        assert trace not in left, trace
    assert left.count(WRITTEN) > 0, "what was written of the other customer stays"
    assert files_of(story.store) == 1
    for words in ("Zhou Qiming of Plum", CUSTOMER, "Plum Street"):
        assert not story.services.finding.find(story.chief, words)
    assert story.services.listening.call(story.chief, story.calls["K-3"]) == other_before
    assert set(Path.home().glob(".cache/qa-desk/p*/*")) <= cached_before
    if engine.dialect.name == "sqlite":
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("qa_desk.sqlite3*"))
        for trace in (CUSTOMER, SAID, "zhou-first", "plum"):
            assert trace.encode() not in kept, trace


def fed_back(story: Story, key: str) -> None:
    """A dispute, its decision and a coaching note, all of which say what was said to the customer."""
    evaluation_id, chief, words = story.evaluations[key], story.chief.person_id, f"{DISPUTED}, {CUSTOMER}"
    feedback = Feedback(FeedbackId(uuid4()), evaluation_id, chief, FeedbackState.UPHELD, NOW, chief)
    feedback = replace(feedback, dispute_reason=words, decision_reason=words, decided_at=NOW, decided_by=chief)
    note = CoachingNote(
        CoachingNoteId(uuid4()), chief, words, chief, NOW, chief, NOW.date(), evaluation_id=evaluation_id
    )
    with story.store.unit_of_work(None, FixedClock(NOW)) as uow:
        uow.feedback.add(feedback)
        uow.feedback.dispute(feedback, [DisputedAnswer("greeting", words)])
        uow.feedback.decide(feedback.id, "greeting", Verdict.UPHELD, words)
        uow.feedback.note(feedback, FeedbackStepKind.DISPUTED, NOW, chief, words)
        uow.coaching.add(replace(note, done_at=NOW, done_by=chief, result=words))
        uow.commit()


def test_what_was_disputed_and_coached_about_a_forgotten_customer_goes_too(story: Story, engine: Engine) -> None:
    fed_back(story, "K-1")
    assert every_text(engine).count(DISPUTED) == 7
    story.services.erasing.erase(story.chief, CUSTOMER)
    assert DISPUTED not in every_text(engine)
    with story.store.reading() as uow:
        (note,) = uow.coaching.all(visibility_of(story.chief))
        assert (note.text, note.result) == ("–", "–"), "that there was one stays"


def test_an_evaluation_goes_with_what_was_coached_on_it(story: Story, engine: Engine) -> None:
    fed_back(story, "K-1")
    with story.store.unit_of_work(None, FixedClock(NOW)) as uow:
        uow.removal.remove_evaluations([story.evaluations["K-1"]])
        uow.commit()
    assert DISPUTED not in every_text(engine)


def test_the_figures_of_a_forgotten_customer_stay_and_point_at_nobody(story: Story, engine: Engine) -> None:
    with engine.connect() as connection:
        before = connection.execute(select(ScoredFactRow.__table__).order_by(ScoredFactRow.call_id)).all()
    story.services.erasing.erase(story.chief, CUSTOMER)
    with engine.connect() as connection:
        assert connection.execute(select(ScoredFactRow.__table__).order_by(ScoredFactRow.call_id)).all() == before
    call = story.services.listening.call(story.chief, story.calls["K-1"]).call
    assert call.key.startswith("erased-")
    assert (call.attributes.business_type, call.attributes.custom) == ("billing", ())
    assert call.started_at is not None
    assert (call.started_at.date(), call.started_at.hour) == (date(2025, 3, 2), 0)
    with story.store.reading() as uow:
        evaluation = uow.evaluations.get(story.evaluations["K-1"], visibility_of(story.chief))
    assert evaluation is not None
    assert {answer.comment for answer in evaluation.answers} == {""}
    assert [mark.note for mark in evaluation.marks] == [""]


def test_an_unknown_customer_is_not_found(story: Story) -> None:
    for customer_id in ("", "nobody"):
        with pytest.raises(NotFoundError):
            story.services.erasing.erase(story.chief, customer_id)


def test_the_chain_is_whole_after_it_and_does_not_name_the_customer(story: Story) -> None:
    story.services.erasing.erase(story.chief, CUSTOMER)
    assert story.services.administering.check(story.chief, verify_data=True, progress=NoProgress()).is_sound
    (line,) = story.services.auditing.entries(story.chief, AuditQuery(action="customer.")).lines
    assert line.details == '{"n_calls":2,"n_recordings":2}'


def _later(story: Story, *, days: int) -> Story:
    clock = FixedClock(NOW + timedelta(days=days))
    return replace(story, services=Services.over(story.store, clock, story.folder))
