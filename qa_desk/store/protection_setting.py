"""The setting of the centre that says whether recordings are encrypted, and with which key; never the key itself."""

from datetime import date, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from qa_desk.domain.ids import PersonId
from qa_desk.store.engine import TransactionMode, in_mode
from qa_desk.store.repositories.settings import SettingRepository
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.unit_of_work import UnitOfWork

SETTING = "recordings_protection"
_FROM_EVER = date(2000, 1, 1)  # it is no matter of days: what was set last holds, whatever the clock said then


def protection_in(engine: Engine) -> Protection:
    """How the recordings are protected now, in a short transaction of its own."""
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        return protection_on(connection)


def protection_on(connection: Connection) -> Protection:
    """The same in a transaction that is open already."""
    with Session(connection, autoflush=False) as session:
        return _read(SettingRepository(session))


def protection_of(uow: UnitOfWork) -> Protection:
    """How the recordings are protected now."""
    return _read(uow.settings)


def set_protection(uow: UnitOfWork, protection: Protection, by: PersonId | None, now: datetime) -> None:
    """Let recordings be protected so from now on."""
    value = {"is_on": protection.is_on, "key_id": protection.key_id}
    uow.settings.set(SETTING, value, _FROM_EVER, by, now)


def protection_said(value: object) -> Protection:
    """What the value of the setting means."""
    if not isinstance(value, dict):
        return Protection()
    return Protection(bool(value.get("is_on", False)), str(value.get("key_id", "")))


def _read(settings: SettingRepository) -> Protection:
    return protection_said(settings.newest(SETTING))
