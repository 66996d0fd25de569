"""The centres that packages of standard cases come from, and the key by which others know this one."""

from pathlib import Path

from qa_desk.domain.case_package import Centre
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.sharing import KnownCentre
from qa_desk.services.clock import Clock
from qa_desk.services.packages.own_key import OwnKey, key_missing
from qa_desk.store.sealing.centre_key import CentreKey
from qa_desk.store.sealing.key_places import CENTRE, KeyPlaces, read_key_file, write_key_file
from qa_desk.store.store import Store


class KnowingCentres:
    """Whom lead and administrator trust, and as whom they sign."""

    def __init__(self, store: Store, clock: Clock, keys: KeyPlaces[CentreKey]) -> None:
        self._store = store
        self._clock = clock
        self._own_key = OwnKey(store, clock, keys)

    def centres(self, actor: Actor) -> tuple[KnownCentre, ...]:
        """The centres whose packages are taken in; this one's own keys first, the one it signs with before all."""
        require(actor, Action.SHARE_CASES)
        with self._store.reading() as uow:
            return uow.centres.all()

    def trust(self, actor: Actor, centre: Centre) -> Changes:
        """Take packages of a centre in from now on, whose fingerprint was compared; nothing where it is known."""
        require(actor, Action.SHARE_CASES)
        with self._store.unit_of_work(actor, self._clock) as uow:
            if centre.fingerprint not in {known.centre.fingerprint for known in uow.centres.all()}:
                uow.centres.add(centre, actor.person_id, self._clock.now())
                uow.audit("centre.accepted", ObjectKind.SETTING, fingerprint=centre.fingerprint)
                uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def forget(self, actor: Actor, fingerprint: str) -> Changes:
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
        key = self._own_key.to_sign_with(actor)
        write_key_file(key, path, CENTRE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.audit("centre.key_saved", ObjectKind.SETTING, fingerprint=key.id)
            own = self._own_key.centre(uow, key)
            uow.commit()
        return own

    def bring_key(self, actor: Actor, path: Path) -> Centre:
        """Keep the centre's key on this machine, from a file that another desk saved.

        Raises FILE_MISSING, KEY_FILE_INVALID, CENTRE_KEY_MISSING for a key that this centre does not sign with.
        """
        require(actor, Action.SHARE_CASES)
        key = read_key_file(path, CENTRE)
        with self._store.reading() as uow:
            known, own = uow.centres.own(), self._own_key.centre(uow, key)
        if not known:
            self._own_key.keep(actor, key)
        elif known[0].fingerprint != key.id:
            raise key_missing(known[0])
        else:
            self._own_key.keep_here(key)
        return own

    def renew_key(self, actor: Actor) -> Centre:
        """Sign with a new key from now on: others have to accept it. What was signed before stays as it is."""
        require(actor, Action.SHARE_CASES)
        key = CentreKey.new()
        self._own_key.keep(actor, key)
        with self._store.reading() as uow:
            return self._own_key.centre(uow, key)
