"""Reports read by a lead and a team leader, each by a login of their own: what the program alone shows."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from qa_desk.bootstrap import Services
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Role
from qa_desk.domain.permissions import may
from qa_desk.reports import REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Document, FigureBlock, KeyFigures, Table
from qa_desk.reports.making import document_of
from qa_desk.services.centre.administering import PersonDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import SmallCentre
from tests.store.members.team import NOW, Desk, Team

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
PARAMS = ReportParams(FIRST, LAST)
N_CALLS = {"common_issues": 26, "trend": 26, "scorecard_results": 26, "customer_voice": 26}
"""Written down, so that both databases are held to the same."""


@pytest.fixture
def scored(team: Team) -> Team:
    """Two weeks in two halls, entered by who keeps the server."""
    adam = team.desk("Adam")
    agents: list[PersonId] = []
    for name in ("Li Na", "Wu Gang"):
        draft = PersonDraft(name, name, frozenset({Role.AGENT}))
        adam.services.administering.save_person(adam.actor, draft)
        agents.append(next(one.id for one in adam.services.administering.people(adam.actor) if one.name == name))
    centre = cast(
        SmallCentre,
        SimpleNamespace(
            workspace=SimpleNamespace(store=team.keeper),
            clock=team.clock,
            lead=team.desk("Lea").actor,
            version=team.version(),
        ),
    )
    for week in (0, 1):
        for hall, agent in enumerate(agents, 1):
            failed = {"tone": 2 * hall, "consent": week + 1}
            day = FIRST + timedelta(days=7 * week)
            score_day(
                centre, team.desk("Anna").actor, Day(day, 5 + hall, failed, unit=("North", f"Hall {hall}"), agent=agent)
            )
    return team


def leader_of(team: Team, path: str) -> Desk:
    """A team leader of this unit at a desk of their own."""
    adam = team.desk("Adam")
    with team.keeper.reading() as uow:
        unit = next(one for one in uow.units.all() if one.path == path)
    draft = PersonDraft("tea", "Tea", frozenset({Role.TEAM_LEADER}), unit_id=unit.id)
    adam.services.administering.save_person(adam.actor, draft)
    return team.desk("Tea")


def plain(document: Document) -> Document:
    return replace(document, made_at=NOW, made_by="", facts=())


@pytest.mark.parametrize("who", ["Lea", "Tea"])
def test_a_member_gets_the_reports_that_the_program_alone_makes(scored: Team, who: str) -> None:
    desk = leader_of(scored, "North / Hall 1") if who == "Tea" else scored.desk(who)
    alone = Services.over(scored.keeper, scored.clock, scored.folder)
    n_made = 0
    for report in cast(tuple[Any, ...], REPORTS):
        if not may(desk.actor, report.action):
            continue
        found = document_of(report, desk.services, desk.actor, PARAMS)
        assert plain(found) == plain(document_of(report, alone, desk.actor, PARAMS)), report.key
        if report.key in N_CALLS:
            (figures,) = (block for block in found.blocks if isinstance(block, KeyFigures))
            assert figures.figures[0].cell.value == N_CALLS[report.key]
            n_made += 1
    assert n_made == len(N_CALLS)


def test_a_member_comes_to_the_calls_behind_a_figure(scored: Team) -> None:
    lea, tea = scored.desk("Lea"), leader_of(scored, "North / Hall 1")
    for desk, n_open in ((lea, 26), (tea, 12)):
        document = document_of(cast(Any, REPORTS[2]), desk.services, desk.actor, PARAMS)
        drawn = [one for block in document.blocks if isinstance(block, FigureBlock) for one in block.behind.values()]
        rows = [one for block in document.blocks if isinstance(block, Table) for one in block.behind if one]
        found = [desk.services.summarising.calls_behind(desk.actor, one.calls) for one in (*drawn, *rows)]
        assert max(len(one.call_ids) for one in found) == n_open
        assert max(len(one.call_ids) + one.n_closed for one in found) == 26
