"""Sharing the library between centres: cases go out in signed packages, and come in after a look, whole or not at all.

Desks on one database share its library as it is; packages are for other centres.
"""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from qa_desk.domain.case_package import CasePackage, Centre
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CallId, CaseId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.sharing import KnownCentre, OfferedCase
from qa_desk.domain.standard_case import CaseState
from qa_desk.i18n import _
from qa_desk.services.auditing import note_hand_out
from qa_desk.services.centre.furnishing import NAME
from qa_desk.services.clock import Clock
from qa_desk.services.packages.here import all_masks, case_here
from qa_desk.services.packages.packing import Spans
from qa_desk.services.packages.shared_folder import SharedPackage, packages_in
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.sealing.centre_key import CentreKey
from qa_desk.store.sealing.key_places import CENTRE, KeyPlaces, read_key_file, write_key_file
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from qa_desk.services.packages.writing import PackageWriter, Refused, ToPack

_CENTRE_KEY = "centre key"
_CASES = "standard cases"
_MIB = 1024 * 1024
_STOPS = frozenset({ErrorCode.CANCELLED, ErrorCode.DISK_FULL, ErrorCode.RECORDINGS_KEY_MISSING})


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """What to hand out, and where to; `tones` are further passages that become a tone, in seconds of the call."""

    path: Path
    case_ids: tuple[CaseId, ...]
    tones: Mapping[CaseId, Spans] = field(default_factory=dict[CaseId, Spans])


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that was written; `refused` are the cases that did not travel."""

    path: Path
    centre: Centre
    n_cases: int
    size_bytes: int
    refused: "tuple[Refused, ...]" = ()


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package before anything of it is taken in: who signed it, and each case beside what is here."""

    path: Path
    sha256: str
    centre: Centre
    is_known: bool
    cases: tuple[OfferedCase, ...]
    n_new_forms: int

    @property
    def suggested(self) -> frozenset[UUID]:
        """The cases that are taken in unless somebody says otherwise."""
        return frozenset(one.case.id for one in self.cases if one.is_suggested)


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """The packages of a shared folder, the newest first; `own` is this centre, once it has a key."""

    packages: tuple[SharedPackage, ...]
    own: Centre | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in: the cases, which now wait for a second person's approval."""

    case_ids: tuple[CaseId, ...]
    n_forms: int
    n_calls: int


class Sharing:
    """What lead and administrator hand out of the library and take into it."""

    def __init__(self, store: Store, clock: Clock, keys: KeyPlaces[CentreKey]) -> None:
        self._store = store
        self._clock = clock
        self._keys = keys

    def export(self, actor: Actor, request: PackageRequest, progress: Progress | None = None) -> Exported:
        """Write valid cases to a package, signed with the centre's key, which is made on first use.

        What is masked of their calls, or proposed to be, is a tone in the copy. The audit chain holds who took what out
        before the file is there. A case that is not valid, or whose sound is not whole, is refused and the rest goes.

        Raises VALUE_INVALID, CENTRE_KEY_MISSING, the first refusal where nothing can travel, DISK_FULL,
        FILE_NOT_WRITTEN, CANCELLED.
        """
        require(actor, Action.SHARE_CASES)
        # Here and not above: it loads YAML, which the start of the window can't wait for.
        from qa_desk.services.packages.writing import PackageWriter, Refused, require_name, tones_of

        require_name(request.path)
        progress = progress or NoProgress()
        key = self._signing_key(actor)
        packings, refused = self._packings(actor, request, key.id)
        tones = tones_of(packings)
        with self._store.reading() as uow:
            name = _centre_name(uow, self._clock)
        with tempfile.TemporaryDirectory(prefix="qa-desk-", ignore_cleanup_errors=True) as folder:
            writer = PackageWriter(self._store.recordings, Path(folder), key, name)
            for number, one in enumerate(packings, start=1):
                if progress.is_cancelled:
                    raise QADeskError(ErrorCode.CANCELLED)
                progress.report(number, len(packings), _("Copying the sound of {code}").format(code=one.here.case.code))
                try:
                    writer.add(one, tones[one.here.stretch.id])
                except QADeskError as error:
                    if error.code in _STOPS:
                        raise
                    refused.append(Refused(one.here.case.id, one.here.case.code, error))
            if not writer.cases:
                raise refused[0].error if refused else _nothing_chosen()
            call_ids = tuple(dict.fromkeys(here.case.call_id for here in writer.cases))
            writer.write(request.path, on_written=lambda: self._note_export(actor, request.path, call_ids, writer))
        size_bytes = request.path.stat().st_size
        return Exported(request.path, _own(key, name), len(writer.cases), size_bytes, tuple(refused))

    def folder(self, actor: Actor, path: Path | None) -> SharedFolder:
        """What lies in the folder that centres share, where there is one. Raises FILE_UNREADABLE."""
        require(actor, Action.SHARE_CASES)
        with self._store.reading() as uow:
            own, time_zone = uow.centres.own(), uow.settings.time_zone()
        return SharedFolder(packages_in(path) if path else (), own[0] if own else None, time_zone)

    def look(self, actor: Actor, path: Path, progress: Progress | None = None) -> PackageView:
        """What is in a package, all of it checked and compared with the library; nothing is kept.

        Raises what `read_package` raises; CANCELLED.
        """
        require(actor, Action.SHARE_CASES)
        package = self._read(path, progress or NoProgress())
        with self._store.reading() as uow:
            return _view(uow, actor, path, package)

    def take_in(
        self,
        actor: Actor,
        view: PackageView,
        chosen: Collection[UUID],
        *,
        accepts_centre: bool = False,
        progress: Progress | None = None,
    ) -> tuple[TakenIn, Changes]:
        """Take the chosen cases of a package in, as proposals that a second person approves; all of them or none.

        Args:
            view: what was looked at.
            chosen: ids of its cases; one that is here as it is in the package is passed over.
            accepts_centre: whether packages of its centre are taken in from now on, where it is not known yet.

        Raises CENTRE_UNKNOWN, PACKAGE_REPLACED for another file than was looked at, VALUE_INVALID where nothing is
        chosen, what `look` raises, DISK_FULL, RECORDINGS_AWAY, RECORDINGS_KEY_MISSING.
        """
        # As above.
        from qa_desk.services.packages.comparing import offered
        from qa_desk.services.packages.taking_in import Brought, bring_sound, call_here, take_in_cases

        require(actor, Action.SHARE_CASES)
        package = self._read(view.path, progress or NoProgress())
        if package.sha256 != view.sha256:
            raise QADeskError(ErrorCode.PACKAGE_REPLACED, file=view.path.name)
        with self._store.reading() as uow:
            found = _view(uow, actor, view.path, package)
            wanted = [one for one in found.cases if one.may_be_taken and one.case.id in chosen]
            calls = {one.call.id: one.call for one in wanted if call_here(uow, one.call) is None}
        if not found.is_known and not accepts_centre:
            raise _unknown(view.path, package.centre)
        if not wanted:
            raise _nothing_chosen()
        sound = bring_sound(view.path, package, calls.values(), self._store.recordings)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_CASES)
            if not _is_known(uow, package.centre):
                uow.centres.add(package.centre, actor.person_id, self._clock.now())
                uow.audit("centre.accepted", ObjectKind.SETTING, fingerprint=package.centre.fingerprint)
            again = {one.case.id: one for one in offered(uow, actor, package)}
            still = [again[one.case.id] for one in wanted if again[one.case.id].may_be_taken]
            taken = take_in_cases(uow, Brought(package, sound, actor, self._clock.now()), still)
            uow.commit()
        n_forms = len({one.case.form for one in still if one.form_id is None})
        kinds = {ObjectKind.STANDARD_CASE, ObjectKind.CALL, ObjectKind.RECORDING, ObjectKind.SCORECARD}
        return TakenIn(taken, n_forms, len(calls)), Changes(frozenset(kinds), frozenset(taken))

    def centres(self, actor: Actor) -> tuple[KnownCentre, ...]:
        """The centres whose packages are taken in; this one's own keys first, the one it signs with before all."""
        require(actor, Action.SHARE_CASES)
        with self._store.reading() as uow:
            return uow.centres.all()

    def forget_centre(self, actor: Actor, fingerprint: str) -> Changes:
        """Ask again before a package of that centre is taken in; what came from it stays."""
        require(actor, Action.SHARE_CASES)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.centres.forget(fingerprint)
            uow.audit("centre.forgotten", ObjectKind.SETTING, fingerprint=fingerprint)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def save_key(self, actor: Actor, path: Path) -> Centre:
        """Write the key that this centre signs with to a file that only its owner may read; made on first use.

        Raises CENTRE_KEY_MISSING, FILE_NOT_WRITTEN, also for a file that is there.
        """
        require(actor, Action.SHARE_CASES)
        key = self._signing_key(actor)
        write_key_file(key, path, CENTRE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.audit("centre.key_saved", ObjectKind.SETTING, fingerprint=key.id)
            name = _centre_name(uow, self._clock)
            uow.commit()
        return _own(key, name)

    def bring_key(self, actor: Actor, path: Path) -> Centre:
        """Keep the centre's key on this machine, from a file that another desk saved.

        Raises FILE_MISSING, KEY_FILE_INVALID, CENTRE_KEY_MISSING for a key that this centre does not sign with.
        """
        require(actor, Action.SHARE_CASES)
        key = read_key_file(path, CENTRE)
        with self._store.reading() as uow:
            own, name = uow.centres.own(), _centre_name(uow, self._clock)
        if not own:
            self._keep_own(actor, key)
        elif own[0].fingerprint != key.id:
            raise _key_missing(own[0])
        self._keys.keep(key)
        return _own(key, name)

    def renew_key(self, actor: Actor) -> Centre:
        """Sign with a new key from now on: others have to accept it. What was signed before stays as it is."""
        require(actor, Action.SHARE_CASES)
        key = CentreKey.new()
        self._keys.keep(key)
        self._keep_own(actor, key)
        with self._store.reading() as uow:
            return _own(key, _centre_name(uow, self._clock))

    def _signing_key(self, actor: Actor) -> CentreKey:
        """The key that this centre signs with; made where there is none. Raises CENTRE_KEY_MISSING."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_CENTRE_KEY)
            own = uow.centres.own()
            if own:
                key = self._keys.find(own[0].fingerprint)
                if key is None:
                    raise _key_missing(own[0])
                return key
            key = CentreKey.new()
            self._keys.keep(key)
            self._enter_own(uow, actor, key)
            uow.commit()
        return key

    def _keep_own(self, actor: Actor, key: CentreKey) -> None:
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_CENTRE_KEY)
            self._enter_own(uow, actor, key)
            uow.commit()

    def _enter_own(self, uow: UnitOfWork, actor: Actor, key: CentreKey) -> None:
        uow.centres.add(_own(key, _centre_name(uow, self._clock)), actor.person_id, self._clock.now(), is_own=True)
        uow.audit("centre.key_made", ObjectKind.SETTING, fingerprint=key.id)

    def _packings(self, actor: Actor, request: PackageRequest, own_centre: str) -> "tuple[list[ToPack], list[Refused]]":
        """The cases that may travel, and why the others don't."""
        # As above.
        from qa_desk.services.packages.writing import Refused, ToPack

        packings: list[ToPack] = []
        refused: list[Refused] = []
        with self._store.reading() as uow:
            for case_id in dict.fromkeys(request.case_ids):
                case = uow.cases.get(case_id, actor.person_id)
                if case is None:
                    refused.append(Refused(case_id, "", NotFoundError(what=_("This case"))))
                elif case.state is not CaseState.VALID:
                    error = QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
                    refused.append(Refused(case_id, case.code, error))
                else:
                    here = case_here(uow, case, own_centre)
                    recordings = [part.recording.id for part in here.line.parts]
                    said = {one: uow.recordings.transcript(one) for one in recordings}
                    packings.append(ToPack(here, all_masks(uow, here), request.tones.get(case_id, ()), said))
        return packings, refused

    def _note_export(self, actor: Actor, path: Path, call_ids: Sequence[CallId], writer: "PackageWriter") -> None:
        with self._store.unit_of_work(actor, self._clock) as uow:
            for here in writer.cases:
                uow.audit("case.exported", "standard_case", here.case.id, version=here.case.number)
            note_hand_out(uow, actor, HandOutKind.PACKAGE, path.name, call_ids, self._clock.now())
            uow.commit()

    def _read(self, path: Path, progress: Progress) -> CasePackage:
        # As above.
        from qa_desk.services.packages.opening import read_package

        done = 0

        def told(n_bytes: int) -> None:
            nonlocal done
            done += n_bytes
            if progress.is_cancelled:
                raise QADeskError(ErrorCode.CANCELLED)
            progress.report(done // _MIB, None, _("Checking the package"))

        return read_package(path, told)


def _view(uow: UnitOfWork, actor: Actor, path: Path, package: CasePackage) -> PackageView:
    # As above.
    from qa_desk.services.packages.comparing import offered

    cases = offered(uow, actor, package)
    n_new_forms = len({one.case.form for one in cases if one.form_id is None})
    return PackageView(path, package.sha256, package.centre, _is_known(uow, package.centre), cases, n_new_forms)


def _is_known(uow: UnitOfWork, centre: Centre) -> bool:
    return any(known.centre.fingerprint == centre.fingerprint for known in uow.centres.all())


def _own(key: CentreKey, name: str) -> Centre:
    return Centre(name, key.public_key, key.id)


def _centre_name(uow: UnitOfWork, clock: Clock) -> str:
    return str(uow.settings.on(clock.now().date()).get(NAME, ""))


def _key_missing(own: Centre) -> QADeskError:
    return QADeskError(ErrorCode.CENTRE_KEY_MISSING, fingerprint=own.shown_fingerprint)


def _unknown(path: Path, centre: Centre) -> QADeskError:
    name = centre.name or _("a centre without a name")
    return QADeskError(ErrorCode.CENTRE_UNKNOWN, file=path.name, name=name, fingerprint=centre.shown_fingerprint)


def _nothing_chosen() -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("cases"), expected=_("at least one"))
