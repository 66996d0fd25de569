"""How recordings are protected is one setting of the centre, on both databases: what was set last holds at once."""

from datetime import timedelta

from sqlalchemy import Engine

from qa_desk.services.clock import FixedClock
from qa_desk.store.protection_setting import protection_in, protection_of, set_protection
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.store import Store
from tests.store.furnishing import NOW, Centre


def test_what_was_set_last_holds_whatever_the_clock_said_then(centre: Centre, store: Store, engine: Engine) -> None:
    assert protection_in(engine) == Protection()
    on = Protection(is_on=True, key_id="0123456789abcdef")
    for protection, moment in ((on, NOW), (Protection(is_on=False, key_id=on.key_id), NOW - timedelta(days=400))):
        with store.unit_of_work(None, FixedClock(moment)) as uow:
            set_protection(uow, protection, None, moment)
            assert protection_of(uow) == protection
            uow.commit()
        assert protection_in(engine) == protection
    assert store.recordings.seals.protection == Protection(is_on=False, key_id=on.key_id)
