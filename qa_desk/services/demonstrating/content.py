"""Reads the bundled conversations: what was said, where it is heard, and what a perfect judge would answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qa_desk.i18n import current_language
from qa_desk.paths import resources_dir


@dataclass(frozen=True, slots=True)
class TrueAnswer:
    """What a perfect judge answers: "pass", "fail", "na", "hidden" or points; `evidence` are seconds of the call."""

    answer: str | float
    reasons: tuple[str, ...] = ()
    evidence: tuple[tuple[float, float], ...] = ()
    comment: str = ""
    cause_owner: str = ""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One turn of a call: who speaks (agent or customer), in seconds of the call, and the words."""

    speaker: str
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One bundled call: its id, language, length in seconds, true answers by criterion of *Service*, and its turns."""

    call_key: str
    language: str
    title: str
    duration_s: float
    truth: Mapping[str, TrueAnswer]
    said: tuple[SaidLine, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A standard wording of the demo centre; days are the demo's own, before they are moved to the present."""

    title: Mapping[str, str]
    text: Mapping[str, str]
    business_type: str
    valid_from: str
    valid_until: str
    department: str


@dataclass(frozen=True, slots=True)
class DepartmentEntry:
    """A supporting department and who answers for it, by the id of people.csv; conversations name it by its `key`."""

    key: str
    name: str
    contact: str
    answer_days: int


def demo_dir() -> Path:
    """Where the bundled conversations lie."""
    return resources_dir() / "demo"


def conversations() -> tuple[Conversation, ...]:
    """All bundled conversations, by call id."""
    passages = json.loads((demo_dir() / "passages.json").read_text(encoding="utf-8"))["calls"]
    return tuple(_conversation(dialogue, passages) for dialogue in _dialogues())


def wordings() -> tuple[Wording, ...]:
    """The standard wordings of the demo centre."""
    entries = _read(demo_dir() / "standard_wordings.yaml")["wordings"]
    return tuple(
        Wording(
            entry["title"],
            entry["text"],
            entry["business_type"],
            entry["valid_from"],
            entry["valid_until"],
            entry["department"]["en"],
        )
        for entry in entries
    )


def departments() -> tuple[DepartmentEntry, ...]:
    """The departments of the demo centre."""
    entries = _read(demo_dir() / "cast.yaml")["departments"]
    named = f"name_{current_language()}"
    return tuple(
        DepartmentEntry(e["name"], e.get(named, e["name"]), e.get("contact", ""), e["answer_days"]) for e in entries
    )


def in_language(row: Mapping[str, str]) -> dict[str, str]:
    """A row of calls.csv or people.csv in the language in use; its ids, dates and roles stay."""
    names = _names(current_language())
    spoken = dict(row)
    for column, group in _COLUMN_GROUPS.items():
        if column in spoken:
            known = names.get(group, {})
            spoken[column] = "/".join(known.get(part, part) for part in spoken[column].split("/"))
    titles = names.get("columns", {})
    return {titles.get(column, column): value for column, value in spoken.items()}


_COLUMN_GROUPS = {
    "name": "people",
    "agent_name": "people",
    "unit": "units",
    "grade": "grades",
    "queue": "queues",
    "business_type": "business_types",
    "campaign": "campaigns",
    "customer_segment": "customer_segments",
    "service_stage": "service_stages",
    "channel": "channels",
    "direction": "directions",
    "language": "languages",
}


@cache
def _names(language: str) -> dict[str, dict[str, str]]:
    """Groups of names: the one of the tables → the one in this language; empty for English."""
    path = demo_dir() / f"names_{language}.yaml"
    return _read(path) if path.exists() else {}


@cache
def _dialogues() -> tuple[dict[str, Any], ...]:
    """As they are written, by call id; kept, for reading them takes a good part of a second."""
    return tuple(_read(path) for path in sorted((demo_dir() / "dialogues").glob("*.yaml")))


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _conversation(entry: dict[str, Any], passages: dict[str, Any]) -> Conversation:
    heard = passages[entry["call_id"]]
    turns = {turn["turn"]: (turn["start_s"], turn["end_s"]) for turn in heard["turns"]}
    events = {event["turn"]: (event["start_s"], event["end_s"]) for event in heard["events"]}
    truth = {key: _true_answer(key, given, turns, events) for key, given in entry["truth"].items()}
    title = entry["title"][current_language()]
    said = tuple(
        SaidLine(turn["speaker"], *turns[number], turn["text"]) for number, turn in enumerate(entry["turns"], start=1)
    )
    return Conversation(entry["call_id"], entry["language"], title, heard["duration_s"], truth, said)


def _true_answer(
    criterion_key: str,
    given: dict[str, Any],
    turns: Mapping[int, tuple[float, float]],
    events: Mapping[int, tuple[float, float]],
) -> TrueAnswer:
    """Dead air and holds are heard before the turn that is named, all else in it."""
    heard_before = criterion_key in ("no_dead_air", "hold_explained")
    numbers: list[int] = given.get("evidence", [])
    evidence = tuple(events[n] if heard_before and n in events else turns[n] for n in numbers)
    answer = given["answer"]
    return TrueAnswer(
        answer if isinstance(answer, str) else float(answer),
        tuple(given.get("reasons", ())),
        evidence,
        given["comment"][current_language()] if "comment" in given else "",
        given.get("cause_owner", ""),
    )
