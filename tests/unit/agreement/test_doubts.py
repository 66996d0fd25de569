"""What looks like a slip in a ratings file is said, and what is no slip is left alone."""

from pathlib import Path

import pytest

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.doubts import Doubt, DoubtKind, doubts_about
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.request import Request


def doubts(folder: Path, text: str, request: Request | None = None) -> tuple[Doubt, ...]:
    path = folder / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return doubts_about(read_ratings_file(path), request or Request())


@pytest.mark.parametrize(
    ("first", "second"),
    [("Pass", "pass"), ("N/A", "na"), ("Ｐａｓｓ", "pass"), ("not met", "Not  Met"), ("e.g.", "eg")],
)
def test_ratings_that_people_read_as_one_are_named(tmp_path: Path, first: str, second: str) -> None:
    found = doubts(tmp_path, f"call,A,B\n1,{first},{second}\n2,other,other\n")
    assert found == (Doubt(DoubtKind.ALIKE_CATEGORIES, (first, second)),)


@pytest.mark.parametrize(("first", "second"), [("1.10", "1.1"), ("A+", "A-"), ("通过", "不通过"), ("a1", "a 1")])
def test_ratings_that_differ_are_not_doubted(tmp_path: Path, first: str, second: str) -> None:
    assert doubts(tmp_path, f"call,A,B\n1,{first},{second}\n2,{first},{first}\n") == ()


def test_declared_categories_are_not_doubted(tmp_path: Path) -> None:
    assert doubts(tmp_path, "call,A,B\n1,p,P\n2,P,P\n", Request(categories=("p", "P"))) == ()


def test_one_rater_under_two_names_is_named(tmp_path: Path) -> None:
    text = "item,rater,rating\n1,Anna Li,x\n1,Bo,y\n2,anna li,x\n2,Bo,y\n"
    assert doubts(tmp_path, text) == (Doubt(DoubtKind.ALIKE_RATERS, ("Anna Li", "anna li")),)


def test_a_file_without_a_header_is_doubted(tmp_path: Path) -> None:
    found = doubts(tmp_path, "1,pass,fail\n2,pass,pass\n3,fail,pass\n")
    assert found == (Doubt(DoubtKind.NO_HEADER, ("pass", "fail")),)


def test_raters_who_are_numbered_are_not_taken_for_ratings(tmp_path: Path) -> None:
    assert doubts(tmp_path, "call,1,2\nx,1,2\ny,2,1\n") == ()


@pytest.mark.parametrize("separator", [",", ";"])
def test_measured_values_counted_as_categories_are_doubted(tmp_path: Path, separator: str) -> None:
    comma = "." if separator == "," else ","
    rows = (f"{call}{separator}{80 + call}{comma}5{separator}{81 + call}" for call in range(12))
    text = "\n".join([separator.join(("call", "A", "B")), *rows])
    assert doubts(tmp_path, text) == (Doubt(DoubtKind.MEASURED_VALUES),)
    assert doubts(tmp_path, text, Request(scale=Metric.INTERVAL)) == ()
