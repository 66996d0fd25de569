"""Lines of codes by a login of one's own: the server's rules decide whose come back, as for the answers."""

from datetime import timedelta

from sqlalchemy import Engine, text

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.services.measuring import Measuring
from qa_desk.services.measuring_views import FactQuery
from qa_desk.store.store import Store
from tests.store.furnishing import NOW, Centre
from tests.store.logins import Logins

YEAR = FactQuery((NOW - timedelta(days=100)).date(), (NOW + timedelta(days=100)).date())


def test_who_may_not_read_the_answers_reads_no_line(centre: Centre, logins: Logins, engine: Engine) -> None:
    session = centre.session("ann", "ben", state=SessionState.REVEALED)
    for part, is_sealed in (("ann", False), ("ben", True)):
        evaluation = centre.enter(part, Purpose.CALIBRATION, sealed=is_sealed, session=session.id)
        with centre.store.unit_of_work(None, centre.clock) as uow:
            uow.record.keep(extract_of(evaluation, centre.version))
            uow.commit()
    for part, n_lines, n_rows in (("lead", 1, 1), ("ben", 1, 2), ("cai", 0, 0), ("administrator", 0, 0)):
        member = logins.engine(centre.id_of(part))
        store = Store(member, centre.store.recordings, centre.id_of(part))
        assert Measuring(store, centre.clock).facts(centre.actor(part), YEAR).n_lines == n_lines, part
        with member.connect() as connection:
            assert connection.execute(text("SELECT count(line) FROM evaluation_extracts")).scalar() == n_rows, part
