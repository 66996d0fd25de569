"""Calls of two customers with sound, words, evaluations and hand-outs, for the tests of what goes for good."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile

from qa_desk.bootstrap import Services
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import Criterion
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.furnishing import furnish
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import AnswerDraft, AssignmentDraft, MarkDraft
from qa_desk.store.store import Store
from tests.answered_at_once import answer_at_once

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
CUSTOMER, OTHER = "cust-98417", "cust-20011"
SAID = "my name is Zhou Qiming of Plum Street"
WRITTEN = "the customer Zhou Qiming was not greeted"
TABLE = f"""\
file,call_id,started_at,customer_id,business_type,note
zhou-first.wav,K-1,2025-03-02T09:00:00,{CUSTOMER},billing,Plum Street
zhou-second.wav,K-2,2026-03-02T09:30:00,{CUSTOMER},billing,Plum Street
other.wav,K-3,2026-03-02T10:00:00,{OTHER},roaming,
"""


@dataclass(frozen=True, slots=True)
class Story:
    """What was made."""

    services: Services
    store: Store
    chief: Actor
    calls: dict[str, CallId]
    evaluations: dict[str, EvaluationId]
    folder: Path


def make(store: Store, folder: Path, *, said: str = SAID, written: str = WRITTEN) -> Story:
    """Three calls, two of one customer; K-1 and K-3 scored, K-1 handed out."""
    clock = FixedClock(NOW)
    furnish(store, clock, time_zone="UTC")
    services = Services.over(store, clock, folder)
    chief = services.administering.add_first_person("Chief", "chief")
    _bring(services, chief, folder, said)
    found = services.listening.calls(chief, CallQuery()).calls
    calls = {call.key: call.id for call in found}
    evaluations = {key: _score(services, store, clock, chief, calls[key], written) for key in ("K-1", "K-3")}
    services.listening.export_passage(chief, calls["K-1"], 0.0, 0.5, folder / "for the court.wav")
    return Story(services, store, chief, calls, evaluations, folder)


def copied(story: Story, store: Store, folder: Path) -> Story:
    """The same in a copy of its database and files."""
    return replace(story, services=Services.over(store, FixedClock(NOW), folder), store=store, folder=folder)


def _bring(services: Services, chief: Actor, folder: Path, said: str) -> None:
    source = folder / "in"
    source.mkdir()
    for seed, name in enumerate(("zhou-first", "zhou-second", "other")):
        sound = np.random.default_rng(seed).uniform(-0.5, 0.5, (8000, 2))
        soundfile.write(source / f"{name}.wav", sound, 8000)
    (source / "zhou-first.srt").write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{said}\n", encoding="utf-8")
    (source / "other.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\ngood morning\n", encoding="utf-8")
    (source / "calls.csv").write_text(TABLE, encoding="utf-8")
    services.importing.import_files(chief, ImportRequest((source,)), NoProgress())


def _score(
    services: Services, store: Store, clock: FixedClock, chief: Actor, call_id: CallId, written: str
) -> EvaluationId:
    version = services.authoring.latest_published(chief, "service")
    draft = AssignmentDraft((call_id,), (chief.person_id,), version.id, Purpose.ROUTINE)
    services.assigning.assign(chief, draft)
    given = next(item for item in services.inspecting.my_calls(chief) if item.call_id == call_id)
    evaluation = services.inspecting.open(chief, given.assignment_id).evaluation
    answer_at_once(store, clock, chief, evaluation, version, [_failed(one, written) for one in version.criteria])
    services.inspecting.save_mark(chief, evaluation.id, MarkDraft(0.1, 0.4, note=written))
    services.inspecting.submit(chief, evaluation.id)
    return evaluation.id


def _failed(criterion: Criterion, written: str) -> AnswerDraft:
    worst = [option.code for option in criterion.scale.prompt().options if option.points == 0]
    reasons = (criterion.reasons[0].key,) if criterion.reasons else ()
    return AnswerDraft(criterion.key, (worst or [0])[0], reasons=reasons, comment=written)
