"""Figures and the search are made of what authors took out of their evaluations, also of those from before."""

from datetime import date, timedelta

from sqlalchemy import Engine, delete, select, update

from qa_desk.domain.coded_line import coded_line
from qa_desk.domain.evaluation import CauseOwnerKind, Evaluation, Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.services.keeping.handing_in import hand_in, reopen
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.record.extracts import content_of, facts_in, line_of, said_in
from qa_desk.store.record.filling import keep_missing_extracts
from qa_desk.store.search import tokens_of
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow
from qa_desk.store.tables.reporting import DeductionFactRow, DocumentKind, ScoredFactRow
from tests.store.furnishing import NOW, SECRET, Centre

LATER = NOW + timedelta(minutes=9)


def handed_in(centre: Centre, part: str, purpose: Purpose, *, call: int = 0) -> Evaluation:
    """An evaluation that its author has handed in, with all that follows from it."""
    evaluation = centre.enter(
        part, purpose, sealed=purpose is not Purpose.ROUTINE, is_in=False, call=call, secret=SECRET
    )
    with centre.store.unit_of_work(centre.actor(part), centre.clock) as uow:
        hand_in(uow, evaluation, centre.version, LATER)
        uow.commit()
    return evaluation


def test_an_extract_comes_back_from_the_database_whole(centre: Centre, engine: Engine) -> None:
    evaluation = handed_in(centre, "ann", Purpose.ROUTINE)
    extract = extract_of(evaluation, centre.version)
    with engine.connect() as connection:
        (row,) = connection.execute(select(EvaluationExtractRow.__table__)).all()
    assert (facts_in(row.content), said_in(row.content)) == (extract.facts, extract.said)
    assert extract.facts is not None
    assert [one.criterion_key for one in extract.facts.deductions] == ["no_disclosure", "greeting"]
    assert row.content["search"]["tokens"].split() == tokens_of(f"1000\n{extract.said}")


def test_the_figures_are_laid_from_the_extract_of_the_evaluation_of_record(centre: Centre, engine: Engine) -> None:
    evaluation = handed_in(centre, "ann", Purpose.ROUTINE)
    with engine.connect() as connection:
        (scored,) = connection.execute(select(ScoredFactRow.__table__)).all()
        deductions = connection.execute(select(DeductionFactRow.__table__).order_by(DeductionFactRow.points)).all()
    call = centre.calls[0]
    assert call.started_at is not None
    assert (scored.evaluation_id, scored.call_id, scored.day) == (evaluation.id, call.id, call.started_at.date())
    assert (scored.unit_id, scored.agent_id, scored.business_type) == (call.unit_id, call.agent_id, "broadband")
    assert (scored.scorecard_key, scored.version_number, scored.passed) == ("service", 1, False)
    critical, greeting = deductions
    assert (critical.criterion_key, critical.points, critical.reason_keys) == ("no_disclosure", 0.0, ["identity"])
    assert (critical.cause_owner_kind, critical.cause_owner_name) == (CauseOwnerKind.AGENT, "")
    assert (greeting.section_key, greeting.points, greeting.reason_keys) == ("smile", 40.0, ["late"])
    assert (greeting.cause_owner_kind, greeting.cause_owner_name) == (CauseOwnerKind.UNIT, centre.units[-1].path)


def test_calibration_and_repeats_give_the_figures_nothing(centre: Centre) -> None:
    for purpose in (Purpose.CALIBRATION, Purpose.REPEAT, Purpose.PRACTICE, Purpose.QUALIFICATION):
        evaluation = centre.evaluation(centre.assignment("ann", purpose), sealed=True, secret=SECRET)
        content = content_of(extract_of(evaluation, centre.version), "1000")
        # of a repeat there is what there is of any other call, so that its author can't tell: it is not laid
        has_facts = purpose is Purpose.REPEAT
        assert (bool(content["facts"]), said_in(content)) == (has_facts, f"{SECRET}\nheard {SECRET}")
    handed_in(centre, "ann", Purpose.REPEAT)
    with centre.store.reading() as uow:
        assert uow.issues.scored(FactFilter(date(2026, 1, 1), date(2026, 12, 31))).n_calls == 0


def test_what_was_handed_in_before_there_were_extracts_has_one_after_the_upgrade(
    centre: Centre, engine: Engine
) -> None:
    routine = handed_in(centre, "ann", Purpose.ROUTINE)
    sealed = centre.enter("ben", Purpose.OVERLAP, sealed=True, call=1)
    draft = centre.enter("cai", Purpose.ROUTINE, is_in=False, call=2)
    with engine.begin() as connection:
        kept = dict(connection.execute(select(EvaluationExtractRow.evaluation_id, EvaluationExtractRow.content)).all())
        connection.execute(delete(EvaluationExtractRow))
    with engine.begin() as connection:
        keep_missing_extracts(connection)
        found = {row.evaluation_id: row for row in connection.execute(select(EvaluationExtractRow.__table__))}
    assert found.keys() == {routine.id, sealed.id} != {draft.id}
    assert (found[routine.id].content, found[routine.id].sealed) == (kept[routine.id], False)
    assert (facts_in(found[sealed.id].content), found[sealed.id].sealed) == (
        extract_of(sealed, centre.version).facts,
        False,  # an overlap says routine until it is opened
    )


def test_an_extract_without_a_line_gets_one_and_keeps_its_words(centre: Centre, engine: Engine) -> None:
    evaluation = handed_in(centre, "ann", Purpose.ROUTINE)
    with engine.begin() as connection:
        whole = connection.execute(select(EvaluationExtractRow.content, EvaluationExtractRow.line)).one()
        covered = {**whole.content, "search": None}
        connection.execute(update(EvaluationExtractRow).values(line=None, content=covered))
    with engine.begin() as connection:
        keep_missing_extracts(connection)
        found = connection.execute(select(EvaluationExtractRow.content, EvaluationExtractRow.line)).one()
    assert (found.content, found.line) == (covered, whole.line)
    assert whole.line == line_of(coded_line(centre.version, evaluation.answers))


def test_an_extract_is_unsealed_and_goes_with_its_evaluation(centre: Centre, engine: Engine) -> None:
    evaluation = handed_in(centre, "ann", Purpose.OVERLAP)
    with engine.begin() as connection:
        assert connection.scalar(select(EvaluationExtractRow.sealed)) is False
        connection.execute(update(EvaluationRow).values(sealed=True))
        assert connection.scalar(select(EvaluationExtractRow.sealed)) is True
        connection.execute(delete(EvaluationRow).where(EvaluationRow.id == evaluation.id))
        assert connection.scalar(select(EvaluationExtractRow.sealed)) is None


def test_what_is_open_again_is_neither_counted_nor_found_until_it_is_in_again(centre: Centre, engine: Engine) -> None:
    evaluation = handed_in(centre, "ann", Purpose.ROUTINE)
    assert _counted_and_found(centre, engine) == (1, 1)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        current = uow.evaluations.get(evaluation.id, centre.sees("lead"))
        assert current is not None
        reopen(uow, current, by=centre.id_of("lead"), reason="a wrong criterion", now=LATER)
        uow.commit()
    assert _counted_and_found(centre, engine) == (0, 0)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.remove_answer(evaluation.id, "greeting")
        current = uow.evaluations.get(evaluation.id, centre.sees("ann"))
        assert current is not None
        hand_in(uow, current, centre.version, LATER)
        uow.commit()
    assert _counted_and_found(centre, engine) == (1, 1)
    with engine.connect() as connection:
        assert list(connection.scalars(select(DeductionFactRow.criterion_key))) == ["no_disclosure"]


def _counted_and_found(centre: Centre, engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        n_counted = len(connection.execute(select(ScoredFactRow.evaluation_id)).all())
    with centre.store.reading() as uow:
        return n_counted, len(uow.search.find("客户姓名", centre.sees("lead"), (DocumentKind.EVALUATION,)))
