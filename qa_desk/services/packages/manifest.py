"""manifest.json: which cases a package holds, the hash of every part, who made it, and their signature over it all."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from qa_desk import __version__
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.case_package import Centre, PackedCall, PackedCase, PackedFile, PackedForm
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.i18n import _
from qa_desk.services.packages.limits import FORMAT, MANIFEST, SCHEMA_VERSION
from qa_desk.services.packages.strict_json import Document, Fields, canonical, fields_of, parse, shaped, written
from qa_desk.store.sealing.centre_key import CentreKey, fingerprint_of, is_signed

_SIGNED_LINE = f"{FORMAT} {SCHEMA_VERSION}\n".encode()
_TEXTS = ("business_type", "channel", "direction", "service_stage")
_ID, _FORMAT, _SCHEMA = "id", "format", "schema"


def manifest_bytes(
    *,
    centre_name: str,
    key: CentreKey,
    cases: Sequence[PackedCase],
    calls: Sequence[PackedCall],
    forms: Sequence[PackedForm],
    files: Sequence[PackedFile],
) -> bytes:
    """The manifest of these parts, signed."""
    said: dict[str, Any] = {
        _FORMAT: FORMAT,
        _SCHEMA: SCHEMA_VERSION,
        "made_with": __version__,
        "centre": {"name": centre_name, "public_key": base64.b64encode(key.public_key).decode("ascii")},
        "cases": [_case_fields(case) for case in cases],
        "calls": [_call_fields(call) for call in calls],
        "scorecards": [{"path": form.path, "key": form.key, "version": form.number} for form in forms],
        "files": [{"path": one.path, "size": one.size_bytes, "sha256": one.sha256} for one in files],
    }
    said["signature"] = base64.b64encode(key.sign(_SIGNED_LINE + canonical(said))).decode("ascii")
    return written(said)


def read_manifest(data: bytes, file: str) -> Document:
    """The manifest in these bytes, of the right shape and signed.

    Raises PACKAGE_INVALID, PACKAGE_NEWER, PACKAGE_CHANGED.
    """
    _require_version(parse(data, file, MANIFEST))
    document = shaped(data, file, MANIFEST)
    unsigned = {key: value for key, value in document.top.items() if key != "signature"}
    signature = base64.b64decode(document.top["signature"])
    if not is_signed(_SIGNED_LINE + canonical(unsigned), signature, _public_key(document)):
        detail = _("its signature does not fit {part}").format(part=MANIFEST)
        raise QADeskError(ErrorCode.PACKAGE_CHANGED, file=file, detail=detail)
    for path in (("cases", _ID), ("calls", _ID), ("scorecards", "path"), ("files", "path")):
        require_once(document, *path)
    return document


def centre_of(document: Document) -> Centre:
    """Who signed it."""
    public_key = _public_key(document)
    return Centre(document.top["centre"]["name"], public_key, fingerprint_of(public_key))


def calls_of(document: Document) -> tuple[PackedCall, ...]:
    """The calls, with their masks in order within their length."""
    return tuple(_call(document, at, fields) for at, fields in enumerate(document.top["calls"]))


def files_of(document: Document) -> tuple[PackedFile, ...]:
    """The other parts."""
    return tuple(PackedFile(one["path"], one["size"], one["sha256"]) for one in document.top["files"])


def require_once(document: Document, name: str, key: str) -> None:
    """Raises PACKAGE_INVALID where two of a list are called the same."""
    seen: set[object] = set()
    for at, fields in enumerate(document.top[name]):
        if fields[key] in seen:
            document.refuse(name, at, key, expected=_("is there twice"))
        seen.add(fields[key])


def moment(document: Document, text: str, *path: str | int) -> datetime:
    """A moment in UTC. Raises PACKAGE_INVALID for a day that there is not."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        document.refuse(*path, expected=_("expected a moment such as {example}").format(example="2026-11-23T08:00:00Z"))


def _require_version(document: Document) -> None:
    """What a newer program wrote has another shape; that is said before the shape is looked at."""
    said = fields_of(document.value)
    version = said.get(_SCHEMA)
    is_newer = isinstance(version, int) and not isinstance(version, bool) and version > SCHEMA_VERSION
    if said.get(_FORMAT) == FORMAT and is_newer:
        raise QADeskError(ErrorCode.PACKAGE_NEWER, file=document.file)


def _public_key(document: Document) -> bytes:
    return base64.b64decode(document.top["centre"]["public_key"])


def _case_fields(case: PackedCase) -> dict[str, Any]:
    return {
        _ID: str(case.id),
        "home": case.home,
        "version": case.number,
        "code": case.code,
        "created_at": case.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "call": str(case.call_id),
        "scorecard": case.form,
    }


def _call_fields(call: PackedCall) -> dict[str, Any]:
    texts = {name: getattr(call, name) for name in _TEXTS}
    return {
        _ID: str(call.id),
        "recording": call.recording,
        "duration_s": call.duration_s,
        "rate_hz": call.rate_hz,
        "channels": call.channels,
        "agent_channel": call.agent_channel.value,
        "masked": [{"start_s": start_s, "end_s": end_s} for start_s, end_s in call.masked],
        **{name: text for name, text in texts.items() if text},
    }


def _call(document: Document, at: int, fields: Fields) -> PackedCall:
    masked: list[tuple[float, float]] = []
    for number, one in enumerate(fields.get("masked", ())):
        start_s, end_s = float(one["start_s"]), float(one["end_s"])
        if not (masked[-1][1] if masked else 0.0) <= start_s < end_s <= fields["duration_s"]:
            expected = _("expected passages in order within the {n} s of the recording").format(n=fields["duration_s"])
            document.refuse("calls", at, "masked", number, expected=expected)
        masked.append((start_s, end_s))
    return PackedCall(
        id=CallId(UUID(fields[_ID])),
        recording=fields["recording"],
        duration_s=float(fields["duration_s"]),
        rate_hz=fields["rate_hz"],
        channels=fields["channels"],
        agent_channel=AgentChannel(fields["agent_channel"]),
        masked=tuple(masked),
        **{name: fields.get(name, "") for name in _TEXTS},
    )
