"""A training pack made of the board: tone with a passage and three cases, what nobody settled, hostile words."""

from uuid import UUID

from qa_desk.domain.ids import CaseId, VersionId
from qa_desk.domain.standard_case import Difficulty, SettledCase
from qa_desk.reports.training_pack import TrainingPackData
from qa_desk.services.issues.training_views import TaughtIssue, TrainingPack
from qa_desk.services.practice.matching import Matching, MatchingCase
from tests.unit.reports.an_issue_board import CALL, MADE_AT, board

NO_CASES = Matching((), 0, 0)


def data() -> TrainingPackData:
    """What is gathered for four weeks."""
    issues = board()
    matched = Matching(
        (
            _case(1, "Talks over =1+1", has_failed=True, is_benchmark=True),
            _case(2, "<b>Sighs</b>", has_failed=True, difficulty=Difficulty.HARD),
            _case(3, "Warm throughout", has_failed=False),
        ),
        4,
        11,
    )
    taught = tuple(
        TaughtIssue(row, matched if row.criterion_key == "tone" else NO_CASES)
        for row in (*issues.critical, *issues.criteria)
    )
    pack = TrainingPack(issues.query, issues.n_calls, issues.n_inspectors, issues.points_lost, taught)
    return TrainingPackData(pack, (b"OggS",), MADE_AT, "Liu Yang")


def nothing() -> TrainingPackData:
    """A period in which nothing was scored."""
    return TrainingPackData(TrainingPack(board().query, 0, 0, 0.0, ()), (), MADE_AT, "Liu Yang")


def _case(
    number: int,
    title: str,
    *,
    has_failed: bool,
    is_benchmark: bool = False,
    difficulty: Difficulty = Difficulty.EASY,
) -> MatchingCase:
    case = SettledCase(
        *(CaseId(UUID(int=number)), f"SC-00{number}", title, difficulty, VersionId(UUID(int=9)), "tone"),
        *(None, False, (), 1, CALL, "en", "The customer is cut off twice." if has_failed else "", is_benchmark),
    )
    return MatchingCase(case, has_failed, 3.0, 6.0)
