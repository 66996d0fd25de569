"""Whether a workspace is whole: its database, its audit chain, and every recording that ought to be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.progress import Progress
from qa_desk.store.repositories.audit_log import ChainHead
from qa_desk.store.store import Store


class FindingCode(StrEnum):
    """What a check can find. Only NOTE_… leave the workspace sound."""

    DATABASE_BROKEN = "database_broken"
    AUDIT_BROKEN = "audit_broken"
    AUDIT_CUT = "audit_cut"
    AUDIT_REPLACED = "audit_replaced"
    RECORDING_LOST = "recording_lost"
    RECORDING_CHANGED = "recording_changed"
    NOTE_RECORDING_AWAITED = "note_recording_awaited"
    NOTE_FILE_WITHOUT_CALL = "note_file_without_call"

    @property
    def is_harmless(self) -> bool:
        """Whether nothing is lost: a recording that never came, a file left over from an import that was killed."""
        return self in (FindingCode.NOTE_RECORDING_AWAITED, FindingCode.NOTE_FILE_WITHOUT_CALL)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that is not as it ought to be; `detail` names it."""

    code: FindingCode
    detail: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found, and how much it looked at; `has_verified_data` when every recording was read.

    `head` is the last entry of the audit chain, to be kept elsewhere.
    """

    findings: tuple[CheckFinding, ...]
    n_calls: int
    n_recordings: int
    n_files: int
    n_audit_entries: int
    has_verified_data: bool
    head: ChainHead | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is lost or changed."""
        return all(finding.code.is_harmless for finding in self.findings)


class WorkspaceCheck:
    """One check of one workspace."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, *, verify_data: bool, progress: Progress, heads: Sequence[ChainHead] = ()) -> CheckReport:
        """Look at everything; with `verify_data` every recording is read. Raises CANCELLED.

        `heads` are ends of the audit chain that were kept elsewhere: they must still be in it.
        """
        progress.report(0, None, _("Checking the database"))
        findings = [CheckFinding(FindingCode.DATABASE_BROKEN, text) for text in self._store.check_database()]
        chain = self._store.verify_audit_chain()
        if chain.broken_at is not None:
            findings.append(CheckFinding(FindingCode.AUDIT_BROKEN, str(chain.broken_at)))
        findings += self._against(heads)
        with self._store.reading() as uow:
            n_calls = uow.calls.count()
            present, missing = uow.recordings.all_present(), uow.recordings.all_missing()
        findings += [CheckFinding(FindingCode.NOTE_RECORDING_AWAITED, one.original_name) for one in missing]
        files = self._store.recordings
        inventory = files.inventory(one.relative_path for one in present)
        for done, recording in enumerate(present):
            if progress.is_cancelled:
                raise QADeskError(ErrorCode.CANCELLED)
            progress.report(done, len(present), recording.original_name)
            if recording.relative_path not in inventory.there:
                findings.append(CheckFinding(FindingCode.RECORDING_LOST, recording.original_name))
            elif verify_data and not files.is_intact(recording.relative_path, recording.sha256):
                findings.append(CheckFinding(FindingCode.RECORDING_CHANGED, recording.original_name))
        findings += [CheckFinding(FindingCode.NOTE_FILE_WITHOUT_CALL, name) for name in inventory.unexpected]
        progress.report(len(present), len(present), "")
        return CheckReport(
            tuple(findings),
            n_calls,
            len(present) + len(missing),
            inventory.n_files,
            chain.n_entries,
            verify_data,
            ChainHead(chain.n_entries, chain.last_hash) if chain.n_entries else None,
        )

    def _against(self, heads: Sequence[ChainHead]) -> list[CheckFinding]:
        """What was cut off, or written anew with hashes that fit, only an end that was kept elsewhere can tell."""
        with self._store.reading() as uow:
            found = [(head, uow.audit_log.hash_of(head.number)) for head in heads]
        return [
            CheckFinding(FindingCode.AUDIT_REPLACED if there else FindingCode.AUDIT_CUT, str(head.number))
            for head, there in dict.fromkeys(found)
            if there != head.hash
        ]
