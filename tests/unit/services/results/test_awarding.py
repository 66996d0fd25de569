"""Recognition from drawn calls: figures as a second reckoning has them, rules from their day, blind stays blind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, DrawId
from qa_desk.domain.people import Role
from qa_desk.domain.recognition import Award, Eligibility, Grade, RecognitionRules, award_of
from qa_desk.domain.sampling import Draw, DrawnCall
from qa_desk.domain.sampling_plan import PlanDefinition, Quota, QuotaKind
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Behind, Table
from qa_desk.reports.making import document_of
from qa_desk.reports.recognition import RecognitionReport
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.results.recognition_views import Ranked, Recognition, RecognitionQuery
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, open_copy

OCTOBER = RecognitionQuery(date(2026, 10, 1), date(2026, 10, 31))
# of each agent: the unit, calls, and how many of them failed in which criteria
CAST = {
    "A1": (("Care", "Billing"), 14, {"tone": 1}),
    "A2": (("Care", "Billing"), 14, {"tone": 6, "greeting": 3}),
    "A3": (("Care", "Sales"), 12, {"answer_complete": 4}),
    "A4": (("Care", "Sales"), 12, {"answer_complete": 9, "tone": 8}),
    "A5": (("Care", "Sales"), 12, {"consent": 1}),
    "A6": (("Care", "Sales"), 6, {}),
    "A7": (("Care", "Sales"), 4, {}),
}


@dataclass(frozen=True)
class October:
    """The centre, and the calls of each agent; the first half of them had half the others' chance to be drawn."""

    centre: SmallCentre
    calls: dict[str, tuple[CallId, ...]]

    def recognition(self, query: RecognitionQuery = OCTOBER) -> Recognition:
        """What the lead is told."""
        return self.centre.services.awarding.recognition(self.centre.lead, query)

    def agent(self, name: str) -> Ranked:
        """One of the board."""
        return next(one for one in self.recognition().agents.ranked if one.name == name)


@pytest.fixture(scope="module")
def october(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[October]:
    """A month of drawn calls, and twenty perfect ones of A2 that nobody drew."""
    centre = open_copy(made_centre, tmp_path_factory.mktemp("awarding") / "centre")
    administering = centre.services.administering
    for name in CAST:
        administering.save_person(centre.lead, PersonDraft(name, name, frozenset({Role.AGENT})))
    ids = {one.external_id: one.id for one in administering.people(centre.lead)}
    calls = {
        name: score_day(centre, centre.anna, Day(date(2026, 10, 12), n, failed, unit=unit, agent=ids[name]))
        for name, (unit, n, failed) in CAST.items()
    }
    score_day(centre, centre.anna, Day(date(2026, 10, 13), 20, unit=("Care", "Billing"), agent=ids["A2"]))
    plan_id, _changes = centre.services.sampling.save_plan(
        centre.lead, PlanDefinition("October", "service", Quota(QuotaKind.TOTAL, 74))
    )
    drawn = [
        DrawnCall(call_id, "all", 0.1 if place < len(own) // 2 else 0.2)
        for own in calls.values()
        for place, call_id in enumerate(own)
    ]
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        draw = Draw(DrawId(uuid4()), plan_id, 1, NOW, centre.lead.person_id, n_population=500, calls=tuple(drawn))
        uow.sampling.add_draw(draw)
        uow.commit()
    yield October(centre, calls)
    centre.workspace.close()


def _columns(october: October) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Scores and weights of each agent who is shown, straight from the tables."""
    statement = (
        "SELECT p.name, s.score_before_policy, d.inclusion_probability FROM scored_facts s "
        "JOIN draw_items d ON d.call_id = s.call_id JOIN people p ON p.id = s.agent_id ORDER BY s.call_id"
    )
    with closing(sqlite3.connect(october.centre.workspace.folder / "qa_desk.sqlite3")) as connection:
        rows = connection.execute(statement).fetchall()
    return {
        name: (np.array([row[1] for row in rows if row[0] == name]), 1 / np.array([r[2] for r in rows if r[0] == name]))
        for name in CAST
        if name != "A7"
    }


def test_scores_are_those_of_a_second_reckoning(october: October) -> None:
    """Weights, sizes in effect and the pooled spread by hand; how much agents differ by plain sums over a fine grid."""
    columns = _columns(october)
    means = np.array([np.average(y, weights=w) for y, w in columns.values()])
    sizes = np.array([w.sum() ** 2 / (w**2).sum() for _y, w in columns.values()])
    own = zip(columns.values(), means, sizes, strict=True)
    squares = sum(np.average((y - mean) ** 2, weights=w) * size for (y, w), mean, size in own)
    variances = squares / (sizes - 1).sum() / sizes
    between = (np.arange(100_000) + 0.5) / 20
    total = variances + between[:, None]
    centre = (means / total).sum(axis=1) / (1 / total).sum(axis=1)
    log = -0.5 * (np.log(total).sum(axis=1) + np.log((1 / total).sum(axis=1)))
    chance = np.exp(log - 0.5 * ((means - centre[:, None]) ** 2 / total).sum(axis=1))
    chance /= chance.sum()
    pull = variances / total
    for place, name in enumerate(columns):
        found = october.agent(name)
        assert found.score.plain == pytest.approx(means[place])
        assert found.n_effective == pytest.approx(sizes[place])
        given = pull[:, place] * centre + (1 - pull[:, place]) * means[place]
        assert found.score.value == pytest.approx(min(100.0, float(chance @ given)), abs=0.02)


def test_a_call_that_nobody_drew_does_not_count(october: October) -> None:
    assert october.agent("A2").n_calls == 14
    assert october.recognition().n_calls == sum(n for _unit, n, _failed in CAST.values())


def test_few_calls_and_a_critical_failure_stand_against_recognition(october: October) -> None:
    fits = {one.name: one.eligibility for one in october.recognition().agents.ranked}
    assert fits["A5"] is Eligibility.CRITICAL_FAILURE
    assert fits["A6"] is Eligibility.TOO_FEW_CALLS
    assert {fits[name] for name in ("A1", "A2", "A3", "A4")} == {Eligibility.ELIGIBLE}
    assert october.agent("A6").chance_best == 0.0
    assert not october.agent("A5").is_recognised


def test_who_has_fewer_than_five_calls_is_counted_and_not_shown(october: October) -> None:
    board = october.recognition().agents
    assert "A7" not in {one.name for one in board.ranked}
    assert board.n_small == 1


def test_the_best_is_recognised_and_the_last_is_to_be_helped(october: October) -> None:
    found = october.recognition()
    assert found.award is Award.AGENT_OF_MONTH
    assert sum(one.chance_best for one in found.agents.ranked) == pytest.approx(1.0)
    assert "A1" in {one.name for one in found.agents.recognised}
    assert [one.name for one in found.tail] == ["A4"]
    assert not found.units.recognised


def test_units_are_recognised_for_a_quarter(october: October) -> None:
    quarter = october.recognition(RecognitionQuery(date(2026, 9, 1), date(2026, 11, 30)))
    assert quarter.award is Award.UNIT_OF_QUARTER
    assert quarter.awarded is quarter.units
    assert not quarter.agents.recognised
    # 28 calls of Billing are fewer than the 30 that a unit needs
    assert {one.name: one.eligibility for one in quarter.units.ranked}["Care / Billing"] is Eligibility.TOO_FEW_CALLS


def test_rules_hold_from_their_day(october: October) -> None:
    awarding, admin = october.centre.services.awarding, october.centre.lead
    awarding.set_rules(admin, RecognitionRules(fewest_calls=13, forgives_critical=True), date(2026, 12, 1))
    assert awarding.rules(admin, date(2026, 11, 30)).since is None
    later = awarding.rules(admin, date(2026, 12, 1))
    assert (later.rules.fewest_calls, later.since) == (13, date(2026, 12, 1))
    assert october.recognition().rules.fewest_calls == 8
    december = october.recognition(RecognitionQuery(date(2026, 10, 1), date(2026, 12, 31)))
    fits = {one.name: one.eligibility for one in december.agents.ranked}
    assert [name for name, fit in fits.items() if fit is Eligibility.ELIGIBLE] == ["A1", "A2"]


def test_what_a_reader_scores_blind_is_left_out_for_them(october: October) -> None:
    centre = october.centre
    draft = AssignmentDraft((october.calls["A3"][0],), (centre.lead.person_id,), centre.version.id, Purpose.OVERLAP)
    centre.services.assigning.assign(centre.lead, draft)
    assert october.agent("A3").n_calls == 11


@pytest.mark.parametrize(
    "rules",
    [
        RecognitionRules(tie_bound=0.0),
        RecognitionRules(fewest_calls=0),
        RecognitionRules(grade_bounds=(80.0, 90.0, 70.0)),
        RecognitionRules(tail_share=1.0),
    ],
)
def test_rules_that_contradict_themselves_are_refused(october: October, rules: RecognitionRules) -> None:
    with pytest.raises(QADeskError) as refused:
        october.centre.services.awarding.set_rules(october.centre.lead, rules)
    assert refused.value.code is ErrorCode.VALUE_INVALID


def test_inspectors_see_no_ranking_of_agents(october: October) -> None:
    with pytest.raises(NotAllowedError):
        october.centre.services.awarding.recognition(october.centre.anna, OCTOBER)


def test_an_unknown_unit_and_a_period_backwards_are_refused(october: October) -> None:
    with pytest.raises(NotFoundError):
        october.recognition(RecognitionQuery(date(2026, 10, 1), date(2026, 10, 31), "Nowhere"))
    with pytest.raises(QADeskError):
        october.recognition(RecognitionQuery(date(2026, 10, 31), date(2026, 10, 1)))


def test_a_period_without_calls_has_empty_boards(october: October) -> None:
    empty = october.recognition(RecognitionQuery(date(2025, 1, 1), date(2025, 1, 31)))
    assert (empty.agents.ranked, empty.units.ranked, empty.scorecard) == ((), (), "")


@pytest.mark.parametrize(
    ("first", "last", "award"),
    [
        (date(2026, 11, 2), date(2026, 11, 8), Award.NONE),
        (date(2026, 2, 1), date(2026, 2, 28), Award.AGENT_OF_MONTH),
        (date(2026, 1, 1), date(2026, 3, 31), Award.UNIT_OF_QUARTER),
        (date(2026, 1, 1), date(2026, 6, 30), Award.GRADE_OF_HALF_YEAR),
        (date(2026, 1, 1), date(2026, 12, 31), Award.AWARD_OF_YEAR),
    ],
)
def test_the_length_of_the_period_says_what_is_given(first: date, last: date, award: Award) -> None:
    assert award_of(first, last) is award


def test_grades_begin_at_their_bounds() -> None:
    rules = RecognitionRules(grade_bounds=(92.0, 85.0, 60.0))
    assert [rules.grade_of(score) for score in (100, 92, 91.99, 85, 60, 59.9)] == [
        Grade.A, Grade.A, Grade.B, Grade.B, Grade.C, Grade.D,
    ]  # fmt: skip
    assert RecognitionRules.from_kept(rules.as_kept()) == rules


def test_behind_a_place_on_the_board_are_the_calls_it_counts_and_those_nobody_drew_are_not(october: October) -> None:
    report, params = RecognitionReport(), ReportParams(OCTOBER.first_day, OCTOBER.last_day)
    services, lead = october.centre.services, october.centre.lead
    tables = [one for one in document_of(report, services, lead, params).blocks if isinstance(one, Table)]
    assert [one.key for one in tables] == ["agents", "units"]
    for table in tables:
        place = [one.key for one in table.columns].index("n_calls")
        behind = [one for one in table.behind if isinstance(one, Behind)]
        found = [services.summarising.calls_behind(lead, one.calls).call_ids for one in behind]
        assert [row[place].value for row in table.rows] == [len(one) for one in found]
    a2 = next(one for one in tables[0].behind if isinstance(one, Behind) and one.words.startswith("A2"))
    assert set(services.summarising.calls_behind(lead, a2.calls).call_ids) == set(october.calls["A2"])
