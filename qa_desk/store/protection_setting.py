"""The setting of the centre that says whether recordings are encrypted, and with which key; never the key itself."""

from datetime import date, datetime

from sqlalchemy import Engine
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
    with Session(in_mode(engine, TransactionMode.READING), autoflush=False) as session:
        return _read(SettingRepository(session))


def protection_of(uow: UnitOfWork) -> Protection:
    """How the recordings are protected now."""
    return _read(uow.settings)


def set_protection(uow: UnitOfWork, protection: Protection, by: PersonId, now: datetime) -> None:
    """Let recordings be protected so from now on."""
    value = {"is_on": protection.is_on, "key_id": protection.key_id}
    uow.settings.set(SETTING, value, _FROM_EVER, by, now)


def _read(settings: SettingRepository) -> Protection:
    found = settings.newest(SETTING)
    if not isinstance(found, dict):
        return Protection()
    return Protection(bool(found.get("is_on", False)), str(found.get("key_id", "")))
