"""Masked passages through the services, the same on both databases: who may, what is heard, what is found."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa_desk.audio.masking import TONE_LEVEL
from qa_desk.audio.passage import Passage
from qa_desk.bootstrap import Services
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.masking import COVER, MaskState, PrivateKind
from qa_desk.domain.people import Actor, Role
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.finding import Finding
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.centre.furnishing import furnish
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.store.store import Store
from tests.store.laid_databases import Furnishing

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
RATE_HZ = 8000
SAID = """\
1
00:00:00,000 --> 00:00:01,000
good morning

2
00:00:01,000 --> 00:00:02,000
four one one one

3
00:00:02,000 --> 00:00:03,000
thank you
"""
TABLE = "file,call_id,started_at\na.wav,C-1,2026-03-02T09:00:00\nb.wav,C-1,2026-03-02T09:00:05\n"


@dataclass(frozen=True, slots=True)
class Told:
    """The administrator and lead, an inspector, and a call."""

    chief: Actor
    ann: Actor
    call_id: CallId


def _bring(store: Store, folder: Path) -> Told:
    """A call of two recordings, three seconds each, with a gap, and what was said in the first."""
    clock = FixedClock(NOW)
    furnish(store, clock, time_zone="UTC")
    services = Services.over(store, clock, folder)
    chief = services.administering.add_first_person("Chief", "chief")
    source = folder / "in"
    source.mkdir()
    for seed, name in enumerate(("a", "b")):
        sound = np.random.default_rng(seed).uniform(-0.5, 0.5, (3 * RATE_HZ, 2))
        soundfile.write(source / f"{name}.wav", sound, RATE_HZ)
    (source / "a.srt").write_text(SAID, encoding="utf-8")
    (source / "calls.csv").write_text(TABLE, encoding="utf-8")
    services.importing.import_files(chief, ImportRequest((source,)), NoProgress())
    call_id = services.listening.calls(chief, CallQuery()).calls[0].id
    return Told(chief, _person(services, chief, "ann", Role.INSPECTOR), call_id)


@pytest.fixture
def furnishing() -> Furnishing:
    """A call, and who hears it."""
    return _bring


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    """The services over it."""
    return Services.over(store, FixedClock(NOW), tmp_path)


@pytest.fixture
def chief(told: Told) -> Actor:
    """The first person: administrator and lead."""
    return told.chief


@pytest.fixture
def ann(told: Told) -> Actor:
    """An inspector."""
    return told.ann


@pytest.fixture
def call_id(told: Told) -> CallId:
    """The call."""
    return told.call_id


def _person(services: Services, chief: Actor, name: str, *roles: Role) -> Actor:
    services.administering.save_person(chief, PersonDraft(f"id-{name}", name, frozenset(roles)))
    return services.administering.actor_named(f"id-{name}")


def _heard(services: Services, actor: Actor, call_id: CallId, start_s: float, end_s: float) -> np.ndarray:
    track = services.listening.sound(actor, call_id).track
    with track.open() as sound:
        sound.seek(round(start_s * RATE_HZ))
        return sound.read(round((end_s - start_s) * RATE_HZ))


def test_a_confirmed_mask_is_heard_by_nobody(services: Services, chief: Actor, ann: Actor, call_id: CallId) -> None:
    assert np.abs(_heard(services, ann, call_id, 1.0, 2.0)).max() > 0.4
    services.masking.mask(chief, call_id, 1.0, 2.0, PrivateKind.PAYMENT_CARD)
    for actor in (chief, ann):
        assert np.abs(_heard(services, actor, call_id, 1.0, 2.0)).max() <= TONE_LEVEL
        assert np.abs(_heard(services, actor, call_id, 0.0, 1.0)).max() > 0.4
    assert services.listening.sound(ann, call_id).track.masked == (Passage(1.0, 2.0),)


def test_a_proposal_changes_nothing_until_it_is_confirmed(
    services: Services, chief: Actor, ann: Actor, call_id: CallId
) -> None:
    mask_ids = services.masking.mask(ann, call_id, 1.0, 2.0)
    assert np.abs(_heard(services, chief, call_id, 1.0, 2.0)).max() > 0.4
    assert [one.mask.state for one in services.masking.waiting(chief)] == [MaskState.PROPOSED]
    changes = services.masking.confirm(chief, mask_ids)
    assert call_id in changes.ids
    assert np.abs(_heard(services, ann, call_id, 1.0, 2.0)).max() <= TONE_LEVEL
    assert services.masking.waiting(chief) == ()


def test_a_colleague_learns_nothing_of_a_proposal(
    services: Services, chief: Actor, ann: Actor, call_id: CallId
) -> None:
    ben = _person(services, chief, "ben", Role.INSPECTOR)
    services.masking.mask(ann, call_id, 1.0, 2.0)
    assert [len(services.masking.of_call(actor, call_id)) for actor in (ann, ben, chief)] == [1, 0, 1]


def test_only_lead_and_administrator_decide(services: Services, chief: Actor, ann: Actor, call_id: CallId) -> None:
    auditor = _person(services, chief, "eve", Role.AUDITOR)
    own = services.masking.mask(ann, call_id, 0.0, 0.5)
    for ask in (
        lambda: services.masking.confirm(ann, own),
        lambda: services.masking.waiting(ann),
        lambda: services.masking.remove(ann, services.masking.mask(chief, call_id, 2.0, 2.5)),
        lambda: services.masking.mask(auditor, call_id, 0.0, 0.5),
    ):
        with pytest.raises(NotAllowedError):
            ask()
    assert services.masking.remove(ann, own)[0].id == own[0]
    with pytest.raises(NotFoundError):
        services.masking.confirm(chief, own)


def test_what_was_taken_off_comes_back_as_it_was(services: Services, chief: Actor, call_id: CallId) -> None:
    mask_ids = services.masking.mask(chief, call_id, 1.0, 2.0, PrivateKind.MOBILE)
    before = services.masking.of_call(chief, call_id)
    removed = services.masking.remove(chief, mask_ids)
    assert np.abs(_heard(services, chief, call_id, 1.0, 2.0)).max() > 0.4
    services.masking.restore(chief, removed)
    services.masking.restore(chief, removed)
    assert services.masking.of_call(chief, call_id) == before


def test_a_passage_over_a_gap_masks_both_recordings(services: Services, chief: Actor, call_id: CallId) -> None:
    services.masking.mask(chief, call_id, 2.5, 5.5)
    assert [(one.start_s, one.end_s) for one in services.masking.of_call(chief, call_id)] == [(2.5, 3.0), (5.0, 5.5)]
    assert np.abs(_heard(services, chief, call_id, 5.0, 5.5)).max() <= TONE_LEVEL


@pytest.mark.parametrize("passage", [(3.5, 4.5), (9.0, 10.0), (2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_a_passage_without_sound_is_refused(
    services: Services, chief: Actor, call_id: CallId, passage: tuple[float, float]
) -> None:
    with pytest.raises(QADeskError) as caught:
        services.masking.mask(chief, call_id, *passage)
    assert caught.value.code is ErrorCode.VALUE_INVALID


def test_words_of_a_masked_passage_are_covered_and_not_found(
    services: Services, store: Store, chief: Actor, call_id: CallId
) -> None:
    finding = Finding(store, FixedClock(datetime(2026, 3, 16, 10, 0, tzinfo=UTC)))
    assert finding.find(chief, "four one one")
    mask_ids = services.masking.mask(chief, call_id, 1.2, 1.8)
    said = [one.text for one in services.listening.transcript(chief, call_id)]
    assert said == ["good morning", f"{COVER * 4} {COVER * 3} {COVER * 3} {COVER * 3}", "thank you"]
    assert not finding.find(chief, "four one one")
    assert finding.find(chief, "good morning")
    services.masking.remove(chief, mask_ids)
    assert finding.find(chief, "four one one")


def test_sound_handed_out_holds_the_tone(services: Services, chief: Actor, call_id: CallId, tmp_path: Path) -> None:
    services.masking.mask(chief, call_id, 1.0, 2.0)
    services.listening.export_passage(chief, call_id, 1.0, 2.0, tmp_path / "out.wav")
    written, _rate_hz = soundfile.read(tmp_path / "out.wav")
    assert np.abs(written).max() <= TONE_LEVEL
    (tmp_path / "clip.ogg").write_bytes(services.listening.excerpt(chief, call_id, 1.0, 2.0))
    heard, _rate_hz = soundfile.read(tmp_path / "clip.ogg")
    assert np.abs(heard).max() < 0.2


def test_every_step_is_in_the_audit(
    services: Services, store: Store, chief: Actor, ann: Actor, call_id: CallId
) -> None:
    mask_ids = services.masking.mask(ann, call_id, 1.0, 2.0)
    services.masking.confirm(chief, mask_ids)
    services.masking.remove(chief, mask_ids)
    with store.reading() as uow:
        actions = [entry.action for entry in uow.audit_log.latest(3)]
    assert actions == ["mask.removed", "mask.confirmed", "mask.proposed"]


def test_the_same_sound_in_another_call_is_masked_too(
    services: Services, chief: Actor, call_id: CallId, tmp_path: Path
) -> None:
    other = tmp_path / "again"
    other.mkdir()
    (other / "copy.wav").write_bytes((tmp_path / "in" / "a.wav").read_bytes())
    (other / "calls.csv").write_text("file,call_id\ncopy.wav,C-2\n", encoding="utf-8")
    services.importing.import_files(chief, ImportRequest((other,)), NoProgress())
    copies = [one.id for one in services.listening.calls(chief, CallQuery()).calls if one.id != call_id]
    services.masking.mask(chief, call_id, 1.0, 2.0)
    for copy in copies:
        assert np.abs(_heard(services, chief, copy, 1.0, 2.0)).max() <= TONE_LEVEL
