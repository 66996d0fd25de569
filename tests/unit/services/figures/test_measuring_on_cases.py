"""Accuracy with practice and qualification: on demand only, first meetings only, and for who may read them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.people import Actor
from qa_desk.domain.qualification import FamilyRule, Plan
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.reports.base import ReportParams
from qa_desk.reports.drift_words import sittings_words
from qa_desk.reports.inspector_accuracy import InspectorAccuracyReport
from qa_desk.services.figures.accuracy import Mistake
from qa_desk.services.figures.judgements import judgements_of_mistakes
from qa_desk.services.figures.measuring_views import ON_CASES, AccuracyResult, FactQuery
from tests.library_of_cases import author_of_cases, hand_in, keep_case, practise
from tests.small_centre import NOW, SmallCentre, later

CRITICAL = ("no_disclosure", "consent", "correct_information")
QUERY = FactQuery(NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=30), cases=ON_CASES)


@pytest.fixture
def author(centre: SmallCentre) -> Actor:
    """Who wrote the library."""
    return author_of_cases(centre)


def accuracy(centre: SmallCentre, actor: Actor, query: FactQuery = QUERY) -> AccuracyResult:
    return centre.services.measuring.accuracy(actor, query)


def test_practice_enters_accuracy_only_where_it_is_asked_for(centre: SmallCentre, author: Actor) -> None:
    practise(centre, centre.anna, keep_case(centre, author, ["tone"]), ["tone", "greeting"])
    assert accuracy(centre, centre.lead, replace(QUERY, cases=frozenset())).inspectors == ()
    assert accuracy(centre, centre.lead, replace(QUERY, cases=frozenset({Purpose.QUALIFICATION}))).inspectors == ()
    (anna,) = accuracy(centre, centre.lead).inspectors
    n_criteria = len(centre.version.criteria)
    assert (anna.effectiveness.n_ratings, anna.n_sessions, anna.n_cases) == (n_criteria, 0, 1)
    assert anna.effectiveness.value == pytest.approx((n_criteria - 1) / n_criteria)
    assert anna.mistakes[Mistake.TOO_STRICT] == 1


def test_a_case_counts_the_first_time_somebody_meets_it(centre: SmallCentre, author: Actor) -> None:
    case_id = keep_case(centre, author)
    for failed in (["tone"], ()):
        practise(centre, centre.anna, case_id, failed)
        centre.services.practising.results(centre.anna)
        later(centre, days=1)
    centre.services.curating.case(centre.ben, case_id)
    later(centre, days=1)
    practise(centre, centre.ben, case_id, ["tone"])
    centre.services.practising.results(centre.ben)
    (anna,) = accuracy(centre, centre.lead).inspectors
    assert (anna.panellist.name, anna.n_cases, anna.mistakes[Mistake.TOO_STRICT]) == ("Anna Berg", 1, 1)


def test_cases_of_ones_own_making_count_for_nothing(centre: SmallCentre, author: Actor) -> None:
    practise(centre, centre.anna, keep_case(centre, centre.anna))
    centre.services.practising.results(centre.anna)
    assert accuracy(centre, centre.lead).inspectors == ()


def test_everybody_reads_their_own_and_nobody_a_colleagues(centre: SmallCentre, author: Actor) -> None:
    practise(centre, centre.anna, keep_case(centre, author))
    centre.services.practising.results(centre.anna)
    assert [one.panellist.name for one in accuracy(centre, centre.anna).inspectors] == ["Anna Berg"]
    assert accuracy(centre, centre.ben).inspectors == ()


def test_who_is_shown_the_settled_answers_is_not_asked_that_case_in_a_qualification(
    centre: SmallCentre, author: Actor
) -> None:
    practise(centre, centre.anna, keep_case(centre, author, ["tone"]))
    centre.services.practising.results(centre.anna)
    result = accuracy(centre, centre.lead)
    (row,) = judgements_of_mistakes(result.facts, centre.anna.person_id, is_wanted=lambda _criterion, _kind: True)
    assert (row.session_title, row.criterion.key) == ("SC-001 · What SC-001 teaches", "tone")
    centre.services.measuring.note_shown(centre.lead, [row.evaluation_id])
    with centre.workspace.store.reading() as uow:
        assert len(uow.exposures.seen_by(centre.lead.person_id)) == 1


def test_a_sitting_enters_once_it_is_over_and_is_a_point_of_drift_while_practice_is_none(
    centre: SmallCentre, author: Actor
) -> None:
    practise(centre, centre.ben, keep_case(centre, author), ["tone"])
    centre.services.practising.results(centre.ben)
    for failed in (CRITICAL, (), ()):
        keep_case(centre, author, failed)
    plan = Plan("First line", 3, tuple(FamilyRule(family, 3, 0, unacceptable=0.5) for family in CriticalFamily))
    qualifying = centre.services.qualifying
    blueprint_id, _changes = qualifying.write(author, centre.version.scorecard_id, plan)
    sitting_id, _changes = qualifying.begin(centre.anna, blueprint_id)
    items = qualifying.sitting(centre.anna, sitting_id).items
    for item in items:
        assert centre.services.watching.board(centre.lead).inspectors == ()
        assert [one.panellist.name for one in accuracy(centre, centre.lead).inspectors] == ["Ben Ode"]
        hand_in(centre, centre.anna, item.assignment_id)
    qualifying.sitting(centre.anna, sitting_id)
    by_name = {one.panellist.name: one for one in accuracy(centre, centre.lead).inspectors}
    assert (by_name["Anna Berg"].n_cases, by_name["Ben Ode"].n_cases) == (3, 1)
    board = centre.services.watching.board(centre.lead)
    assert [one.inspector.name for one in board.inspectors] == ["Anna Berg"]
    assert [session.title for session in board.sessions] == ["First line"]
    assert sittings_words(board).startswith("1 sitting of a qualification")
    assert centre.services.watching.board(centre.ben).inspectors == ()


def test_the_report_says_that_cases_are_taken_in(centre: SmallCentre, author: Actor) -> None:
    practise(centre, centre.anna, keep_case(centre, author))
    centre.services.practising.results(centre.anna)
    report, params = InspectorAccuracyReport(), ReportParams(QUERY.first_day, QUERY.last_day, with_cases=True)
    document = report.compose(report.gather(centre.services, centre.lead, params))
    assert document.subtitle.endswith("with practice and qualification")
    assert any("1 evaluation of a standard case" in fact for fact in document.facts)
    plain = report.compose(report.gather(centre.services, centre.lead, replace(params, with_cases=False)))
    assert "qualification" not in plain.subtitle
