"""`qa-desk agreement`: the contract with scripts (JSON keys, exit status) and the sentences people read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from qa_desk.agreement import ratings_rows
from qa_desk.agreement.chance import STATISTICS
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.diagnosis import Diagnosis, Divergence
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.estimate import Method, Undefined
from qa_desk.agreement.verdict import Outcome
from qa_desk.cli.base import ExitStatus
from qa_desk.cli.main import run
from qa_desk.reports import statistic_names, statistics_words
from qa_desk.reports.ratings_words import problem_text
from tests.unit.agreement.cases import FOLDER, load, names

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `qa-desk agreement …` in English; gives exit status, standard output and standard error."""
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")

    def call(*arguments: object) -> tuple[int, str, str]:
        status = run(["agreement", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def document(command: Run, *arguments: object) -> dict[str, Any]:
    status, out, err = command(*arguments, "--json")
    assert status == ExitStatus.DONE, err
    assert err == ""
    return json.loads(out)


def write(folder: Path, text: str, name: str = "ratings.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


LONG = "item,rater,trial,rating\n1,A,1,x\n1,B,1,x\n2,A,1,y\n2,B,1,x\n3,A,1,y\n3,B,1,y\n"
WIDE = "call,A,B\n1,x,x\n2,y,x\n3,y,y\n"


def test_the_json_has_the_names_that_scripts_rely_on(command: Run) -> None:
    got = document(command, FOLDER / "gwet_raw4raters.csv", "--scale", "ordinal")
    assert {name: got[name] for name in ("items", "raters", "clusters", "scale", "categories")} == {
        "items": 12,
        "raters": ["Rater1", "Rater2", "Rater4", "Rater3"],
        "clusters": None,
        "scale": "ordinal",
        "categories": ["1", "2", "3", "4", "5"],
    }
    ac1 = got["statistics"]["gwet_ac1"]
    assert ac1["value"] == pytest.approx(0.775444068126995, abs=1e-12)
    assert ac1["ci_high"] == 1.0
    assert (ac1["method"], ac1["n_items"], ac1["n_raters"]) == ("linearised", 12, 4)
    icc = got["statistics"]["icc_2_1"]
    assert icc["value"] is None
    assert icc["undefined"] == "incomplete"
    assert "se" not in icc


@pytest.mark.parametrize("name", names())
def test_every_worked_example_comes_out_of_the_command(command: Run, name: str, tmp_path: Path) -> None:
    case = load(name)
    options: list[object] = ["--scale", case.scale]
    if case.categories:
        options += ["--categories", ",".join(case.categories)]
    if case.positive is not None:
        options += ["--positive", case.positive]
    for weighting in case.weights.values():
        if isinstance(weighting, str) and weighting != "identity":
            options += ["--weights", weighting]
    if "custom" in case.weights:
        rows = "\n".join(",".join(map(repr, row)) for row in case.weights["custom"])
        options += ["--weights-file", write(tmp_path, rows, "w.csv")]
    if any(key.startswith("grr_") for key in case.expected):
        options.append("--gauge")
    if any("@" in key for key in case.expected):
        options += ["--bootstrap", 5000, "--seed", 3]
    got = document(command, FOLDER / f"{name}.csv", *options)["statistics"]
    for key, wanted in case.expected.items():
        if wanted["value"] is None:
            assert got[key]["value"] is None
            assert got[key]["undefined"]
        else:
            assert got[key]["value"] == pytest.approx(wanted["value"], rel=1e-8, abs=1e-8), key


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LONG, "utf-8"),
        (LONG, "utf-8-sig"),
        (LONG, "utf-16"),
        (LONG.replace(",", ";"), "utf-8-sig"),
        (LONG.replace(",", "\t"), "utf-8"),
        (LONG.replace("\n", "\r\n") + "4,A,1,\r\n", "utf-8"),
        (WIDE, "utf-8"),
        (WIDE.replace(",", ";"), "utf-8-sig"),
        (WIDE.replace(",", "\t"), "utf-8"),
        ('"Item","Rater","Rating"\n"1","A","x"\n1,B,x\n2,A,y\n2,B,x\n3,A,y\n3,B,y\n', "utf-8"),
    ],
)
def test_long_and_wide_files_of_any_usual_kind_are_the_same(
    command: Run, tmp_path: Path, text: str, encoding: str
) -> None:
    got = document(command, write(tmp_path, text, encoding=encoding))
    assert (got["items"], got["raters"], got["ratings"]) == (3, ["A", "B"], 6)
    assert got["statistics"]["percent_agreement"]["value"] == pytest.approx(2 / 3)


def test_a_workbook_is_read_like_the_text_table(command: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("call", "A", "B"), ("c1", 3, 3.0), ("c2", 4, 5), ("c3", 5, None), ("c4", 1, 1)):
        sheet.append(row)
    path = tmp_path / "ratings.xlsx"
    book.save(path)
    got = document(command, path, "--scale", "ordinal")
    assert (got["items"], got["ratings"], got["categories"]) == (4, 7, ["1", "3", "4", "5"])


def test_a_workbook_that_unfolds_to_more_than_is_borne_is_not_read(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratings_rows, "LARGEST_WORKBOOK_BYTES", 1 << 20)
    path = tmp_path / "ratings.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes((1 << 20) + 1))
    assert path.stat().st_size < 1 << 12
    status, _out, err = command(path)
    assert status == ExitStatus.NOTHING
    assert "unfolds to more than" in err


def test_what_a_sheet_says_of_its_own_size_is_not_believed(command: Run, tmp_path: Path) -> None:
    """Programs that write row by row say "A1"."""
    book = Workbook()
    for row in (("call", "A", "B"), ("c1", 3, 3), ("c2", 4, 5)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "right.xlsx")
    path = tmp_path / "ratings.xlsx"
    with ZipFile(tmp_path / "right.xlsx") as whole, ZipFile(path, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name).replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1"'))
    got = document(command, path, "--scale", "ordinal")
    assert (got["items"], got["ratings"]) == (2, 4)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_decimal_comma_is_a_number_where_no_comma_separates(command: Run, tmp_path: Path, separator: str) -> None:
    text = "item;A;B\n1;80,5;81\n2;70;70,5\n3;90;91\n".replace(";", separator)
    got = document(command, write(tmp_path, text), "--scale", "interval")
    assert got["statistics"]["rater_mean:A"]["value"] == pytest.approx((80.5 + 70 + 90) / 3)


def test_ten_follows_nine_and_three_point_zero_is_three(command: Run, tmp_path: Path) -> None:
    got = document(command, write(tmp_path, "item,A,B\n1,10,9\n2,3,3.0\n3,2,2\n"), "--scale", "ordinal")
    assert got["categories"] == ["2", "3", "9", "10"]


@pytest.mark.parametrize("options", [(), ("--categories", "1,2,3")])
def test_whole_numbers_written_with_decimals_are_the_same_names(
    command: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """As programs write a column of whole numbers with empty cells."""
    got = document(command, write(tmp_path, "item,A,B\n1,1,1.0\n2,2,3.0\n3,3,\n"), *options)
    assert got["categories"] == ["1", "2", "3"]
    assert got["statistics"]["percent_agreement"]["value"] == 0.5


def test_names_that_look_like_numbers_stay_as_they_are_written(command: Run, tmp_path: Path) -> None:
    got = document(command, write(tmp_path, "item,A,B\n1,1.1,1.10\n2,007,7\n"))
    assert set(got["categories"]) == {"007", "7", "1.1", "1.10"}
    assert got["statistics"]["percent_agreement"]["value"] == 0.0


def test_every_pair_has_its_kappa_also_without_trials_or_a_standard(command: Run) -> None:
    got = document(command, FOLDER / "fleiss1971_diagnoses.csv")["statistics"]
    kappas = [figure["value"] for key, figure in got.items() if key.startswith("pairwise_kappa:")]
    assert len(kappas) == 15
    assert sum(kappas) / 15 == pytest.approx(got["light_kappa"]["value"])


def test_a_rater_without_repetition_says_so(command: Run, tmp_path: Path) -> None:
    text = "item,rater,trial,rating\n1,A,1,x\n1,A,2,x\n2,A,1,y\n1,B,1,y\n2,B,1,y\n"
    got = document(command, write(tmp_path, text))["statistics"]
    assert got["within_rater_agreement:B"]["undefined"] == "no_trials"
    assert got["within_rater_agreement:A"]["value"] == 1.0


def test_a_cluster_column_makes_clustered_intervals(command: Run, tmp_path: Path) -> None:
    rows = "".join(
        f"c{c}-{i},c{c},{'x' if i else 'y'},{'x' if i + c % 2 else 'y'}\n" for c in range(6) for i in range(3)
    )
    got = document(command, write(tmp_path, f"item,cluster,A,B\n{rows}"))
    assert got["clusters"] == 6
    figure = got["statistics"]["percent_agreement"]
    assert (figure["method"], figure["n_clusters"], figure["n_items"]) == ("clustered", 6, 18)


def test_the_ratio_standard_error_is_asked_for_by_name(command: Run) -> None:
    got = document(command, FOLDER / "gwet_raw4raters.csv", "--se", "ratio")
    figure = got["statistics"]["gwet_ac1"]
    assert figure["se"] == pytest.approx(0.1247368001192856, abs=1e-9)
    assert figure["method"] == "linearised_ratio"


def test_several_files_are_several_sets_and_a_bad_one_is_named(command: Run, tmp_path: Path) -> None:
    good, bad = write(tmp_path, LONG, "a.csv"), tmp_path / "missing.csv"
    status, out, err = command(good, bad, "--json")
    assert status == ExitStatus.PARTLY
    assert [each["file"] for each in json.loads(out)["sets"]] == [str(good)]
    assert "missing.csv" in err


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("item,rater,trial,rating\n1,A,1,x\n1,A,1,y\n", (), ("row 3", "“rating”", "first in row 2")),
        ("item,A,B\n1,x,y\n1,x,x\n", (), ("row 3", "“item”", "row 2")),
        ("item,A\n1,x\n2,oops\n", ("--scale", "interval"), ("row 2", "“A”", "“x”")),
        ("item,A\n1,3\n2,oops\n", ("--scale", "ratio"), ("row 3", "“A”", "“oops”")),
        ("item,A,B\n1,x,y\n2,x,z\n", ("--categories", "x,y"), ("row 3", "“B”", "“z”")),
        ("item,rater\n1,A\n", (), ("“rating”",)),
        ("item,A,A\n1,x,y\n", (), ("“A”",)),
        ("item,A,B\n1,x,y,z\n", (), ("row 2", "4", "3")),
        ("item,A,B\n1,x\n", (), ("row 2",)),
        ("item,A,B\n,x,y\n", (), ("row 2", "“item”")),
        ("item,rater,rating\n1,,x\n", (), ("row 2", "“rater”")),
        ("item,rater,trial,rating\n1,A,first,x\n", (), ("row 2", "“trial”", "“first”")),
        ("item,rater,rating,cluster\n1,A,x,c\n1,B,x,d\n", (), ("row 3", "“cluster”", "“d”")),
        ("item,rater,rating,cluster\n1,A,x,\n", (), ("row 2", "“cluster”")),
        ("item,A,B\n1,,\n", (), ("no ratings",)),
        ("item,A,B\n", (), ("no ratings",)),
        ("item,STANDARD\n1,x\n", (), ("only those of the standard",)),
        ("item\n1\n", (), ("rater",)),
        ("", (), ("empty",)),
        ("\n\n", (), ("empty",)),
        (LONG, ("--positive", "z", "--standard", "B"), ("“z”", "x, y")),
        (LONG, ("--standard", "Nobody"), ("“Nobody”", "A, B")),
        (LONG, ("--scale", "fuzzy"), ("--scale",)),
        (LONG, ("--confidence", "95"), ("--confidence",)),
        (LONG, ("--weights", "cubic"), ("--weights",)),
    ],
)
def test_bad_input_is_said_with_its_place_and_exit_status_two(
    command: Run, tmp_path: Path, text: str, options: tuple[str, ...], said: tuple[str, ...]
) -> None:
    status, out, err = command(write(tmp_path, text), *options)
    assert status == ExitStatus.NOTHING
    assert out == ""
    for words in said:
        assert words in err
    assert "Traceback" not in err


def test_a_column_of_comments_is_not_taken_for_categories(command: Run, tmp_path: Path) -> None:
    rows = "".join(f"{i},A,comment {i}\n" for i in range(1100))
    status, _out, err = command(write(tmp_path, f"item,rater,rating\n{rows}"))
    assert status == ExitStatus.NOTHING
    assert "row 1002" in err
    assert "“rating”" in err


@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff\xfe", "item,A\n1,é".encode("latin-1"), b"PK\x03\x04broken"])
def test_what_is_not_text_is_refused(command: Run, tmp_path: Path, content: bytes) -> None:
    for name in ("r.csv", "r.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        status, _out, err = command(path)
        assert status == ExitStatus.NOTHING
        assert name in err


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("1,0.5\n0.4,1\n", "mirror"),
        ("1,0.5\n", "square"),
        ("1,half\n0.5,1\n", "“half”"),
        ("0.9,0.5\n0.5,1\n", "weight 1"),
        ("1,2\n2,1\n", "between 0 and 1"),
    ],
)
def test_bad_weights_are_refused(command: Run, tmp_path: Path, weights: str, said: str) -> None:
    status, _out, err = command(write(tmp_path, LONG), "--weights-file", write(tmp_path, weights, "w.csv"))
    assert status == ExitStatus.NOTHING
    assert said in err


def test_named_weights_follow_the_order_of_the_categories(command: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "item,A,B\n1,low,mid\n2,low,low\n3,high,mid\n4,mid,mid\n")
    plain = write(tmp_path, "1,0.5,0\n0.5,1,0.2\n0,0.2,1\n", "p.csv")
    named = write(tmp_path, ",high,low,mid\nhigh,1,0,0.2\nlow,0,1,0.5\nmid,0.2,0.5,1\n", "n.csv")
    order = ("--categories", "low,mid,high")
    a = document(command, path, *order, "--weights-file", plain)["statistics"]["gwet_ac2:custom"]
    b = document(command, path, *order, "--weights-file", named)["statistics"]["gwet_ac2:custom"]
    assert a == b


def test_ratio_weights_of_negative_values_are_undefined_and_the_rest_is_computed(command: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "item,A,B\n1,-1,0\n2,2,2\n3,0,0\n")
    got = document(command, path, "--scale", "ratio", "--weights", "ratio", "--weights", "linear")["statistics"]
    assert got["gwet_ac2:ratio"]["undefined"] == "negative_values"
    assert got["krippendorff_alpha"]["undefined"] == "negative_values"
    assert got["gwet_ac2:linear"]["value"] is not None


def test_words_without_a_declared_order_are_not_weighted_by_the_alphabet(command: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "item,A,B\n1,good,poor\n2,fair,fair\n3,good,good\n")
    got = document(command, path, "--scale", "ordinal", "--weights", "linear")["statistics"]
    assert got["gwet_ac2:linear"] == {
        "value": None,
        "undefined": "no_order",
        "n_items": 3,
        "n_raters": 2,
        "n_ratings": 6,
    }
    assert got["krippendorff_alpha"]["undefined"] == "no_order"
    ordered = ("--scale", "ordinal", "--weights", "linear", "--categories", "poor,fair,good")
    assert document(command, path, *ordered)["statistics"]["gwet_ac2:linear"]["value"] is not None


def test_the_table_says_value_interval_verdict_and_why_figures_differ(command: Run) -> None:
    status, out, _err = command(FOLDER / "syn_two_raters_high_prevalence.csv")
    assert status == ExitStatus.DONE
    assert "Gwet's AC1" in out
    assert "Verdict on agreement between raters, target 90.0 %" in out
    assert "Look at the agreement on the rare categories" in out


def test_a_report_is_written_with_its_pictures(command: Run, tmp_path: Path) -> None:
    html, data = tmp_path / "r.html", tmp_path / "out" / "r.json"
    status, _out, err = command(FOLDER / "syn_chinese_passfail.csv", "-o", html, "-o", data)
    assert status == ExitStatus.DONE
    page = html.read_text(encoding="utf-8")
    assert page.count("<svg") >= 2
    assert "通过" in page
    assert json.loads(data.read_text(encoding="utf-8"))
    assert str(html) in err


def test_a_workbook_holds_figures_pictures_comparison_influences_and_calls(command: Run, tmp_path: Path) -> None:
    first, second = write(tmp_path, EARLIER, "may.csv"), write(tmp_path, LATER, "june.csv")
    path = tmp_path / "r.xlsx"
    status, _out, _err = command(first, second, "--compare", "--influence", "--width", 0.1, "-o", path)
    assert status == ExitStatus.DONE
    book = load_workbook(path)
    titles = " / ".join(str(line) for (line, *_rest) in book.worksheets[0].iter_rows(values_only=True))
    for wanted in ("Files side by side", "compared with", "What moves the figures", "How many calls", "agree least"):
        assert wanted in titles
    with ZipFile(path) as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 2  # one forest plot a file


def test_a_report_of_an_unknown_kind_is_refused_before_anything_is_computed(command: Run, tmp_path: Path) -> None:
    status, out, err = command(FOLDER / "syn_chinese_passfail.csv", "-o", tmp_path / "r.docx")
    assert status == ExitStatus.NOTHING
    assert out == ""
    assert "r.docx" in err


@pytest.mark.parametrize(
    "text",
    [
        "item,A\n1,x\n2,y\n",
        "item,A,B\n1,x,\n2,,y\n",
        "item,A,B\n1,x,x\n",
        "item,A,STANDARD\n1,x,\n2,,x\n",
        "item,trial,A\n1,1,x\n1,2,y\n",
        "item,cluster,A,B\n1,c,x,x\n2,c,y,x\n",
        "item,A,B\n1,1,1\n2,1,1\n",
    ],
)
@pytest.mark.parametrize("scale", ["nominal", "ordinal", "ratio"])
def test_hardly_any_data_is_answered_with_reasons(command: Run, tmp_path: Path, text: str, scale: str) -> None:
    numbers = text.replace("x", "1").replace("y", "2")
    got = document(command, write(tmp_path, numbers), "--scale", scale, "--bootstrap", 100, "--gauge", "--positive", 1)
    assert got["statistics"]
    for figure in got["statistics"].values():
        assert (figure["value"] is None) == ("undefined" in figure)


EARLIER = "item,A,B,C,STANDARD\n" + "".join(
    f"{i},{'x' if i % 3 else 'y'},{'y' if i % 4 else 'x'},x,x\n" for i in range(1, 21)
)
LATER = "item,A,B,C,STANDARD\n" + "".join(f"{i},x,{'y' if i % 5 == 0 else 'x'},x,x\n" for i in range(1, 21))


def test_two_files_are_compared_as_differences_with_intervals(command: Run, tmp_path: Path) -> None:
    first, second = write(tmp_path, EARLIER, "may.csv"), write(tmp_path, LATER, "june.csv")
    got = document(command, first, second, "--compare", "--confidence", 0.9)
    (comparison,) = got["comparisons"]
    assert [comparison[name] for name in ("first", "second", "shared_calls")] == [str(first), str(second), 20]
    for key, difference in comparison["statistics"].items():
        before, after = (one["statistics"][key]["value"] for one in got["sets"])
        assert (difference["first"], difference["second"]) == (pytest.approx(before), pytest.approx(after)), key
        assert difference["value"] == pytest.approx(after - before), key
        assert difference["ci_low"] < difference["value"] < difference["ci_high"], key
        assert (difference["method"], difference["df"]) == ("jackknife", 19)
    assert {"percent_agreement", "gwet_ac1", "krippendorff_alpha", "agreement_with_standard"} <= set(
        comparison["statistics"]
    )


def test_a_category_missing_in_one_of_two_sets_is_none_the_less_a_category_of_both(
    command: Run, tmp_path: Path
) -> None:
    first = write(tmp_path, "item,A,B\n1,x,x\n2,y,y\n3,z,x\n4,y,x\n", "a.csv")
    second = write(tmp_path, "item,A,B\n5,x,x\n6,y,y\n7,y,x\n8,y,x\n", "b.csv")
    (comparison,) = document(command, first, second, "--compare")["comparisons"]
    alone = document(command, second, "--categories", "x,y,z")["statistics"]["gwet_ac1"]["value"]
    assert comparison["statistics"]["gwet_ac1"]["second"] == pytest.approx(alone)
    assert comparison["shared_calls"] == 0


def test_measured_values_are_compared_too(command: Run, tmp_path: Path) -> None:
    first = write(tmp_path, "item,A,B\n1,80.5,81\n2,70,72\n3,90,91\n4,60,69\n", "a.csv")
    second = write(tmp_path, "item,A,B\n1,81,81\n2,71,72\n3,90,91\n4,60,61\n", "b.csv")
    got = document(command, first, second, "--compare", "--scale", "interval")
    figures = got["comparisons"][0]["statistics"]
    for key in ("icc_2_1", "krippendorff_alpha"):
        before, after = (one["statistics"][key]["value"] for one in got["sets"])
        assert figures[key]["value"] == pytest.approx(after - before)
        assert figures[key]["ci_low"] is not None


def test_comparing_takes_two_files(command: Run, tmp_path: Path) -> None:
    status, out, err = command(write(tmp_path, LONG), "--compare")
    assert (status, out) == (ExitStatus.NOTHING, "")
    assert "two files" in err


def test_influences_are_ranked_by_their_change(command: Run, tmp_path: Path) -> None:
    got = document(command, write(tmp_path, EARLIER), "--influence")
    whole = got["statistics"]["gwet_ac1"]["value"]
    of_raters = got["influence"]["gwet_ac1"]["rater"]
    assert {each["name"] for each in of_raters} == {"A", "B", "C"}
    assert of_raters[0]["name"] == "B"
    changes = [abs(each["change"]) for each in of_raters]
    assert changes == sorted(changes, reverse=True)
    assert all(each["value"] == pytest.approx(whole + each["change"]) for each in of_raters)
    assert len(got["influence"]["krippendorff_alpha"]["item"]) == 20
    assert {each["name"] for each in got["influence"]["percent_agreement"]["category"]} == {"x", "y"}


def test_the_influence_of_a_rater_is_the_figure_without_their_column(command: Run, tmp_path: Path) -> None:
    text = "item,A,B,C\n1,80.5,81,70\n2,70,72,75\n3,90,91,60\n4,60,69,71\n"
    got = document(command, write(tmp_path, text), "--influence", "--scale", "interval")["influence"]
    without = write(tmp_path, "\n".join(line.rpartition(",")[0] for line in text.splitlines()), "two.csv")
    kept = document(command, without, "--scale", "interval")["statistics"]
    for key in ("icc_2_1", "krippendorff_alpha"):
        named = {each["name"]: each["value"] for each in got[key]["rater"]}
        assert named["C"] == pytest.approx(kept[key]["value"])
    fewer = document(command, write(tmp_path, "\n".join(text.splitlines()[:-1]), "fewer.csv"), "--scale", "interval")
    items = {each["name"]: each["value"] for each in got["icc_2_1"]["item"]}
    assert items["4"] == pytest.approx(fewer["statistics"]["icc_2_1"]["value"])


def test_the_calls_that_an_interval_of_a_width_takes_are_said(command: Run, tmp_path: Path) -> None:
    needed = document(command, write(tmp_path, EARLIER), "--width", 0.2)["calls_needed"]
    assert needed["width"] == 0.2
    figure = needed["statistics"]["gwet_ac1"]
    assert figure["now"] == 20
    assert figure["more"] == figure["calls"] - 20 > 0


def test_people_read_the_answers_as_tables(command: Run, tmp_path: Path) -> None:
    first, second = write(tmp_path, EARLIER, "may.csv"), write(tmp_path, LATER, "june.csv")
    status, out, _err = command(first, second, "--compare", "--influence", "--width", 0.2)
    assert status == ExitStatus.DONE
    assert "The same 20 calls are in both sets" in out
    assert "What moves the figures" in out
    assert "How many calls an interval of ± 0.100 takes" in out
    assert "To prove 90.0 % takes 35 calls" in out


def test_the_report_holds_the_answers_and_every_set_under_its_own_key(command: Run, tmp_path: Path) -> None:
    first, second, report = write(tmp_path, EARLIER, "may.csv"), write(tmp_path, LATER, "june.csv"), tmp_path / "r.json"
    command(first, second, "--compare", "--influence", "--width", 0.2, "-o", report)
    tables = json.loads(report.read_text(encoding="utf-8"))["tables"]
    assert {"statistics", "statistics_2", "influences", "influences_2", "comparison_2", "calls_needed"} <= set(tables)


def test_every_code_and_every_statistic_has_its_words() -> None:
    for problem in RatingsProblem:
        assert problem_text(RatingsError(problem))
    for reason in Undefined:
        assert statistics_words.reason_text(reason)
    for method in Method:
        assert statistics_words.method_text(method)
    for outcome in Outcome:
        assert statistics_words.outcome_text(outcome)
    for divergence in Divergence:
        assert statistics_words.diagnosis_text(Diagnosis(divergence))
    for statistic in STATISTICS:
        assert statistic_names.title_of(statistic.key)
        assert "weights" in statistic_names.title_of(f"{statistic.weighted_key}:linear")
    for metric in Metric:
        assert metric in statistic_names.title_of(f"krippendorff_alpha:{metric}@bootstrap_bca")


def test_what_looks_like_a_slip_is_said_to_people_and_scripts(command: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "call,A,B\n1,pass,Pass\n2,fail,fail\n")
    _, out, _ = command(path)
    assert "“pass”, “Pass” are counted as different ratings" in out
    assert document(command, path)["doubts"] == [{"kind": "alike_categories", "names": ["pass", "Pass"]}]
    assert "doubts" not in document(command, write(tmp_path, WIDE))


def test_a_gap_leaves_people_the_figures_of_the_items_that_everybody_rated(command: Run, tmp_path: Path) -> None:
    """W of the three complete calls, ranked alike, is 1 with chi-squared 4 at 2 degrees of freedom."""
    path = write(tmp_path, "call,A,B\n1,80.5,81\n2,90,91.5\n3,70,\n4,85,86\n")
    _, out, _ = command(path, "--scale", "interval")
    lines = [line for line in out.splitlines() if line.startswith("Kendall's W")]
    assert [line.split("]")[0] for line in lines] == [
        "Kendall's W [items that everybody rated",
        "Kendall's W, ties ignored [items that everybody rated",
    ]
    assert lines[0].endswith("test of chance: p = 0.135")
    figures = document(command, path, "--scale", "interval")["statistics"]
    assert figures["icc_2_1"]["undefined"] == "incomplete"
    assert figures["icc_2_1@complete_items"]["n_items"] == 3


def test_two_unanimous_sets_are_compared_without_limits_of_no_width(command: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "call,A,B\n1,pass,pass\n2,fail,fail\n3,pass,pass\n")
    _, out, _ = command(path, path, "--compare")
    line = next(line for line in reversed(out.splitlines()) if line.startswith("Percent"))
    assert line.endswith("no interval")
    assert "…" not in line


def test_the_test_of_chance_says_its_p(command: Run, tmp_path: Path) -> None:
    """Three calls, one pair apart: kappa 1/3 with se0 = 1/sqrt(3), so z = 0.577."""
    _, out, _ = command(write(tmp_path, WIDE))
    line = next(line for line in out.splitlines() if line.startswith("Fleiss' kappa, test of chance"))
    assert line.endswith("test of chance: p = 0.564")
