"""Speaks the dialogues of this folder and writes the recordings, passages.json, calls.csv and people.csv beside them.

Run by whoever changes a dialogue: `python resources/demo/make_sound.py [CALL_ID ...]`. Needs espeak-ng and ffmpeg on
the machine. The same dialogues and the same versions of the two programs give the same bytes.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import yaml

Samples = npt.NDArray[np.float64]

HERE = Path(__file__).parent
RATE_HZ = 8000
BAND_HZ = (300.0, 3400.0)
SPEECH_RMS = 0.11
MUSIC_RMS = 0.05
NOISE_RMS = 0.0009
LEAD_IN_S = 0.6
LEAD_OUT_S = 0.8
SILENCE_WORTH_NAMING_S = 3.0
PARKED_AFTER_S = 3.0
TAKEN_BACK_BEFORE_S = 1.5
CHANNEL = {"agent": 0, "customer": 1}
MANDARIN = "cmn-latn-pinyin"
# At the same words per minute this voice speaks slower than people on the telephone do.
MANDARIN_SPEED = 1.22
BASE_VOICE = {
    ("zh_CN", "agent"): MANDARIN,
    ("zh_CN", "customer"): MANDARIN,
    ("en", "agent"): "en-us",
    ("en", "customer"): "en-gb",
}
# The Mandarin voice reads each character in one way only, so words with another reading are handed over in pinyin.
READINGS = {
    "银行": "yin2 hang2",
    "重新": "chong2 新",
    "重启": "chong2 启",
    "重复": "chong2 复",
    "总得": "总 dei3",
    "还得": "还 dei3",
    "网得": "网 dei3",
    "用得了": "用得 liao3",
    "了解": "liao3 解",
    "音乐": "音 yue4",
    "退还": "退 huan2",
    "要还给": "要 huan2 给",
    "调度": "diao4 度",
    "出差": "出 chai1",
    "着急": "zhao2 急",
    "请假": "请 jia4",
    "半天假": "半天 jia4",
    "以为": "以 wei2",
    "地": " di4 ",
}
CALL_COLUMNS = [
    "file",
    "call_id",
    "started_at",
    "agent_id",
    "agent_name",
    "unit",
    "queue",
    "business_type",
    "campaign",
    "customer_id",
    "customer_segment",
    "service_stage",
    "channel",
    "direction",
    "duration_s",
    "csat",
    "csat_scale",
    "complaint",
    "resolved",
    "agent_channel",
    "language",
]
PEOPLE_COLUMNS = ["id", "name", "role", "unit", "team_leader", "grade", "hired", "left", "leave_from", "leave_to"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where something is heard, in seconds: a turn, or a hold, silence or overlap before one."""

    kind: str
    turn: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Conversation:
    """A call as sound: samples of shape (frames, 2), agent left, and what is heard where."""

    samples: Samples
    passages: tuple[Passage, ...]
    parked: tuple[tuple[float, float], ...] = ()
    """Where the recorder stood still, in seconds."""

    @property
    def duration_s(self) -> float:
        """Its length."""
        return len(self.samples) / RATE_HZ

    @property
    def recordings(self) -> tuple[tuple[int, int], ...]:
        """What the recorder wrote, a file for each: first frame and the one behind the last."""
        edges = [0, *(round(place_s * RATE_HZ) for passage in self.parked for place_s in passage), len(self.samples)]
        return tuple(zip(edges[::2], edges[1::2], strict=True))


def telephone_band(sound: Samples, rate_hz: int) -> Samples:
    """The sound at RATE_HZ with only what a telephone line lets through; edges fall off over 150 Hz."""
    n_out = round(len(sound) * RATE_HZ / rate_hz)
    spectrum = np.fft.rfft(sound)
    frequency = np.fft.rfftfreq(len(sound), 1 / rate_hz)
    low, high = BAND_HZ
    gain = np.clip((frequency - (low - 150)) / 150, 0, 1) * np.clip(((high + 150) - frequency) / 150, 0, 1)
    kept = (spectrum * gain)[: n_out // 2 + 1]
    return np.fft.irfft(kept, n_out) * (n_out / len(sound))


def trimmed(sound: Samples) -> Samples:
    """The sound without the synthesiser's silence before and after."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def at_level(sound: Samples, rms: float) -> Samples:
    """The sound scaled to a loudness, its peaks softened rather than clipped."""
    scaled = sound * (rms / np.sqrt(np.mean(sound**2)))
    return np.tanh(scaled / 0.9) * 0.9


def speak(text: str, base_voice: str, voice: dict[str, Any], turn: dict[str, Any]) -> Samples:
    """The words in telephone quality, trimmed and levelled; a turn may have a `speed` factor and a `pitch_range`."""
    speed = voice["speed"] * turn.get("speed", 1.0)
    if base_voice == MANDARIN:
        speed *= MANDARIN_SPEED
        text = re.sub("|".join(READINGS), lambda found: READINGS[found.group()], text)
    if "pitch_range" in turn:
        text = f'<prosody range="{turn["pitch_range"]}%">{text}</prosody>'
    command = ["espeak-ng", "-m", "-v", f"{base_voice}+{voice['variant']}", "-p", str(voice["pitch"])]
    command += ["-s", str(round(speed)), "--stdout", text]
    wave = subprocess.run(command, check=True, capture_output=True).stdout
    # Written to a pipe, the header's length is a placeholder: the samples are what follows its 44 bytes.
    rate_hz = int.from_bytes(wave[24:28], "little")
    sound = np.frombuffer(wave[44 : 44 + (len(wave) - 44) // 2 * 2], dtype="<i2") / 32768.0
    return at_level(trimmed(telephone_band(sound, rate_hz)), SPEECH_RMS)


def hold_music(duration_s: float, generator: np.random.Generator) -> Samples:
    """A slow tune of plucked notes on five tones, different for every call, faded in and out."""
    tones_hz = 392.0 * 2.0 ** (np.array([0, 2, 4, 7, 9, 12]) / 12)
    n_frames = round(duration_s * RATE_HZ)
    music = np.zeros(n_frames)
    step = int(0.42 * RATE_HZ)
    tone = 2
    for start in range(0, n_frames, step):
        tone = int(np.clip(tone + generator.integers(-2, 3), 0, len(tones_hz) - 1))
        time = np.arange(min(3 * step, n_frames - start)) / RATE_HZ
        pluck = np.exp(-3.0 * time) * np.minimum(time / 0.01, 1)
        for harmonic, share in ((1, 1.0), (2, 0.35), (3, 0.12)):
            music[start : start + len(time)] += share * pluck * np.sin(2 * np.pi * harmonic * tones_hz[tone] * time)
    fade = np.minimum(np.minimum(np.arange(n_frames), np.arange(n_frames)[::-1]) / (0.3 * RATE_HZ), 1)
    return at_level(music * fade, MUSIC_RMS)


def converse(dialogue: dict[str, Any], cast: dict[str, Any]) -> Conversation:
    """The whole call: each turn after the last with a natural gap, or its pause, hold or overlap."""
    generator = np.random.default_rng(int(dialogue["call_id"]))
    voices = {
        "agent": cast["agent_voices"][dialogue["agent_id"]],
        "customer": cast["customer_voices"][dialogue["customer_voice"]],
    }
    pieces: list[tuple[int, float, Samples]] = []
    passages: list[Passage] = []
    parked: list[tuple[float, float]] = []
    now_s = LEAD_IN_S
    for number, turn in enumerate(dialogue["turns"], start=1):
        before_s = now_s
        if hold_s := turn.get("hold_s", 0.0):
            pieces.append((CHANNEL["agent"], now_s + 0.4, hold_music(hold_s, generator)))
            passages.append(Passage("hold", number, now_s + 0.4, now_s + 0.4 + hold_s))
            if turn.get("is_parked"):
                parked.append((now_s + 0.4 + PARKED_AFTER_S, now_s + 0.4 + hold_s - TAKEN_BACK_BEFORE_S))
            now_s += 0.4 + hold_s
        pause_s = turn.get("pause_before_s", 0.0) or float(generator.uniform(0.25, 0.65))
        start_s = max(0.0, now_s - turn["overlap_s"] if "overlap_s" in turn else now_s + pause_s)
        speaker = turn["speaker"]
        sound = speak(turn["text"], BASE_VOICE[dialogue["language"], speaker], voices[speaker], turn)
        pieces.append((CHANNEL[speaker], start_s, sound))
        if start_s < before_s:
            passages.append(Passage("overlap", number, start_s, min(before_s, start_s + len(sound) / RATE_HZ)))
        elif start_s - now_s >= SILENCE_WORTH_NAMING_S:
            passages.append(Passage("silence", number, now_s, start_s))
        passages.append(Passage(speaker, number, start_s, start_s + len(sound) / RATE_HZ))
        now_s = max(before_s, start_s + len(sound) / RATE_HZ)
    return Conversation(_mixed(pieces, now_s + LEAD_OUT_S, generator), tuple(passages), tuple(parked))


def _mixed(pieces: list[tuple[int, float, Samples]], duration_s: float, generator: np.random.Generator) -> Samples:
    samples = np.zeros((round(duration_s * RATE_HZ), 2))
    for channel, start_s, sound in pieces:
        first = round(start_s * RATE_HZ)
        samples[first : first + len(sound), channel] += sound[: len(samples) - first]
    for channel in (0, 1):
        noise = telephone_band(generator.standard_normal(len(samples)), RATE_HZ)
        samples[:, channel] += noise * (NOISE_RMS / np.std(noise))
    return np.clip(samples, -1.0, 1.0)


def write_opus(path: Path, samples: Samples) -> None:
    """Ogg Opus at 16 kbit/s with the channels coded apart.

    Coded together, as is usual for stereo, 16 kbit/s is too little: the encoder then mixes both sides into one.
    """
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "call.wav"
        soundfile.write(wave, samples, RATE_HZ, subtype="PCM_16")
        coding = ["-c:a", "libopus", "-b:a", "16k", "-application", "voip", "-mapping_family", "255"]
        exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        command = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(wave), *coding, *exact, str(path)]
        subprocess.run(command, check=True)
    path.write_bytes(named_left_and_right(path.read_bytes()))


def named_left_and_right(ogg: bytes) -> bytes:
    """The file with its two streams declared as left and right (family 1) rather than as nameless (family 255).

    Players then know what to do with them. Layout of the first page: RFC 3533 section 6 and RFC 7845 section 5.1.
    """
    head = ogg.index(b"OpusHead")
    end = ogg.index(b"OggS", head)
    page = bytearray(ogg[:end])
    assert page[head + 18] == 255
    page[head + 18] = 1
    page[22:26] = bytes(4)
    page[22:26] = ogg_checksum(bytes(page)).to_bytes(4, "little")
    return bytes(page) + ogg[end:]


def ogg_checksum(page: bytes) -> int:
    """CRC-32 with polynomial 0x04C11DB7, most significant bit first, starting at 0 (RFC 3533 section 6)."""
    remainder = 0
    for byte in page:
        remainder ^= byte << 24
        for _ in range(8):
            remainder = ((remainder << 1) ^ (0x04C11DB7 if remainder & 0x80000000 else 0)) & 0xFFFFFFFF
    return remainder


def file_name(call_id: str, place: int) -> str:
    """The first recording of a call has its name, the further ones are numbered."""
    return f"{call_id}.opus" if place == 1 else f"{call_id}-{place}.opus"


def call_rows(dialogue: dict[str, Any], agent: dict[str, Any], conversation: Conversation) -> list[dict[str, str]]:
    """The rows of calls.csv: one for each recording, with its own beginning and length."""
    rows = []
    for place, (first, last) in enumerate(conversation.recordings, start=1):
        row = call_row(dialogue, agent, (last - first) / RATE_HZ) | {"file": file_name(dialogue["call_id"], place)}
        if first:
            began = datetime.fromisoformat(row["started_at"]) + timedelta(seconds=first / RATE_HZ)
            row["started_at"] = began.isoformat(timespec="milliseconds")
        rows.append(row)
    return rows


def call_row(dialogue: dict[str, Any], agent: dict[str, Any], duration_s: float) -> dict[str, str]:
    """What a row of calls.csv says of the call."""
    pseudonym = hashlib.sha256(f"demo customer {dialogue['call_id']}".encode()).hexdigest()[:8]
    about = {key: _cell(value) for key, value in dialogue["call"].items()}
    return {
        "call_id": dialogue["call_id"],
        "agent_id": agent["id"],
        "agent_name": agent["name"],
        "unit": agent["unit"],
        "customer_id": f"c-{pseudonym}",
        "channel": "phone",
        "direction": "inbound",
        "duration_s": f"{duration_s:.2f}",
        "csat_scale": "1-5" if "csat" in about else "",
        "agent_channel": "left",
        "language": dialogue["language"],
        **about,
    }


def _cell(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def passages_of(conversation: Conversation) -> dict[str, Any]:
    """The entry of passages.json: the length, the turns in order, and holds, silences and overlaps."""
    turns: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for passage in conversation.passages:
        span = {"turn": passage.turn, "start_s": round(passage.start_s, 2), "end_s": round(passage.end_s, 2)}
        if passage.kind in CHANNEL:
            turns.append({**span, "speaker": passage.kind})
        else:
            events.append({**span, "kind": passage.kind})
    return {"duration_s": round(conversation.duration_s, 2), "turns": turns, "events": events}


def write_csv(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """A table with those columns; what a row lacks stays empty."""
    with io.StringIO(newline="") as text:
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def main() -> int:
    """Speak all calls, or only those named; the tables are always written whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("call_id", nargs="*", help="encode only these calls anew")
    wanted = set(parser.parse_args().call_id)
    missing = [program for program in ("espeak-ng", "ffmpeg") if shutil.which(program) is None]
    if missing:
        sys.stderr.write(f"not found on this machine: {', '.join(missing)}\n")
        return 2
    cast = _read(HERE / "cast.yaml")
    people = {person["id"]: person for person in cast["people"]}
    rows: list[dict[str, str]] = []
    passages: dict[str, Any] = {}
    for path in sorted((HERE / "dialogues").glob("*.yaml")):
        dialogue = _read(path)
        call_id = dialogue["call_id"]
        conversation = converse(dialogue, cast)
        if not wanted or call_id in wanted:
            for place, (first, last) in enumerate(conversation.recordings, start=1):
                write_opus(HERE / file_name(call_id, place), conversation.samples[first:last])
        rows += call_rows(dialogue, people[dialogue["agent_id"]], conversation)
        passages[call_id] = passages_of(conversation)
    write_csv(HERE / "calls.csv", CALL_COLUMNS, rows)
    write_csv(HERE / "people.csv", PEOPLE_COLUMNS, cast["people"])
    document = json.dumps({"calls": passages}, indent=1)
    document = re.sub(r"\{\s+(\"turn\"[^}]*?)\s+\}", lambda found: "{" + re.sub(r"\s+", " ", found[1]) + "}", document)
    (HERE / "passages.json").write_text(document + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
