"""Lines of codes on both databases: whose come back, under which criteria, and that sealed ones stay where they are."""

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.coded_line import coded_line
from qa_desk.domain.evaluation import Evaluation, Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import SessionId
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.reading import facts_of, read_sessions
from qa_desk.store.record.extracts import line_of
from tests.store.furnishing import Centre


def entered(centre: Centre, part: str, session: SessionId | None, *, sealed: bool = False) -> Evaluation:
    purpose = Purpose.CALIBRATION if session else Purpose.ROUTINE
    evaluation = centre.enter(part, purpose, sealed=sealed, session=session)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.record.keep(extract_of(evaluation, centre.version))
        uow.commit()
    return evaluation


def seen(centre: Centre, part: str, session: SessionId) -> CalibrationFacts:
    with centre.store.reading() as uow:
        return facts_of(read_sessions(uow, centre.sees(part), uow.coded_lines.these_sessions([session])))


def test_a_line_comes_back_under_its_criteria_with_its_call_and_author(centre: Centre) -> None:
    session = centre.session("ann", "ben", state=SessionState.REVEALED)
    evaluation = entered(centre, "ann", session.id)
    facts = seen(centre, "lead", session.id)
    assert [facts.evaluation(line) for line in range(facts.n_lines)] == [evaluation.id]
    assert (facts.call_ids[facts.call[0]], facts.inspectors[facts.inspector[0]].id) == (
        evaluation.call_id,
        evaluation.inspector_id,
    )
    letters = line_of(coded_line(centre.version, evaluation.answers))["codes"]
    assert "".join("-pfn"[int(code) + 1] for code in facts.codes[0]) == letters


def test_a_sealed_line_is_its_authors_alone_and_in_no_figure(centre: Centre) -> None:
    session = centre.session("ann", "ben", state=SessionState.REVEALED)
    entered(centre, "ann", session.id, sealed=True)
    for part in ("ann", "ben", "lead", "trainer", "auditor", "administrator"):
        assert seen(centre, part, session.id).n_lines == 0


def test_who_may_not_read_the_answers_reads_no_line(centre: Centre) -> None:
    session = centre.session("ann", "ben", state=SessionState.REVEALED)
    entered(centre, "ann", session.id)
    n_seen = {part: seen(centre, part, session.id).n_lines for part in ("ben", "cai", "lead", "administrator")}
    assert n_seen == {"ben": 1, "cai": 0, "lead": 1, "administrator": 0}
