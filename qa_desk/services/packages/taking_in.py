"""Taking cases of a package in: their sound by its hash first, then everything else in one transaction, or nothing."""

import hashlib
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from qa_desk.domain.calls import Call, CallAttributes, Recording, RecordingState
from qa_desk.domain.case_package import CasePackage, PackedCall, PackedCase, PackedForm
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId, CaseId, MaskId, RecordingId, ScorecardId, VersionId
from qa_desk.domain.masking import MaskedPassage, MaskState, PrivateKind
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard_problems import kept_from_publishing, problems
from qa_desk.domain.sharing import OfferedCase
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseOrigin, CaseState, StandardCase
from qa_desk.i18n import _
from qa_desk.services.calls.listening import time_line_of
from qa_desk.services.forms.taking_in import SCORECARDS, require_none
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.search_entries import index_call, index_case, index_transcript
from qa_desk.services.packages.reading_zip import PackageZip
from qa_desk.store.recordings import RecordingFiles, StoredFile
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.unit_of_work import UnitOfWork

_SAME_LENGTH_S = 0.5
_KEY_SHOWN = 8


@dataclass(frozen=True, slots=True)
class BroughtSound:
    """A recording that lies in the store already, and its coding."""

    stored: StoredFile
    codec: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What is taken in by whom, and when; `sound` are the recordings that lie in the store already."""

    package: CasePackage
    sound: Mapping[CallId, BroughtSound]
    actor: Actor
    now: datetime


def bring_sound(
    path: Path, package: CasePackage, calls: Collection[PackedCall], files: RecordingFiles
) -> dict[CallId, BroughtSound]:
    """Put the recordings of these calls into the store, once all of them were read to their end.

    Raises what `copy_out` and `RecordingFiles.add` raise.
    """
    with tempfile.TemporaryDirectory(prefix="qa-desk-") as folder, PackageZip(path) as archive:
        copies = {call.id: copy_out(archive, call, package, Path(folder), path.name) for call in calls}
        return {call_id: BroughtSound(files.add(copy), codec) for call_id, (copy, codec) in copies.items()}


def copy_out(archive: PackageZip, call: PackedCall, package: CasePackage, folder: Path, file: str) -> tuple[Path, str]:
    """Copy the recording of a call into a folder and read it to its end; returns the copy and its coding.

    Raises PACKAGE_REPLACED for another file than was looked at, PACKAGE_INVALID for what is not the sound it says.
    """
    # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
    from qa_desk.services.packages.sound import require_copy

    copy = folder / f"{call.id}.flac"
    _pour(archive, call, package, copy, file)
    return copy, require_copy(copy, call, file)


def call_here(uow: UnitOfWork, call: PackedCall) -> CallId | None:
    """The call that is here already with that sound: its own key, and as long. Raises nothing for another one."""
    found = uow.calls.calls([call.id]).get(call.id)
    if found is None:
        return None
    length_s = time_line_of(uow, found.id).duration_s
    return found.id if abs(length_s - call.duration_s) <= _SAME_LENGTH_S else None


def take_in_cases(uow: UnitOfWork, brought: Brought, chosen: Collection[OfferedCase]) -> tuple[CaseId, ...]:
    """Enter the chosen cases as proposals, with their forms and calls, in a unit of work that is under way."""
    forms: dict[str, VersionId] = {}
    calls: dict[CallId, CallId] = {}
    taken: list[CaseId] = []
    for one in chosen:
        path = one.case.form
        if path not in forms:
            forms[path] = one.form_id or _keep_form(uow, brought, brought.package.form(path))
        if one.call.id not in calls:
            calls[one.call.id] = call_here(uow, one.call) or _keep_call(uow, brought, one.call)
        taken.append(_keep_case(uow, brought, one, forms[path], calls[one.call.id]))
    return tuple(taken)


def _pour(archive: PackageZip, call: PackedCall, package: CasePackage, target: Path, file: str) -> None:
    digest = hashlib.sha256()
    with target.open("xb") as stream:
        for block in archive.blocks(call.recording):
            digest.update(block)
            stream.write(block)
    if digest.hexdigest() != package.file(call.recording).sha256:
        raise QADeskError(ErrorCode.PACKAGE_REPLACED, file=file)


def _keep_form(uow: UnitOfWork, brought: Brought, form: PackedForm) -> VersionId:
    """A version under its key that says what the sender's does, retired: no call is given out on it by itself."""
    uow.take_turn(SCORECARDS)
    require_none(kept_from_publishing(problems(form.definition)))
    scorecard_id = uow.scorecards.scorecard_id(form.key) or ScorecardId(uuid4())
    version = form.definition.as_version(VersionId(uuid4()), scorecard_id, uow.scorecards.next_number(scorecard_id))
    uow.scorecards.add(version)
    uow.scorecards.publish(version, brought.now, brought.actor.person_id)
    uow.scorecards.retire(version.id, brought.now)
    uow.audit("scorecard.imported", "scorecard", version.id, key=form.key)
    return version.id


def _keep_call(uow: UnitOfWork, brought: Brought, packed: PackedCall) -> CallId:
    """The call of a case, which says neither when it was nor whose it is, so that no draw and no figure holds it."""
    is_free = packed.id not in uow.calls.calls([packed.id])
    call_id = packed.id if is_free else CallId(uuid4())
    attributes = CallAttributes(
        business_type=packed.business_type,
        channel=packed.channel,
        direction=packed.direction,
        service_stage=packed.service_stage,
    )
    call = Call(call_id, _free_key(uow, packed), duration_s=packed.duration_s, attributes=attributes)
    uow.calls.add([call], brought.now)
    recording = _recording(call, packed, brought.sound[packed.id])
    uow.recordings.add(recording, brought.now)
    uow.masks.add(*(_mask(recording, span, brought) for span in packed.masked))
    said = dict(brought.package.words).get(packed.id, ())
    if said:
        segments = [TranscriptSegment(one.start_s, one.end_s, one.text, one.speaker) for one in said]
        name = f"{brought.package.centre.fingerprint[:_KEY_SHOWN]}.json"
        uow.recordings.add_transcript(recording.id, segments, source_name=name, language="", imported_at=brought.now)
        index_transcript(uow, recording, call.key, segments, brought.now)
    index_call(uow, call, brought.now)
    uow.audit("case.call_taken_in", "call", call.id, centre=brought.package.centre.fingerprint)
    return call.id


def _recording(call: Call, packed: PackedCall, sound: BroughtSound) -> Recording:
    return Recording(
        id=RecordingId(uuid4()),
        call_id=call.id,
        position=0,
        original_name=f"{call.key}.flac",
        state=RecordingState.PRESENT,
        sha256=sound.stored.sha256,
        relative_path=sound.stored.relative_path,
        format="flac",
        codec=sound.codec,
        rate_hz=packed.rate_hz,
        channels=packed.channels,
        duration_s=packed.duration_s,
        size_bytes=sound.stored.size_bytes,
        agent_channel=packed.agent_channel,
    )


def _mask(recording: Recording, span: tuple[float, float], brought: Brought) -> MaskedPassage:
    """What is a tone in the copy is known as masked here too, so that it is drawn as such."""
    by, now = brought.actor.person_id, brought.now
    kind, state = PrivateKind.OTHER, MaskState.CONFIRMED
    return MaskedPassage(MaskId(uuid4()), recording.id, *span, kind, state, by, now, by, now)


def _free_key(uow: UnitOfWork, packed: PackedCall) -> str:
    """What the call is called in lists: that it came with a case, and the beginning of its id."""
    short = f"case-{str(packed.id)[:_KEY_SHOWN]}"
    return short if not uow.calls.by_key([short]) else f"case-{uuid4()}"


def _keep_case(uow: UnitOfWork, brought: Brought, one: OfferedCase, version_id: VersionId, call_id: CallId) -> CaseId:
    packed = one.case
    # one's own case that is lost here comes back as what it was
    is_at_home = packed.home in {centre.fingerprint for centre in uow.centres.own()}
    case_id = one.case_id or CaseId(packed.id if is_at_home else uuid4())
    next_number = uow.cases.next_number(case_id)
    if one.case_id is not None:
        # As where one is written here: of two proposals nobody could say which one is approved.
        gave_way = _("Gave way to a version that came in a package")
        uow.cases.withdraw(one.case_id, gave_way, centre_day(uow, brought.now))
    case = StandardCase(
        id=case_id,
        code=one.code_here or _free_code(uow, packed),
        number=max(next_number, packed.number) if is_at_home else next_number,
        title=packed.title,
        call_id=call_id,
        version_id=version_id,
        state=CaseState.PROPOSED,
        difficulty=packed.difficulty,
        language=packed.language,
        rationale=packed.rationale,
        tags=packed.tags,
        answers=tuple(
            CaseAnswer(answer.criterion_key, answer.rating, answer.na, answer.reasons, answer.rationale)
            for answer in packed.answers
        ),
        owner_id=brought.actor.person_id,
        author_id=brought.actor.person_id,
        created_at=packed.created_at,
        review_on=packed.review_on,
        business_type=packed.business_type,
        is_benchmark=packed.is_benchmark,
        marks=tuple(CaseMark(mark.criterion_key, mark.start_s, mark.end_s, mark.note) for mark in packed.marks),
        note=_("Version {n} of {centre}").format(n=packed.number, centre=_name_of(brought)),
        origin=None if is_at_home else CaseOrigin(packed.id, packed.home, packed.number),
    )
    uow.cases.add(case)
    index_case(uow, case, brought.now)
    uow.audit("case.taken_in", "standard_case", case.id, centre=brought.package.centre.fingerprint)
    return case.id


def _name_of(brought: Brought) -> str:
    centre = brought.package.centre
    return centre.name or centre.shown_fingerprint


def _free_code(uow: UnitOfWork, packed: PackedCase) -> str:
    return packed.code if uow.cases.is_code_free(packed.code) else uow.cases.next_code()
