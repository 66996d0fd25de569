"""What reports count of a call follows the call and its evaluation of record, whatever happens to them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.people import Actor
from qa_desk.paths import resources_dir
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.issues.issue_views import CommonIssues, IssueQuery
from qa_desk.services.progress import NoProgress
from tests.small_centre import SmallCentre, later

YEAR = IssueQuery(date(2026, 1, 1), date(2026, 12, 31))


def board(centre: SmallCentre, query: IssueQuery = YEAR) -> CommonIssues:
    return centre.services.reporting.common_issues(centre.lead, query)


def failed(centre: SmallCentre) -> set[str]:
    issues = board(centre)
    return {row.criterion_key for row in (*issues.criteria, *issues.critical) if row.n_failed}


def score(centre: SmallCentre, key: str, purpose: Purpose, wrong: str, by: Actor | None = None) -> None:
    inspector = by or centre.anna
    (assignment,) = centre.assign(inspector, key, purpose=purpose)
    evaluation = centre.answer_all(inspector, assignment, failed=frozenset({wrong}))
    centre.services.inspecting.submit(inspector, evaluation.id)


def bring_again(centre: SmallCentre, folder: Path, **changed: str) -> None:
    """Import the row of call 1009 once more with other attributes."""
    lines = (resources_dir() / "demo" / "calls.csv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    row = next(line.split(",") for line in lines if line.split(",")[1] == "1009")
    for column, value in changed.items():
        row[columns.index(column)] = value
    table = folder / "again.csv"
    table.write_text("\n".join([lines[0], ",".join(row)]), encoding="utf-8")
    recording = resources_dir() / "demo" / "1009.opus"
    centre.services.importing.import_files(centre.lead, ImportRequest((recording,), calls_csv=table), NoProgress())


def test_facts_follow_a_call_that_is_described_anew(centre: SmallCentre, tmp_path: Path) -> None:
    score(centre, "1009", Purpose.ROUTINE, "no_disclosure")
    with pytest.raises(NotFoundError):
        board(centre, replace(YEAR, unit="West / Hall 9"))
    bring_again(
        centre, tmp_path, unit="West/Hall 9", business_type="roaming complaint", started_at="2026-08-31T16:30:00+00:00"
    )
    asked = replace(YEAR, unit="West / Hall 9", business_type="roaming complaint")
    first_of_september = date(2026, 9, 1)  # half past midnight in Shanghai
    moved = board(centre, replace(asked, first_day=first_of_september, last_day=first_of_september))
    assert (moved.n_calls, [row.criterion_key for row in moved.critical if row.n_failed]) == (1, ["no_disclosure"])
    assert board(centre).n_calls == 1


def test_facts_follow_the_time_zone_of_the_centre(centre: SmallCentre, tmp_path: Path) -> None:
    score(centre, "1009", Purpose.ROUTINE, "no_disclosure")
    bring_again(centre, tmp_path, started_at="2026-08-31T16:30:00+00:00")
    first, last = date(2026, 9, 1), date(2026, 8, 31)
    days = {zone: replace(YEAR, first_day=day, last_day=day) for zone, day in (("Asia/Shanghai", first), ("UTC", last))}
    for zone in ("UTC", "Asia/Shanghai"):
        centre.services.administering.set_centre(centre.lead, time_zone=zone)
        assert {name: board(centre, query).n_calls for name, query in days.items()} == {
            **dict.fromkeys(days, 0),
            zone: 1,
        }


def test_a_routine_evaluation_is_the_calls_own_whichever_came_first(centre: SmallCentre) -> None:
    score(centre, "1009", Purpose.OVERLAP, "no_disclosure")
    assert failed(centre) == {"no_disclosure"}
    score(centre, "1009", Purpose.ROUTINE, "consent", by=centre.ben)
    assert failed(centre) == {"consent"}


def test_what_is_taken_back_counts_no_more_until_it_is_in_again(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, assignment, failed=frozenset({"no_disclosure"}))
    inspecting = centre.services.inspecting
    inspecting.submit(centre.anna, evaluation.id)
    inspecting.undo_submit(centre.anna, evaluation.id)
    assert board(centre).n_calls == 0
    inspecting.submit(centre.anna, evaluation.id)
    assert (board(centre).n_calls, failed(centre)) == (1, {"no_disclosure"})


def test_repeat_practice_and_qualification_never_count(centre: SmallCentre) -> None:
    for purpose in (Purpose.REPEAT, Purpose.PRACTICE, Purpose.QUALIFICATION):
        score(centre, "1009", purpose, "no_disclosure")
    assert board(centre).n_calls == 0


def test_the_list_shows_the_first_assigned_of_an_overlap_whoever_began_first(centre: SmallCentre) -> None:
    (first,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    later(centre, minutes=1)
    (second,) = centre.assign(centre.ben, "1009", purpose=Purpose.OVERLAP)
    inspecting = centre.services.inspecting
    inspecting.submit(centre.ben, centre.answer_all(centre.ben, second).id)
    later(centre, minutes=1)
    evaluation = centre.answer_all(centre.anna, first, failed=frozenset({"no_disclosure"}))
    inspecting.submit(centre.anna, evaluation.id)
    shown = {call.key: call.passed for call in centre.services.listening.calls(centre.lead, CallQuery()).calls}
    assert (shown["1009"], failed(centre)) == (False, {"no_disclosure"})


def test_a_filter_does_not_tell_that_a_call_to_score_blind_was_scored(centre: SmallCentre) -> None:
    score(centre, "1009", Purpose.ROUTINE, "no_disclosure")
    unscored = CallQuery(is_scored=False)

    def listed(actor: Actor) -> set[str]:
        return {call.key for call in centre.services.listening.calls(actor, unscored).calls}

    assert "1009" not in listed(centre.anna)
    centre.assign(centre.anna, "1009", purpose=Purpose.REPEAT)
    assert "1009" in listed(centre.anna)
    assert "1009" not in listed(centre.lead)
