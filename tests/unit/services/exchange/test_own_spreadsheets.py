"""People's own spreadsheets: what is recognised, what is asked, and what a mapping settles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.services.exchange.mapping_file import mapping_to_yaml, read_mapping
from qa_desk.services.exchange.moments import moment_of
from qa_desk.services.exchange.plan import Certainty, Layout, suggested_mapping
from tests.unit.services.exchange.conftest import WHOLE, Desk, long_table, told

TITLES = "未泄露客户信息;承诺不超出权限;让客户把话说完;致歉得当;查清事实;给出解决办法;告知时限和工单号;负责到底"
CHINESE = f"""\
三月质检表
流水号;质检员;日期;评分表;{TITLES};总分;班组
C-1;Anna;2026年3月2日 9:30;投诉处理;是;不适用;5;5;10;10;合格;5;100;甲
C-2;Anna;2026/3/2;投诉处理;Y;不适用;3;0;7;2;通过;5;60;乙
"""


def test_a_chinese_spreadsheet_is_recognised_by_its_titles(desk: Desk) -> None:
    plan = desk.plan("\ufeff" + CHINESE)
    assert (plan.layout, plan.refused, len(plan.ready)) == (Layout.WIDE, (), 2)
    assert [column.target for column in plan.columns] == [
        "call_id", "inspector", "submitted_at", "scorecard", *WHOLE, "", ""
    ]  # fmt: skip
    assert {column.certainty for column in plan.columns[4:12]} == {Certainty.TITLE}
    desk.exchanging.bring_in(desk.chief, plan)
    second, first = desk.evaluations()
    assert first.submitted_at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert second.submitted_at == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    ratings = {answer.criterion_key: answer.rating for answer in second.answers}
    assert ratings == dict(zip(WHOLE, (True, None, 3.0, 0.0, 7, 2, True, True), strict=True))
    assert second.purpose is Purpose.ROUTINE


ODD = """\
Call no,QA,Scored on,No customer information disclosed,promise_within_rules,lets_finish,apology_fit,\
facts_established,remedy,deadline_and_reference,ownership
C-1,张三,2026-03-02,✓,—,5分,5,100%,8/10,✗,5
C-2,张三,2026-03-02,✓,—,5分,5,100%,banana,✗,5
"""


def test_what_is_not_understood_is_counted_and_guessed_at(desk: Desk) -> None:
    plan = desk.plan(ODD)
    assert plan.ready == ()
    assert [(one.name, one.count) for one in plan.unknown_inspectors] == [("张三", 2)]
    assert {(one.criterion_key, one.value): (one.count, one.suggestion) for one in plan.odd_values} == {
        ("no_disclosure", "✓"): (2, "pass"),
        ("promise_within_rules", "—"): (2, "N/A"),
        ("lets_finish", "5分"): (2, "5"),
        ("facts_established", "100%"): (2, "10"),
        ("remedy", "8/10"): (1, "8"),
        ("remedy", "banana"): (1, ""),
        ("deadline_and_reference", "✗"): (2, "fail"),
    }
    (unread,) = plan.unread_columns
    assert (unread.label, unread.suggestions[0]) == ("apology_fit", "apology_fits")
    assert desk.evaluations() == ()


def test_the_mapping_suggested_settles_everything_but_what_nobody_can_guess(desk: Desk, tmp_path: Path) -> None:
    mapping = ScoreMapping(scorecard="complaint")
    suggested = suggested_mapping(desk.plan(ODD, mapping), mapping)
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping_to_yaml(suggested).replace("张三: '?'", "张三: Anna").replace("张三: ?", "张三: Anna"))
    settled = read_mapping(path)
    assert settled.people == {"张三": "Anna"}
    plan = desk.plan(ODD, settled)
    assert [one.call_key for one in plan.ready] == ["C-1"]
    assert [(one.value, one.count) for one in plan.odd_values] == [("banana", 1)]
    desk.exchanging.bring_in(desk.chief, plan)
    (brought,) = desk.evaluations()
    ratings = {answer.criterion_key: answer.rating for answer in brought.answers}
    assert ratings == dict(zip(WHOLE, (True, None, 5.0, 5.0, 10, 8, False, True), strict=True))


def test_what_was_settled_is_used_for_the_next_file_of_the_same_columns(desk: Desk) -> None:
    exchanging, chief = desk.exchanging, desk.chief
    path = desk.write(ODD)
    plan, mapping = exchanging.begin(chief, path)
    assert (plan.ready, mapping) == ((), ScoreMapping())
    settled = replace(suggested_mapping(plan, mapping), people={"张三": "Anna"})
    exchanging.keep_mapping(chief, plan, settled)
    lines = ODD.replace("C-1", "C-3").splitlines()
    again = desk.write("\n".join([lines[0].replace("apology_fit", "Apology fit"), *lines[1:]]), "april.csv")
    plan, mapping = exchanging.begin(chief, again)
    assert [one.call_key for one in plan.ready] == ["C-3"]
    assert (mapping.people, mapping.columns["apology_fit"]) == ({"张三": "Anna"}, "apology_fits")
    assert ("remedy", "banana") not in [(key, word) for key, words in mapping.values.items() for word in words]
    assert exchanging.begin(chief, desk.write(long_table()))[1] == ScoreMapping()


def test_a_kept_mapping_that_no_longer_fits_is_left_out(desk: Desk) -> None:
    path = desk.write(ODD)
    plan, _mapping = desk.exchanging.begin(desk.chief, path)
    desk.exchanging.keep_mapping(desk.chief, plan, ScoreMapping(columns={"call_no": "gone.criterion"}))
    plan, mapping = desk.exchanging.begin(desk.chief, path)
    assert (mapping, plan.obstacles) == (ScoreMapping(), ())


def test_what_can_be_chosen_are_published_scorecards_and_the_people(desk: Desk) -> None:
    choices = desk.exchanging.choices(desk.chief)
    assert [one.key for one in choices.scorecards] == ["complaint", "service"]
    assert {"Anna", "Ben"} <= {person.name for person in choices.people}


def test_a_mapping_says_what_an_empty_cell_means(desk: Desk) -> None:
    mapping = ScoreMapping(values={"promise_within_rules": {"": "N/A"}})
    text = long_table(promise_within_rules="")
    assert "has no answer" in told(desk.plan(text))[0]
    assert len(desk.plan(text, mapping).ready) == 1


def test_a_mapping_comes_back_from_its_file(tmp_path: Path) -> None:
    mapping = ScoreMapping(
        columns={"备注": "comment", "yes": "ignore", "total": "ignore"},
        values={"*": {"": "N/A", "yes": "pass", "1": "fail"}, "remedy": {"true": "10"}},
        people={"张三": "i-1", "007": "i-2"},
        scorecard="complaint",
        version=2,
        purpose=Purpose.OVERLAP,
    )
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping_to_yaml(mapping), encoding="utf-8")
    assert read_mapping(path) == mapping


def test_numbers_of_people_written_by_hand_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("people:\n  Anna: 10023456\n  Ben: 00123\n  Cho: 0\n")
    assert read_mapping(path).people == {"Anna": "10023456", "Ben": "00123", "Cho": "0"}


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("colums: {}\n", 1, "colums"),
        ("columns:\n  a: [1]\n", 2, "a"),
        ("scorecard: x\nversion: two\n", 2, "version"),
        ("purpose: fun\n", 1, "purpose"),
        ("values:\n  remedy: 5\n", 2, "remedy"),
        ("- a\n", 1, ""),
    ],
)
def test_a_faulty_mapping_is_told_by_line_and_key(tmp_path: Path, text: str, line: int, key: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(QADeskError) as caught:
        read_mapping(path)
    assert caught.value.code is ErrorCode.MAPPING_INVALID
    assert (caught.value.params["line"], caught.value.params["key"]) == (line, key)


def test_a_mapping_of_a_column_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(QADeskError) as caught:
        desk.plan(long_table(), ScoreMapping(columns={"nothing": "ignore"}))
    assert caught.value.code is ErrorCode.CSV_COLUMN_MISSING
    with pytest.raises(QADeskError) as caught:
        desk.plan(long_table(), ScoreMapping(columns={"comment": "no such thing"}))
    assert caught.value.code is ErrorCode.VALUE_INVALID


@pytest.mark.parametrize("title", ["March", "March, all halls", "三月质检表", "Printed on 2026-03-31; by Anna"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_title_above_the_header_is_passed_over(desk: Desk, title: str, separator: str) -> None:
    plan = desk.plan(f"{title}\n\n{long_table().replace(',', separator)}")
    assert (plan.layout, len(plan.ready), plan.refused) == (Layout.LONG, 1, ())
    assert plan.ready[0].rows == tuple(range(4, 12))


def test_a_file_that_names_no_scorecard_goes_by_the_one_that_has_its_criteria(desk: Desk) -> None:
    nameless = long_table().replace(",complaint,1,", ",,,")
    assert [use.scorecard_key for use in desk.plan(nameless).versions] == ["complaint"]
    of_several = "call_id,inspector,submitted_at,no_disclosure\nC-1,anna,2026-03-02,pass\n"
    assert "is not one of" in told(desk.plan(of_several))[0]


def test_a_column_comes_with_its_first_values(desk: Desk) -> None:
    columns = {column.label: column.examples for column in desk.plan("\ufeff" + CHINESE).columns}
    assert columns["流水号"] == ("C-1", "C-2")
    assert columns["负责到底"] == ("5",)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_may_be_parted_by_comma_semicolon_or_tab(desk: Desk, separator: str) -> None:
    assert len(desk.plan(long_table().replace(",", separator)).ready) == 1


def test_history_is_taken_without_the_reasons_asked_for_today(desk: Desk) -> None:
    plan = desk.plan(long_table(no_disclosure="fail", remedy="4"))
    assert (len(plan.ready), plan.refused) == (1, ())
    assert plan.n_unexplained == 2 + plan.ready[0].version.criterion("no_disclosure").comment_required_on_failure


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - as spreadsheets write them
def test_a_time_is_read_however_it_is_written(moment: datetime) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    whole = moment.replace(second=0, microsecond=0)
    meant = whole.replace(tzinfo=zone).astimezone(UTC)
    forms = (
        "{:%Y-%m-%d %H:%M}",
        "{:%Y/%m/%d %H:%M}",
        "{:%Y.%m.%d %H:%M:%S}",
        "{:%Y年%m月%d日 %H:%M}",
        "{:%Y-%m-%dT%H:%M:%S}",
    )
    assert {moment_of(form.format(whole), zone) for form in forms} == {meant}
    assert moment_of((whole - timedelta(0)).replace(tzinfo=UTC).isoformat(), zone) == whole.replace(tzinfo=UTC)
