"""Scorecards as spreadsheets: nothing is lost on the way out and back, and every fault is told with row and column."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.scorecard import Condition, Criterion, ScorecardDefinition
from qa_desk.domain.scorecard_edit import add_criterion, with_criterion, with_reason
from qa_desk.domain.text import LocalText
from qa_desk.services.forms.files import read_file, write_file
from qa_desk.services.forms.form_mapping import canonical_json
from qa_desk.services.forms.library import templates
from qa_desk.wording import explain

SERVICE = next(one for one in templates() if one.key == "service")


def there_and_back(definition: ScorecardDefinition, path: Path) -> ScorecardDefinition:
    """Written and read again."""
    write_file(definition, path)
    return read_file(path)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "yaml"])
@pytest.mark.parametrize("definition", templates(), ids=lambda one: one.key)
def test_every_template_comes_back_the_same(definition: ScorecardDefinition, ending: str, tmp_path: Path) -> None:
    again = there_and_back(definition, tmp_path / f"form.{ending}")
    assert canonical_json(again) == canonical_json(definition)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_everything_a_form_says_fits_into_the_columns(ending: str, tmp_path: Path) -> None:
    label = LocalText.of({"en": "so = so\nand \\n so", "zh_CN": "=一般"})
    form = add_criterion(
        SERVICE,
        "smile",
        Criterion(
            "odd",
            LocalText.of({"en": "=1+1", "zh_CN": "+奇怪"}),
            Levels((Level(LocalText.of("bad"), 0.0), Level(label, 2.5), Level(LocalText.of("-good"), 5.0))),
            weight=2.5,
            bonus=True,
            na_allowed=True,
            tags=("basic", "own"),
            shown_when=Condition("greeting", 3.0),
        ),
    )
    odd = with_reason(form.criterion("odd"), LocalText.of({"zh_CN": "@只有中文"}))
    form = with_criterion(form, odd)
    deducting = replace(form.criterion("hold_explained"), scale=Deduction(7.5), comment_required_on_failure=True)
    form = with_criterion(form, deducting)
    assert canonical_json(there_and_back(form, tmp_path / f"form.{ending}")) == canonical_json(form)


# a title of white space alone is no title, and these can't stand in a workbook
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=30).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(title=TEXTS, reason=TEXTS, ending=st.sampled_from(["csv", "xlsx"]))
def test_any_text_comes_back(title: str, reason: str, ending: str, tmp_path: Path) -> None:
    form = with_criterion(SERVICE, replace(SERVICE.criterion("tone"), title=LocalText.of({"en": title})))
    form = with_criterion(form, with_reason(form.criterion("tone"), LocalText.of({"zh_CN": reason})))
    assert canonical_json(there_and_back(form, tmp_path / f"form.{ending}")) == canonical_json(form)


def test_formulas_are_text_in_both_directions(tmp_path: Path) -> None:
    form = replace(SERVICE, title=LocalText.of('=HYPERLINK("http://x")'))
    write_file(form, tmp_path / "form.xlsx")
    sheet = load_workbook(tmp_path / "form.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    write_file(form, tmp_path / "form.csv")
    with (tmp_path / "form.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell.startswith("=")]


HEAD = (
    "scorecard,scorecard_title.en,critical_policy,section,section_title.en,key,title.en,scale,weight,shown_when,reasons"
)
FIRST = "k,T,zero_total,s,S,a,A,pass_fail,5,,"


def explained(tmp_path: Path, *rows: str, head: str = HEAD) -> str:
    """The sentence for what is wrong with this table."""
    path = tmp_path / "x.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    with pytest.raises(QADeskError) as caught:
        read_file(path)
    return explain(caught.value)


def test_a_plain_table_is_read_with_what_stays_the_same_named_once(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([HEAD, FIRST, ",,,,,b,B,pass_fail,,a = pass,"]), encoding="utf-8")
    form = read_file(path)
    assert [criterion.key for criterion in form.section("s").criteria] == ["a", "b"]
    assert form.criterion("b").shown_when == Condition("a", True)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",,,,,a,B,pass_fail,,,", "row 3, column “key”: stands here twice; each needs a key of its own"),
        (",,,,,b,,pass_fail,,,", "row 3, column “title”: is missing here"),
        (",,,,,b,B,stars,,,", "row 3, column “scale”: expected one of pass_fail, levels"),
        (",,,,,b,B,pass_fail,heavy,,", "row 3, column “weight”: expected a number"),
        (",,,,,b,B,pass_fail,,c = pass,", "row 3, column “shown_when”: expected the key of an earlier criterion"),
        (",,,,,b,B,pass_fail,,a = 7,", "row 3, column “shown_when”: expected an answer that “a” can have"),
        (",,,,,b,B,pass_fail,,,r", "row 3, column “reasons”: is missing here"),
        (",,,s2,,b,B,pass_fail,,,", "row 3, column “section_title”: is missing here"),
        ("k,,,,,b,B,levels,,,", "row 3, column “levels”: expected a list of at least 2"),
    ],
)
def test_a_fault_is_told_with_row_and_column(row: str, sentence: str, tmp_path: Path) -> None:
    assert explained(tmp_path, FIRST, row).startswith(f"x.csv, {sentence}")


def test_a_column_that_is_not_known_is_named(tmp_path: Path) -> None:
    told = explained(tmp_path, FIRST + ",1", head=HEAD + ",colour")
    assert told.startswith("x.csv, row 1, column “colour”: is not known here; expected scorecard")


def test_a_formula_in_a_workbook_is_never_worked_out(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD.split(","))
    sheet.append([*FIRST.split(",")[:8], "=2+3", "", ""])
    book.save(tmp_path / "x.xlsx")
    # a formula that no program worked out has no value: the usual weight counts, and not 5
    assert read_file(tmp_path / "x.xlsx").criterion("a").weight == 1.0
