"""The bundled scorecards and the demo centre: valid, complete, in both languages, and true to one another."""

import copy
import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import yaml

from qa_desk.paths import resources_dir
from qa_desk.services.demonstrating.content import in_language

SCORECARDS = resources_dir() / "scorecards"
DEMO = resources_dir() / "demo"
LANGUAGES = {"en", "zh_CN"}
ROLES = {"inspector", "lead", "trainer", "administrator", "agent", "team_leader", "owner", "auditor"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

Record = dict[str, Any]


def _yaml(path: Path) -> Record:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _criteria(scorecard: Record) -> list[Record]:
    return [criterion for section in scorecard["sections"] for criterion in section["criteria"]]


SCHEMA = json.loads((SCORECARDS / "scorecard.schema.json").read_text(encoding="utf-8"))
BUNDLED = {path.stem: _yaml(path) for path in sorted(SCORECARDS.glob("*.yaml"))}
SERVICE = {criterion["key"]: criterion for criterion in _criteria(BUNDLED["service"])}
CAST = _yaml(DEMO / "cast.yaml")
WORDINGS = _yaml(DEMO / "standard_wordings.yaml")["wordings"]
DIALOGUES = {path.stem: _yaml(path) for path in sorted((DEMO / "dialogues").glob("*.yaml"))}
PASSAGES = json.loads((DEMO / "passages.json").read_text(encoding="utf-8"))["calls"]
RATE_HZ = 8000
RECORDINGS = {row["file"]: row for row in _rows(DEMO / "calls.csv")}
SPOKEN_COLUMNS = {
    "name", "agent_name", "unit", "grade", "queue", "business_type", "campaign", "customer_segment", "service_stage",
    "channel", "direction", "language", "语种",
}  # fmt: skip

each_scorecard = pytest.mark.parametrize("scorecard", BUNDLED.values(), ids=BUNDLED.keys())
each_dialogue = pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES.keys())


def _errors(scorecard: Record) -> list[str]:
    found = jsonschema.Draft202012Validator(SCHEMA).iter_errors(scorecard)
    return [f"{list(error.absolute_path)}: {error.message}" for error in found]


def _texts(value: object) -> Iterator[Record]:
    """Every mapping of language to text anywhere in the document."""
    if isinstance(value, dict):
        if LANGUAGES & value.keys():
            yield value
        else:
            for part in value.values():
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _failed(dialogue: Record, criterion: str) -> bool:
    return dialogue["truth"][criterion]["answer"] == "fail"


def _events(dialogue: Record, kind: str) -> list[Record]:
    return [event for event in PASSAGES[dialogue["call_id"]]["events"] if event["kind"] == kind]


def test_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@each_scorecard
def test_bundled_scorecard_keeps_to_the_schema(scorecard: Record) -> None:
    assert _errors(scorecard) == []


def _misspell(scorecard: Record) -> None:
    scorecard["sections"][0]["criteria"][0]["wieght"] = 5


def _critical_by_points(scorecard: Record) -> None:
    scorecard["sections"][0]["criteria"][0]["scale"] = {"type": "points", "max": 5, "step": 1}


def _critical_bonus(scorecard: Record) -> None:
    scorecard["sections"][0]["criteria"][0]["bonus"] = True


def _priceless_deduction(scorecard: Record) -> None:
    deduction = next(c for c in _criteria(scorecard) if c["scale"]["type"] == "deduction")
    del deduction["reasons"][0]["points"]


def _priced_reason(scorecard: Record) -> None:
    scorecard["sections"][0]["criteria"][0]["reasons"][0]["points"] = 2


def _cap_over_100(scorecard: Record) -> None:
    scorecard["critical_policy"] = "cap:101"


def _without_sections(scorecard: Record) -> None:
    scorecard["sections"] = []


MISTAKES = [
    _misspell,
    _critical_by_points,
    _critical_bonus,
    _priceless_deduction,
    _priced_reason,
    _cap_over_100,
    _without_sections,
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__.strip("_"))
def test_schema_refuses_a_mistake(mistake: Callable[[Record], None]) -> None:
    scorecard = copy.deepcopy(BUNDLED["service"])
    mistake(scorecard)
    assert _errors(scorecard) != []


@pytest.mark.parametrize(
    "document",
    [*BUNDLED.values(), *WORDINGS, *DIALOGUES.values()],
    ids=[*BUNDLED, *(wording["key"] for wording in WORDINGS), *DIALOGUES],
)
def test_every_text_is_in_both_languages(document: Record) -> None:
    texts = list(_texts(document))
    assert texts
    for text in texts:
        assert text.keys() == LANGUAGES
        assert not CHINESE.search(text["en"])
        assert text["en"].strip()
        assert CHINESE.search(text["zh_CN"]), text


@each_scorecard
def test_keys_are_unique_and_every_criterion_has_title_guidance_and_reasons(scorecard: Record) -> None:
    keys = [criterion["key"] for criterion in _criteria(scorecard)]
    assert len(keys) == len(set(keys))
    for criterion in _criteria(scorecard):
        reasons = [reason["key"] for reason in criterion["reasons"]]
        assert 3 <= len(reasons) <= 6
        assert len(reasons) == len(set(reasons))
        assert set(criterion["guidance"]) == LANGUAGES
        assert set(criterion["title"]) == LANGUAGES
        assert criterion.get("comment_required_on_failure", False) == ("critical" in criterion)


def test_service_has_seven_parts_all_scales_a_bonus_and_a_condition() -> None:
    sections = [section["key"] for section in BUNDLED["service"]["sections"]]
    assert sorted(sections) == ["create", "efficiency", "excellence", "impartiality", "rule", "smile", "vim"]
    assert len(SERVICE) == 14
    assert {criterion["scale"]["type"] for criterion in SERVICE.values()} == {
        "pass_fail",
        "levels",
        "points",
        "deduction",
    }
    families = {key: criterion["critical"] for key, criterion in SERVICE.items() if "critical" in criterion}
    assert families == {"no_disclosure": "compliance", "consent": "business", "correct_information": "customer"}
    assert any(criterion.get("bonus") for criterion in SERVICE.values())
    conditions = {k: c["shown_when"]["criterion"] for k, c in SERVICE.items() if "shown_when" in c}
    order = list(SERVICE)
    assert conditions
    assert all(order.index(decides) < order.index(key) for key, decides in conditions.items())


def test_wordings_name_a_business_type_a_department_and_a_period_that_calls_fall_into() -> None:
    business_types = {row["business_type"] for row in RECORDINGS.values()}
    departments = {department["name"]: department["name_zh_CN"] for department in CAST["departments"]}
    for wording in WORDINGS:
        assert wording["business_type"] in business_types
        assert departments[wording["department"]["en"]] == wording["department"]["zh_CN"]
        assert wording["criterion"] in SERVICE
        assert any(_is_valid(wording, dialogue) for dialogue in DIALOGUES.values())


def _is_valid(wording: Record, dialogue: Record) -> bool:
    about = dialogue["call"]
    day = about["started_at"][:10]
    same_business = wording["business_type"] == about["business_type"]
    return same_business and wording["valid_from"] <= day <= wording["valid_until"]


def test_there_are_enough_different_calls_in_both_languages() -> None:
    spoken = [dialogue["language"] for dialogue in DIALOGUES.values()]
    assert spoken.count("zh_CN") >= 27
    assert spoken.count("en") >= 15
    lines = [turn["text"] for dialogue in DIALOGUES.values() for turn in dialogue["turns"] if len(turn["text"]) > 12]
    assert len(set(lines)) == len(lines)


@each_dialogue
def test_truth_answers_every_criterion_as_its_scale_allows(dialogue: Record) -> None:
    assert list(dialogue["truth"]) == list(SERVICE)
    for key, answer in dialogue["truth"].items():
        _check_answer(SERVICE[key], answer, len(dialogue["turns"]))


def _check_answer(criterion: Record, answer: Record, n_turns: int) -> None:
    value, reasons = answer["answer"], answer.get("reasons", [])
    assert answer.keys() <= {"answer", "reasons", "evidence", "comment", "cause_owner"}
    assert all(1 <= turn <= n_turns for turn in answer.get("evidence", []))
    points = {reason["key"]: reason.get("points", 0) for reason in criterion["reasons"]}
    assert set(reasons) <= points.keys()
    if value == "na":
        assert criterion["na_allowed"]
    elif value == "hidden":
        assert "shown_when" in criterion
    else:
        possible = _possible_answers(criterion["scale"])
        assert value in possible
        failed = value != possible[-1]
        assert failed == bool(reasons), criterion["key"]
        assert answer.get("evidence") or not failed
        assert set(answer.get("comment", LANGUAGES)) == LANGUAGES
        assert answer.get("comment") or not (failed and "critical" in criterion)
        if criterion["scale"]["type"] == "deduction":
            assert value == max(0, criterion["scale"]["max"] - sum(points[reason] for reason in reasons))


def _possible_answers(scale: Record) -> list[object]:
    """All answers, the best one last."""
    if scale["type"] == "pass_fail":
        return ["fail", "pass"]
    if scale["type"] == "levels":
        return [level["points"] for level in scale["levels"]]
    return list(range(scale["max"] + 1))


@each_dialogue
def test_truth_agrees_with_what_is_heard(dialogue: Record) -> None:
    truth = dialogue["truth"]
    longest_s = max((event["end_s"] - event["start_s"] for event in _events(dialogue, "silence")), default=0.0)
    assert _failed(dialogue, "no_dead_air") == (longest_s > 20)
    agent_turns = {number for number, turn in enumerate(dialogue["turns"], 1) if turn["speaker"] == "agent"}
    if any(event["turn"] in agent_turns for event in _events(dialogue, "overlap")):
        assert "interrupts" in truth["tone"]["reasons"]
    if _events(dialogue, "hold"):
        assert truth["hold_explained"]["answer"] != "na"


@each_dialogue
def test_truth_agrees_with_attributes_and_wordings(dialogue: Record) -> None:
    truth = dialogue["truth"]
    assert (truth["same_care"]["answer"] != "na") == dialogue["call"]["complaint"]
    assert (truth["standard_wording"]["answer"] == "hidden") == _failed(dialogue, "correct_information")
    if truth["standard_wording"]["answer"] in ("pass", "fail"):
        assert any(_is_valid(wording, dialogue) for wording in WORDINGS)


@each_dialogue
def test_dialogue_names_people_voices_and_departments_of_the_cast(dialogue: Record) -> None:
    agents = {person["id"] for person in CAST["people"] if person["role"] == "agent"}
    assert dialogue["agent_id"] in agents
    assert dialogue["agent_id"] in CAST["agent_voices"]
    assert dialogue["customer_voice"] in CAST["customer_voices"]
    owners = {answer["cause_owner"] for answer in dialogue["truth"].values() if "cause_owner" in answer}
    assert owners <= {department["name"] for department in CAST["departments"]}


@each_dialogue
def test_turns_are_written_so_that_the_synthesiser_reads_them(dialogue: Record) -> None:
    foreign = re.compile(r"[A-Za-z0-9]") if dialogue["language"] == "zh_CN" else re.compile(r"[0-9\u4e00-\u9fff]")
    for turn in dialogue["turns"]:
        assert turn.keys() <= {
            "speaker",
            "text",
            "pause_before_s",
            "hold_s",
            "is_parked",
            "overlap_s",
            "speed",
            "pitch_range",
        }
        assert turn["speaker"] in ("agent", "customer")
        assert not foreign.search(turn["text"])


@each_dialogue
def test_recording_has_the_agent_left_and_the_customer_right(dialogue: Record) -> None:
    call_id = dialogue["call_id"]
    samples = _sound_of(call_id)
    passages = PASSAGES[call_id]
    assert 35 <= len(samples) / RATE_HZ <= 110
    assert len(samples) / RATE_HZ == pytest.approx(passages["duration_s"], abs=0.05)
    assert [turn["speaker"] for turn in passages["turns"]] == [turn["speaker"] for turn in dialogue["turns"]]
    overlaps = {event["turn"] + behind for event in _events(dialogue, "overlap") for behind in (-1, 0)}
    for turn in passages["turns"]:
        heard = samples[int(turn["start_s"] * RATE_HZ) : int(turn["end_s"] * RATE_HZ)]
        agent_rms, customer_rms = np.sqrt(np.mean(heard**2, axis=0))
        speaking, other = (agent_rms, customer_rms) if turn["speaker"] == "agent" else (customer_rms, agent_rms)
        assert speaking > 0.05
        assert turn["turn"] in overlaps or other < speaking / 30


@each_dialogue
def test_nobody_speaks_twice_at_once(dialogue: Record) -> None:
    for speaker in ("agent", "customer"):
        turns = [turn for turn in PASSAGES[dialogue["call_id"]]["turns"] if turn["speaker"] == speaker]
        assert all(now["end_s"] <= after["start_s"] for now, after in pairwise(turns))


def _sound_of(call_id: str) -> npt.NDArray[np.float64]:
    """The recordings of a call, each where its time puts it; between them nothing."""
    rows = [row for row in RECORDINGS.values() if row["call_id"] == call_id]
    began = min(datetime.fromisoformat(row["started_at"]) for row in rows)
    pieces: list[npt.NDArray[np.float64]] = []
    n_frames = 0
    for row in rows:
        samples, rate_hz = soundfile.read(DEMO / row["file"], dtype="float64")
        assert (rate_hz, samples.shape[1]) == (RATE_HZ, 2)
        assert len(samples) / RATE_HZ == pytest.approx(float(row["duration_s"]), abs=0.01)
        start_s = (datetime.fromisoformat(row["started_at"]) - began).total_seconds()
        pieces += [np.zeros((round(start_s * RATE_HZ) - n_frames, 2)), samples]
        n_frames = round(start_s * RATE_HZ) + len(samples)
    return np.concatenate(pieces)


def test_a_call_that_was_parked_has_two_recordings_with_a_gap_in_either_language() -> None:
    parked = {key: one for key, one in DIALOGUES.items() if any("is_parked" in turn for turn in one["turns"])}
    assert {one["language"] for one in parked.values()} == {"en", "zh_CN"}
    for call_id in DIALOGUES:
        rows = [row for row in RECORDINGS.values() if row["call_id"] == call_id]
        assert len(rows) == (2 if call_id in parked else 1)
        if len(rows) == 2:
            first, second = (datetime.fromisoformat(row["started_at"]) for row in rows)
            gap_s = (second - first).total_seconds() - float(rows[0]["duration_s"])
            (hold,) = _events(DIALOGUES[call_id], "hold")
            assert 5.0 < gap_s < hold["end_s"] - hold["start_s"]


def test_calls_csv_and_recordings_name_each_other() -> None:
    assert RECORDINGS.keys() == {path.name for path in DEMO.glob("*.opus")}
    assert {row["call_id"] for row in RECORDINGS.values()} == DIALOGUES.keys() == PASSAGES.keys()
    people = {row["id"]: row for row in _rows(DEMO / "people.csv")}
    for row in RECORDINGS.values():
        agent = people[row["agent_id"]]
        assert (agent["name"], agent["unit"], agent["role"]) == (row["agent_name"], row["unit"], "agent")
        started_at = datetime.fromisoformat(row["started_at"])
        assert "2026-09-21" <= started_at.date().isoformat() <= "2026-11-20"
        assert started_at.utcoffset() is not None


def test_people_make_a_whole_centre() -> None:
    rows = _rows(DEMO / "people.csv")
    by_role = {role: [row for row in rows if row["role"] == role] for role in ROLES}
    assert {row["role"] for row in rows} == ROLES
    assert len({row["id"] for row in rows}) == len(rows)
    assert len(by_role["agent"]) == 12
    assert len(by_role["inspector"]) == 6
    halls = {row["unit"] for row in by_role["agent"]}
    assert len(halls) == 3
    assert {row["unit"] for row in by_role["team_leader"]} == halls
    leaders = {row["id"]: row["unit"] for row in by_role["team_leader"]}
    assert all(leaders[row["team_leader"]] == row["unit"] for row in by_role["agent"])


def test_recordings_stay_small() -> None:
    sizes = [path.stat().st_size for path in DEMO.glob("*.opus")]
    assert max(sizes) < 1_000_000
    assert sum(sizes) <= 6_000_000


def test_every_name_of_the_tables_has_its_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_desk.services.demonstrating.content.current_language", lambda: "zh_CN")
    for row in (*_rows(DEMO / "calls.csv"), *_rows(DEMO / "people.csv")):
        spoken = in_language(row)
        for column in SPOKEN_COLUMNS & spoken.keys():
            parts = [part for part in spoken[column].split("/") if part]
            assert all(CHINESE.search(part) for part in parts), spoken
        for column in row.keys() - SPOKEN_COLUMNS:
            assert spoken[column] == row[column]


def test_a_name_stands_once_in_chinese() -> None:
    for group in _yaml(DEMO / "names_zh_CN.yaml").values():
        assert len(set(group.values())) == len(group)


def test_no_folded_line_leaves_a_space_inside_chinese() -> None:
    bundled = (*SCORECARDS.glob("*.yaml"), DEMO / "standard_wordings.yaml")
    texts = [text for path in bundled for text in _strings(_yaml(path)) if CHINESE.search(text)]
    assert texts
    assert [
        text for text in texts if re.search(r"[\u3001-\u301f\u4e00-\u9fff\uff00-\uffef] [\u4e00-\u9fff]", text)
    ] == []


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in _strings(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _strings(one))
