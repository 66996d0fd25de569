"""Opening a package: all of it is checked before anything of it is used, and nothing is written anywhere.

First the zip, then the manifest and its signature, then the hash of every part, then what the parts say.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from qa_desk.domain.case_package import CasePackage, PackedCall, PackedFile, PackedForm
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.i18n import _
from qa_desk.services.forms.scorecard_file import parse_scorecard
from qa_desk.services.packages.contents import Around, Words, cases_of, words_of
from qa_desk.services.packages.limits import MANIFEST, MARKS, SETTLED, TRANSCRIPTS
from qa_desk.services.packages.manifest import calls_of, centre_of, files_of, read_manifest
from qa_desk.services.packages.reading_zip import PackageZip
from qa_desk.services.packages.strict_json import ACTIVE, Document, Fields, shaped

Told = Callable[[int], None]
"""Told how many bytes more were read; may raise CANCELLED."""

_BLOCK_BYTES = 1 << 20


def read_package(path: Path, told: Told = lambda _n_bytes: None) -> CasePackage:
    """The package in a file.

    Raises:
        QADeskError: FILE_MISSING, FILE_UNREADABLE, PACKAGE_BROKEN, PACKAGE_UNSAFE, PACKAGE_TOO_LARGE, PACKAGE_INVALID,
            PACKAGE_CHANGED, PACKAGE_NEWER, what `parse_scorecard` raises; AUDIO_BROKEN for a recording that is not what
            the manifest says.
    """
    with PackageZip(path) as archive:
        manifest = read_manifest(archive.read(MANIFEST), path.name)
        files = files_of(manifest)
        _require_same_parts(manifest, archive, files)
        for part in files:
            _require_unchanged(archive, part, path.name, told)
        calls = calls_of(manifest)
        _require_used(manifest, archive, calls)
        forms = tuple(_form(manifest, archive, at, one) for at, one in enumerate(manifest.top["scorecards"]))
        around = Around(
            manifest,
            shaped(archive.read(SETTLED), path.name, SETTLED),
            shaped(archive.read(MARKS), path.name, MARKS),
            {call.id: call for call in calls},
            {form.path: form for form in forms},
        )
        return CasePackage(
            sha256=_sha256_of(archive.stream),
            centre=centre_of(manifest),
            cases=cases_of(around),
            calls=calls,
            forms=forms,
            words=_words(archive, path.name, around.calls),
            files=files,
        )


def _require_same_parts(manifest: Document, archive: PackageZip, files: tuple[PackedFile, ...]) -> None:
    """What the manifest names is there, in the size it says, and nothing else is."""
    names = archive.names - {MANIFEST}
    for at, part in enumerate(files):
        if part.path not in names:
            manifest.refuse("files", at, "path", expected=_("expected the name of a part that is there"))
        if archive.size_of(part.path) != part.size_bytes:
            raise _changed(part, manifest.file)
    unnamed = sorted(names - {part.path for part in files})
    if unnamed:
        detail = _("{part} is not in its list").format(part=unnamed[0])
        raise QADeskError(ErrorCode.PACKAGE_CHANGED, file=manifest.file, detail=detail)


def _require_unchanged(archive: PackageZip, part: PackedFile, file: str, told: Told) -> None:
    digest = hashlib.sha256()
    for block in archive.blocks(part.path):
        digest.update(block)
        told(len(block))
    if digest.hexdigest() != part.sha256:
        raise _changed(part, file)


def _changed(part: PackedFile, file: str) -> QADeskError:
    detail = _("{part} is not what it was").format(part=part.path)
    return QADeskError(ErrorCode.PACKAGE_CHANGED, file=file, detail=detail)


def _require_used(manifest: Document, archive: PackageZip, calls: tuple[PackedCall, ...]) -> None:
    """Every recording belongs to one call, every scorecard to the list of them."""
    recordings = [call.recording for call in calls]
    for at, path in enumerate(recordings):
        if path not in archive.names:
            manifest.refuse("calls", at, "recording", expected=_("expected the name of a part that is there"))
        if path in recordings[:at]:
            manifest.refuse("calls", at, "recording", expected=_("is there twice"))
    known = {*recordings, *(one["path"] for one in manifest.top["scorecards"]), SETTLED, MARKS, TRANSCRIPTS, MANIFEST}
    for at, fields in enumerate(manifest.top["files"]):
        if fields["path"] not in known:
            manifest.refuse("files", at, "path", expected=_("is in no other part of the package"))
    used = {fields["call"] for fields in manifest.top["cases"]}
    idle = [at for at, call in enumerate(calls) if str(call.id) not in used]
    if idle:
        manifest.refuse("calls", idle[0], "id", expected=_("is in no other part of the package"))


def _form(manifest: Document, archive: PackageZip, at: int, fields: Fields) -> PackedForm:
    path, key, number = fields["path"], fields["key"], fields["version"]
    if path != f"scorecards/{key}-{number}.yaml":
        manifest.refuse("scorecards", at, "path", expected=_("expected a file of scorecards/ named KEY-VERSION.yaml"))
    data = archive.read(path)
    definition = parse_scorecard(data, f"{manifest.file}: {path}")
    if ACTIVE.search(data.decode("utf-8-sig")):
        expected = _("expected plain text, and this is written for a web browser to run")
        raise QADeskError(ErrorCode.PACKAGE_INVALID, file=manifest.file, part=path, key=key, expected=expected)
    if definition.key != key:
        manifest.refuse("scorecards", at, "key", expected=_("expected {what}").format(what=definition.key))
    return PackedForm(path, key, number, definition)


def _words(archive: PackageZip, file: str, calls: Mapping[CallId, PackedCall]) -> Words:
    if TRANSCRIPTS not in archive.names:
        return ()
    return words_of(shaped(archive.read(TRANSCRIPTS), file, TRANSCRIPTS), calls)


def _sha256_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()
