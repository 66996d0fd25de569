"""The key that this centre signs its packages with: kept on the machine, known to the database by its public half."""

from qa_desk.domain.case_package import Centre
from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.services.centre.furnishing import NAME
from qa_desk.services.clock import Clock
from qa_desk.store.sealing.centre_key import CentreKey
from qa_desk.store.sealing.key_places import KeyPlaces
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_TURN = "centre key"


class OwnKey:
    """Used by `Sharing` and `KnowingCentres`, which ask before whether the actor may."""

    def __init__(self, store: Store, clock: Clock, keys: KeyPlaces[CentreKey]) -> None:
        self._store = store
        self._clock = clock
        self._keys = keys

    def to_sign_with(self, actor: Actor) -> CentreKey:
        """The key that this centre signs with; made where there is none. Raises CENTRE_KEY_MISSING."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_TURN)
            own = uow.centres.own()
            if own:
                key = self._keys.find(own[0].fingerprint)
                if key is None:
                    raise key_missing(own[0])
                return key
            key = CentreKey.new()
            self._keys.keep(key)
            self._enter(uow, actor, key)
            uow.commit()
        return key

    def keep(self, actor: Actor, key: CentreKey) -> None:
        """Keep the key on this machine, and sign with it from now on."""
        self._keys.keep(key)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_TURN)
            self._enter(uow, actor, key)
            uow.commit()

    def keep_here(self, key: CentreKey) -> None:
        """Keep the key that this centre signs with already on this machine too."""
        self._keys.keep(key)

    def centre(self, uow: UnitOfWork, key: CentreKey) -> Centre:
        """This centre as packages name it."""
        name = str(uow.settings.on(self._clock.now().date()).get(NAME, ""))
        return Centre(name, key.public_key, key.id)

    def _enter(self, uow: UnitOfWork, actor: Actor, key: CentreKey) -> None:
        uow.centres.add(self.centre(uow, key), actor.person_id, self._clock.now(), is_own=True)
        uow.audit("centre.key_made", ObjectKind.SETTING, fingerprint=key.id)


def key_missing(own: Centre) -> QADeskError:
    """What is said where the key of this centre is on another machine, or lost."""
    return QADeskError(ErrorCode.CENTRE_KEY_MISSING, fingerprint=own.shown_fingerprint)
