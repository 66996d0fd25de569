"""Lines of codes by a login of one's own: the server's rules decide whose come back, as for the answers."""

from datetime import timedelta

from sqlalchemy import Engine, text

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.store.store import Store
from tests.store.furnishing import NOW, PARTS, Centre
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


def test_the_server_tells_of_lines_exactly_what_its_rules_show_of_evaluations(
    centre: Centre, logins: Logins, engine: Engine
) -> None:
    revealed = centre.session("ann", "ben", "agent", calls=2, state=SessionState.REVEALED)
    blind = centre.session("ann", "ben", calls=4)
    entered = [
        *(centre.enter(part, Purpose.CALIBRATION, session=revealed.id) for part in ("ann", "ben", "agent")),
        centre.enter("ann", Purpose.CALIBRATION, call=1, session=revealed.id),
        centre.enter("ben", Purpose.CALIBRATION, call=1, session=revealed.id, sealed=True),
        centre.enter("ann", Purpose.CALIBRATION, call=3, session=blind.id, sealed=True),
    ]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for evaluation in entered:
            uow.record.keep(extract_of(evaluation, centre.version))
        # the trainer scores the first call blind, so that nothing said of it is for them
        uow.assignments.add_all([centre.assignment("trainer", Purpose.ROUTINE, 0)])
        uow.commit()
    with engine.begin() as keeper:
        keeper.execute(
            text("UPDATE session_seats SET kind = 'agent' WHERE person_id = :id"), {"id": centre.id_of("agent")}
        )
    told = "SELECT string_to_array(evaluation_ids, ',') FROM server.session_lines(ARRAY[:revealed, :blind]::uuid[], {})"
    shown = (
        "SELECT array_agg(e.id::text) FROM evaluations AS e JOIN evaluation_extracts AS x ON x.evaluation_id = e.id"
        " JOIN session_seats AS s ON s.session_id = e.session_id AND s.person_id = e.inspector_id"
        " WHERE e.session_id IN (:revealed, :blind) AND s.kind = 'inspector' AND NOT e.sealed"
    )
    asked = {"revealed": revealed.id, "blind": blind.id, "ann": centre.id_of("ann")}
    n_told: dict[str, int] = {}
    for part in PARTS:
        with logins.engine(centre.id_of(part)).connect() as connection:
            lines = set(connection.scalar(text(told.format("NULL")), asked) or ())
            assert lines == set(connection.scalar(text(shown), asked) or ()), part
            of_ann = set(connection.scalar(text(told.format(":ann")), asked) or ())
            n_told[part] = len(lines)
            assert of_ann == lines & {str(entered[place].id) for place in (0, 3)}, part
    assert n_told == {
        **dict.fromkeys(PARTS, 0),
        **{"ann": 3, "ben": 3, "agent": 3, "lead": 3, "trainer": 1, "auditor": 3},
    }
