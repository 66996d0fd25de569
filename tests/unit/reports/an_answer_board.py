"""What became of results, made by hand for tests of the report: two inspectors apart, and coaching without a sign."""

from dataclasses import replace
from datetime import UTC, date, datetime

from qa_desk.domain.text import LocalText
from qa_desk.measurement.adjusting import adjusted_difference
from qa_desk.measurement.means import mean_of_calls
from qa_desk.measurement.shares import share_of_calls
from qa_desk.reports.disputes import DisputesData
from qa_desk.services.feedback.recognising_views import (
    AnsweredWithin,
    CoachedGroup,
    CoachingEffect,
    CriterionAnswers,
    DisputeQuery,
    PartAnswers,
    ResultAnswers,
)

MADE_AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
QUERY = DisputeQuery(date(2026, 10, 1), date(2026, 10, 31))
_BEFORE, _AFTER = (62.0, 70.0, 66.0, 90.0, 85.0, 95.0, 88.0), (71.0, 74.0, 75.0, 89.0, 87.0, 94.0, 90.0)
_COACHED = (True, True, True, False, False, False, False)


def part(
    name: str,
    n: int,
    n_acknowledged: int,
    n_disputed: int,
    n_decided: int,
    n_overturned: int,
    *,
    is_apart: bool = False,
) -> PartAnswers:
    """A part with its shares."""
    return PartAnswers(
        name,
        n,
        n_acknowledged,
        n_disputed,
        n_decided,
        n_overturned,
        share_of_calls(n_acknowledged, n),
        share_of_calls(n_disputed, n),
        share_of_calls(n_overturned, n),
        share_of_calls(n_overturned, n_decided),
        is_small=n < 5,
        is_apart=is_apart,
    )


def _criterion(key: str, words: str, n_disputed: int, n_decided: int, n_overturned: int) -> CriterionAnswers:
    title = LocalText.of({"en": words, "zh_CN": "语气"})
    return CriterionAnswers(key, title, n_disputed, n_decided, n_overturned, share_of_calls(n_overturned, n_decided))


def _group(*, is_coached: bool) -> CoachedGroup:
    places = [place for place, coached in enumerate(_COACHED) if coached is is_coached]
    before, after = ([side[place] for place in places] for side in (_BEFORE, _AFTER))
    changes = [late - early for early, late in zip(before, after, strict=True)]
    return CoachedGroup(len(places), mean_of_calls(before), mean_of_calls(after), mean_of_calls(changes))


def answers() -> ResultAnswers:
    """What the report is composed of."""
    coaching = CoachingEffect(
        4,
        2,
        1,
        42,
        _group(is_coached=True),
        _group(is_coached=False),
        adjusted_difference(_BEFORE, _AFTER, _COACHED),
    )
    return ResultAnswers(
        query=QUERY,
        centre=part("", 124, 90, 20, 17, 9),
        n_unanswered=14,
        n_waiting=3,
        within=tuple(
            AnsweredWithin(days, n, total, share_of_calls(n, total))
            for days, n, total in ((1, 40, 124), (3, 95, 120), (7, 108, 118))
        ),
        decision_days=mean_of_calls((2.0, 3.5, 4.0)),
        criteria=(_criterion("tone", "Tone", 12, 10, 6), _criterion("greeting", "<b>Greeting</b>", 9, 4, 3)),
        inspectors=(part("Anna Berg", 60, 50, 4, 4, 0), part("Ben Ode", 60, 36, 16, 13, 9, is_apart=True),
                    part("Cai Lun", 4, 4, 0, 0, 0)),
        units=(part("East / Hall 1", 70, 52, 11, 10, 5), part("East / Hall 2", 54, 38, 9, 7, 4)),
        coaching=coaching,
    )  # fmt: skip


def data(found: ResultAnswers | None = None) -> DisputesData:
    """The report's data."""
    return DisputesData(found or answers(), MADE_AT, "Wang Fang")


def of_a_leader() -> DisputesData:
    """What a team leader gets: neither inspectors nor coaching."""
    return data(replace(answers(), inspectors=None, coaching=None, query=replace(QUERY, unit="East / Hall 1")))
