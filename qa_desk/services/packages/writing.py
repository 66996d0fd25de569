"""Writing a package: cases packed, their sound copied with tones, all of it signed, read back, then put in place."""

import contextlib
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from qa_desk.domain.case_package import PackedCall, PackedCase, PackedForm, PackedWords
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId, CaseId, RecordingId
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.i18n import _
from qa_desk.services.forms.scorecard_file import to_yaml
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.call_sound import call_sound
from qa_desk.services.packages.contents import marks_bytes, settled_bytes, transcripts_bytes
from qa_desk.services.packages.here import CaseHere
from qa_desk.services.packages.limits import MANIFEST, MARKS, SETTLED, SUFFIX, TRANSCRIPTS
from qa_desk.services.packages.manifest import manifest_bytes
from qa_desk.services.packages.opening import read_package
from qa_desk.services.packages.packing import Spans, hidden_spans, packed_words
from qa_desk.services.packages.writing_zip import Content, file_of, write_zip
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.sealing.centre_key import CentreKey

Segments = Mapping[RecordingId, tuple[TranscriptSegment, ...]]


@dataclass(frozen=True, slots=True)
class ToPack:
    """A case with all that its copy is made of; `chosen` becomes a tone as well, in seconds of the call."""

    here: CaseHere
    masks: Mapping[RecordingId, Spans]
    chosen: Spans = ()
    said: Segments = field(default_factory=dict[RecordingId, tuple[TranscriptSegment, ...]])


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that does not travel, and why."""

    case_id: CaseId
    code: str
    error: QADeskError


@dataclass(slots=True)
class PackageWriter:
    """Makes one package out of cases, one after another.

    Args:
        files: the recordings.
        folder: where copies of sound lie until the package is written.
        key: signs.
        centre_name: what the centre calls itself.
    """

    files: RecordingFiles
    folder: Path
    key: CentreKey
    centre_name: str
    cases: list[CaseHere] = field(default_factory=list[CaseHere])
    _calls: dict[CallId, PackedCall] = field(default_factory=dict[CallId, PackedCall])
    _words: dict[CallId, tuple[PackedWords, ...]] = field(default_factory=dict[CallId, tuple[PackedWords, ...]])
    _parts: dict[str, Content] = field(default_factory=dict[str, Content])

    def add(self, packing: ToPack, tones: Spans) -> None:
        """Copy the sound of a case, unless that of its call is copied already; `tones` are those of all its cases.

        Raises what `write_copy` and `call_sound` raise; nothing of the case is in the package then.
        """
        stretch = packing.here.stretch
        if stretch.id not in self._calls:
            self._copy(packing, tones)
        self.cases.append(packing.here)

    def write(self, path: Path, *, on_written: Callable[[], None]) -> None:
        """Write the package in place of a file that may be there, whole or not at all.

        Args:
            path: where to.
            on_written: called when all is written and nothing is in place yet; what it raises takes the file away.

        Raises:
            QADeskError: DISK_FULL, FILE_NOT_WRITTEN; what `read_package` raises where a package made of this could not
                be read again.
        """
        unfinished = path.with_name(f".{uuid4().hex}{SUFFIX}")
        try:
            with unfinished.open("xb") as target:
                write_zip(target, self._all_parts())
                target.flush()
                os.fsync(target.fileno())
            read_package(unfinished)
            on_written()
            os.replace(unfinished, path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise QADeskError(ErrorCode.DISK_FULL) from error
            raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=path.name, detail=error.strerror or "") from error
        except QADeskError as error:
            if error.params.get("file") != unfinished.name:
                raise
            raise QADeskError(error.code, **(error.params | {"file": path.name})) from error
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink()

    def _copy(self, packing: ToPack, tones: Spans) -> None:
        # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
        from qa_desk.services.packages.sound import write_copy

        stretch, line = packing.here.stretch, packing.here.line
        hidden = hidden_spans(line, packing.masks, stretch, tones)
        sound = call_sound(line, self.files, hidden)
        name = f"recordings/{stretch.id}.flac"
        target = self.folder / f"{stretch.id}.flac"
        copy = write_copy(sound, stretch.start_s, stretch.end_s, target)
        attributes = stretch.call.attributes
        self._calls[stretch.id] = PackedCall(
            id=stretch.id,
            recording=name,
            duration_s=copy.duration_s,
            rate_hz=copy.rate_hz,
            channels=copy.channels,
            agent_channel=sound.agent_channel,
            masked=copy.masked,
            business_type=clean_line(attributes.business_type),
            channel=clean_line(attributes.channel),
            direction=clean_line(attributes.direction),
            service_stage=clean_line(attributes.service_stage),
        )
        self._parts[name] = target
        said = [(part, packing.said.get(part.recording.id, ())) for part in line.parts]
        words = tuple(
            replace(one, end_s=min(one.end_s, copy.duration_s))
            for one in packed_words(said, hidden, stretch)
            if one.start_s <= copy.duration_s
        )
        if words:
            self._words[stretch.id] = words

    def _all_parts(self) -> dict[str, Content]:
        """Every part of the package, the signed manifest last."""
        cases = sorted((self._fitting(here) for here in self.cases), key=lambda case: str(case.id))
        forms = {here.packed.form: here.version for here in self.cases}
        definitions = {path: ScorecardDefinition.of_version(version) for path, version in forms.items()}
        parts: dict[str, Content] = dict(self._parts)
        parts |= {path: to_yaml(definition).encode() for path, definition in definitions.items()}
        parts |= {SETTLED: settled_bytes(cases), MARKS: marks_bytes(cases)}
        if self._words:
            parts[TRANSCRIPTS] = transcripts_bytes(tuple(self._words.items()))
        parts[MANIFEST] = manifest_bytes(
            centre_name=self.centre_name,
            key=self.key,
            cases=cases,
            calls=sorted(self._calls.values(), key=lambda call: str(call.id)),
            forms=[PackedForm(path, forms[path].scorecard_key, forms[path].number, definitions[path])
                   for path in sorted(forms)],
            files=[file_of(path, content) for path, content in sorted(parts.items())],
        )  # fmt: skip
        return parts

    def _fitting(self, here: CaseHere) -> PackedCase:
        """The case with its marks within the copy, which may be shorter than its call by the rest of a frame."""
        longest_s = self._calls[here.stretch.id].duration_s
        marks = tuple(
            replace(mark, end_s=min(mark.end_s, longest_s)) for mark in here.packed.marks if mark.start_s <= longest_s
        )
        return replace(here.packed, marks=marks)


def require_name(path: Path) -> None:
    """Raises VALUE_INVALID for a file that is not called like a package."""
    if path.suffix.lower() != SUFFIX:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=path.name, what=_("ending of the file"), expected=SUFFIX)


def tones_of(packings: Sequence[ToPack]) -> dict[CallId, Spans]:
    """What becomes a tone beside the masks, of each stretch: what was chosen for any of its cases."""
    found: dict[CallId, Spans] = {}
    for one in packings:
        stretch_id = one.here.stretch.id
        found[stretch_id] = (*found.get(stretch_id, ()), *one.chosen)
    return found
