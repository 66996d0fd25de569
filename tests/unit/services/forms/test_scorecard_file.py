"""Scorecards as files: they round-trip, and every fault is told with its line, its key and what was expected."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import Condition, CriticalFamily, PolicyKind
from qa_desk.paths import resources_dir
from qa_desk.services.forms.form_mapping import canonical_json
from qa_desk.services.forms.scorecard_file import parse_scorecard, read_scorecard, to_yaml
from qa_desk.services.forms.yaml_document import SIZE_LIMIT_BYTES, parse_yaml
from qa_desk.wording import explain

PLAIN = """\
key: k
title: {en: T, zh_CN: 题}
critical_policy: zero_total
sections:
  - key: s
    title: S
    criteria:
      - key: a
        title: A
        scale: {type: pass_fail}
      - key: b
        title: B
        scale: {type: points, max: 10, step: 1}
"""
BUNDLED = ("service", "complaint")


def explained(text: str) -> str:
    """The sentence for what is wrong with this file."""
    with pytest.raises(QADeskError) as caught:
        parse_scorecard(text.encode(), "x.yaml")
    return explain(caught.value)


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_scorecard_is_sound_and_round_trips(name: str) -> None:
    read = read_scorecard(resources_dir() / "scorecards" / f"{name}.yaml")
    again = parse_scorecard(to_yaml(read).encode(), "again.yaml")
    assert read.key == name
    assert again == read
    assert canonical_json(again) == canonical_json(read)


def test_everything_a_file_says_is_read() -> None:
    rest = """\
        weight: 7.5
        bonus: true
        na_allowed: true
        comment_required_on_failure: true
        guidance: Listen
        tags: [basic, own]
        shown_when: {criterion: a, is: fail}
        reasons: [{key: r, title: R, points: 2}]
"""
    text = PLAIN.replace("points, max: 10, step: 1", "deduction, max: 8").replace("zero_total", "cap:59") + rest
    read = parse_scorecard(text.replace("title: A", "title: A\n        critical: business").encode(), "x.yaml")
    (section,) = read.sections
    gate, other = section.criteria
    assert (read.policy.kind, read.policy.cap) == (PolicyKind.CAP, 59.0)
    assert (gate.critical, gate.weight) == (CriticalFamily.BUSINESS, 0.0)
    assert (other.weight, other.bonus, other.na_allowed, other.comment_required_on_failure) == (7.5, True, True, True)
    assert (other.scale.maximum, other.reasons[0].points) == (8.0, 2.0)
    assert (other.tags, other.shown_when) == (("basic", "own"), Condition("a", False))
    assert other.guidance.in_language("en") == "Listen"
    assert parse_scorecard(to_yaml(read).encode(), "x.yaml") == read


def test_words_such_as_no_and_on_stay_words() -> None:
    read = parse_scorecard(PLAIN.replace("title: A", "title: No").encode(), "x.yaml")
    assert read.sections[0].criteria[0].title.in_language("en") == "No"
    assert parse_scorecard(to_yaml(read).encode(), "x.yaml") == read


def test_the_same_scorecard_written_otherwise_is_the_same() -> None:
    turned = PLAIN.replace(
        "{type: points, max: 10, step: 1}", "\n          step: 1.0\n          max: 10.0\n          type: points"
    )
    one, two = parse_scorecard(PLAIN.encode(), "x.yaml"), parse_scorecard(turned.encode(), "y.yaml")
    assert canonical_json(one) == canonical_json(two)


@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300).filter(str.strip)
)
@example("1e100")
@example("true")
@example("-7")
def test_any_text_round_trips(text: str) -> None:
    read = parse_scorecard(PLAIN.encode(), "x.yaml")
    section = read.sections[0]
    titled = type(section.title).of({"en": text, "zh_CN": text[::-1]})
    changed = type(read)(read.key, titled, read.policy, (type(section)("s", titled, section.criteria),))
    assert parse_scorecard(to_yaml(changed).encode(), "x.yaml") == changed


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("zero_total", "cap:101", "line 3, “critical_policy”: expected zero_total, report_separately or cap:N"),
        ("zero_total", "cap", "line 3, “critical_policy”: expected zero_total"),
        ("key: k\n", "", "line 1, “key”: is missing here"),
        ("key: k", "key: K 1", "line 1, “key”: expected lower-case letters"),
        ("title: A", "title: 5", "line 9, “title”: expected text"),
        ("title: A", "title: {en: 5}", "line 9, “en”: expected text"),
        ("title: A", "title: {english: x}", "line 9, “english”: is not a language"),
        ("title: A", "titel: A", "line 9, “titel”: is not known here; expected key, title"),
        ("{type: pass_fail}", "{type: stars}", "line 10, “type”: expected one of pass_fail, levels"),
        ("{type: pass_fail}", "pass_fail", "line 10, “scale”: expected keys with values"),
        ("max: 10", "max: -1", "line 13, “max”: expected more than 0"),
        ("max: 10, ", "", "line 13, “max”: is missing here"),
        ("step: 1}", "step: 3}", "line 13, “step”: expected a step that divides max"),
        ("points, max: 10, step: 1", "levels, levels: [{label: x, points: 1}]", "line 13, “levels”: expected a list"),
        ("points, max: 10, step: 1", "deduction, max: 10", "line 11, “reasons”: is missing here"),
        ("step: 1}", "step: 1}\n        weight: -1", "line 14, “weight”: expected 0 or more"),
        ("step: 1}", "step: 1}\n        na_allowed: maybe", "line 14, “na_allowed”: expected true or false"),
        ("step: 1}", "step: 1}\n        tags: [x, x]", "line 14, “tags”: expected each entry once"),
        ("step: 1}", "step: 1}\n        critical: boss", "line 14, “critical”: expected one of customer, business"),
        ("step: 1}", "step: 1}\n        critical: customer", 'line 13, “type”: expected "pass_fail"'),
        ("key: b", "key: a", "line 11, “a”: stands here twice; each needs a key of its own"),
        (
            "{type: pass_fail}",
            "{type: pass_fail}\n        critical: customer\n        weight: 5",
            "line 12, “weight”: is not expected here: a critical criterion carries no weight",
        ),
        (
            "{type: pass_fail}",
            "{type: pass_fail}\n        critical: customer\n        bonus: true",
            "line 12, “bonus”: expected false",
        ),
        (
            "{type: pass_fail}",
            "{type: pass_fail}\n        shown_when: {criterion: b, is: pass}",
            "line 11, “criterion”: expected the key of an earlier criterion; “b” comes later",
        ),
        (
            "step: 1}",
            "step: 1}\n        shown_when: {criterion: a, is: na}",
            "line 14, “is”: expected pass, fail or the points of a level",
        ),
        (
            "step: 1}",
            "step: 1}\n        shown_when: {criterion: b, is: pass}",
            "line 14, “criterion”: goes in a circle: “b” hangs on this criterion itself",
        ),
        (
            "step: 1}",
            "step: 1}\n        shown_when: {criterion: z, is: pass}",
            "line 14, “criterion”: expected the key of an earlier criterion; “z” is none",
        ),
        (
            "step: 1}",
            "step: 1}\n        shown_when: {criterion: a, is: 3}",
            "line 14, “is”: expected an answer that “a” can have; “3” is none",
        ),
        (
            "        scale: {type: pass_fail}\n      - key: b",
            "        scale: {type: pass_fail}\n        shown_when: {criterion: b, is: pass}\n      - key: b\n"
            "        shown_when: {criterion: a, is: pass}",
            "line 11, “criterion”: goes in a circle: “b” hangs on this criterion itself",
        ),
        (
            "step: 1}",
            "step: 1}\n      - {key: c, title: C, scale: {type: pass_fail}, shown_when: {criterion: b, is: pass}}",
            "line 14, “criterion”: expected a criterion of the scale pass_fail or levels",
        ),
        (
            "{type: pass_fail}",
            "{type: pass_fail}\n        reasons: [{key: r, title: R}, {key: r, title: Q}]",
            "line 11, “r”: stands here twice",
        ),
        (
            "{type: pass_fail}",
            "{type: pass_fail}\n        reasons: [{key: r, title: R, points: 3}]",
            "line 11, “reasons”: is not expected here; only reasons of a deduction scale carry points",
        ),
    ],
)
def test_a_fault_is_told_with_line_key_and_what_was_expected(old: str, new: str, sentence: str) -> None:
    assert old in PLAIN
    assert explained(PLAIN.replace(old, new, 1)).startswith(f"x.yaml, {sentence}")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a: &x 1\nb: *x", "x.yaml, line 1: aliases (& and *) are not accepted."),
        (b"a: 1\nb: [*x]", "x.yaml, line 2: aliases"),
        (b"a: !!python/object/apply:os.system [x]", "x.yaml, line 1: not valid YAML (types such as"),
        (b"a: [1,\n2", "x.yaml, line 2: not valid YAML"),
        (b"ok: 1\nbad: \xff", "x.yaml, line 2: not valid YAML (not UTF-8 text)."),
        (b"a: 1\na: 2", "x.yaml, line 2: not valid YAML (the key “a” stands here twice)."),
        (b"[" * 5000, "x.yaml, line 1: not valid YAML (nested too deeply)."),
        (b"- " * 5000, "x.yaml, line 1: not valid YAML (nested too deeply)."),
        (b"? [a]\n: 3", "x.yaml, line 1: not valid YAML (a key is expected"),
        (b"a: 1\n---\nb: 2", "x.yaml, line 2: not valid YAML (one document"),
        (b"a:\n\t- b", "x.yaml, line 2: not valid YAML"),
        (b"a: \x07", "x.yaml, line 1: not valid YAML"),
        (b"#" * (SIZE_LIMIT_BYTES + 1), "x.yaml is larger than 1 MiB. Nothing was read from it."),
        (b"", "x.yaml, line 1, “the file”: expected keys with values."),
        (b"- a", "x.yaml, line 1, “the file”: expected keys with values."),
    ],
    ids=lambda value: str(value[:24]),
)
def test_hostile_and_broken_yaml_is_refused_by_line(data: bytes, sentence: str) -> None:
    with pytest.raises(QADeskError) as caught:
        parse_scorecard(data, "x.yaml")
    assert explain(caught.value).startswith(sentence)


@given(st.binary(max_size=200) | st.text("ab:-[]{}&*!|>'\"#%@,?\n \t", max_size=120).map(str.encode))
def test_whatever_is_brought_is_read_or_refused(data: bytes) -> None:
    code = None
    try:
        parse_yaml(data, "x.yaml")
    except QADeskError as refused:
        code = refused.code
    assert code in (None, ErrorCode.YAML_BROKEN, ErrorCode.YAML_ALIAS)
