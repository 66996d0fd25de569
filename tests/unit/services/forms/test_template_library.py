"""The templates to begin a form from: sound, complete in both languages, and what a quality manager expects of each."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from qa_desk.domain.scorecard import CriticalFamily, PolicyKind, ScorecardDefinition
from qa_desk.domain.scorecard_problems import kept_from_publishing, problems
from qa_desk.domain.text import LocalText
from qa_desk.paths import resources_dir
from qa_desk.services.forms.library import template, templates
from qa_desk.services.forms.scorecard_file import parse_scorecard, to_yaml

_FILES = tuple(
    path for name in ("scorecards", "scorecard_templates") for path in sorted((resources_dir() / name).glob("*.yaml"))
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SPACE_WITHIN_CHINESE = re.compile(r"[\u3001-\u301f\u4e00-\u9fff\uff00-\uffef] [\u4e00-\u9fff]")
_LEAST_GUIDANCE = {"en": 60, "zh_CN": 25}

each_template = pytest.mark.parametrize("form", templates(), ids=lambda form: form.key)


def _texts(form: ScorecardDefinition) -> Iterator[tuple[str, LocalText]]:
    yield "title", form.title
    for section in form.sections:
        yield section.key, section.title
        for criterion in section.criteria:
            yield criterion.key, criterion.title
            yield f"{criterion.key}, guidance", criterion.guidance
            yield from ((f"{criterion.key}, {reason.key}", reason.title) for reason in criterion.reasons)
            prompt = criterion.scale.prompt()
            yield from (
                (f"{criterion.key}, {option.code}", option.label) for option in prompt.options if option.passed is None
            )


def test_the_four_kinds_of_work_have_a_template() -> None:
    assert [form.key for form in templates()] == ["complaint", "service", "outbound_sales", "three_critical"]


@each_template
def test_a_template_can_be_published_as_it_is(form: ScorecardDefinition) -> None:
    assert kept_from_publishing(problems(form)) == ()
    assert parse_scorecard(to_yaml(form).encode(), "again.yaml") == form


@each_template
def test_everything_in_a_template_is_said_in_english_and_chinese(form: ScorecardDefinition) -> None:
    for where, text in _texts(form):
        words = dict(text.by_language)
        assert set(words) == {"en", "zh_CN"}, where
        assert _CHINESE.search(words["zh_CN"]), where
        assert not _CHINESE.search(words["en"]), where
        assert not _SPACE_WITHIN_CHINESE.search(words["zh_CN"]), where


@each_template
def test_every_criterion_says_where_its_limit_lies_and_why_it_may_fail(form: ScorecardDefinition) -> None:
    for criterion in form.criteria:
        words = dict(criterion.guidance.by_language)
        assert all(len(words[language]) >= least for language, least in _LEAST_GUIDANCE.items()), criterion.key
        assert criterion.bonus or len(criterion.reasons) >= 2, criterion.key
        assert criterion.critical is None or criterion.comment_required_on_failure, criterion.key


def test_the_card_of_three_families_fails_a_call_for_each_of_them_apart() -> None:
    form = template("three_critical")
    families = [criterion.critical for criterion in form.criteria if criterion.critical]
    assert {family: families.count(family) > 1 for family in CriticalFamily} == dict.fromkeys(CriticalFamily, True)
    assert form.policy.kind is PolicyKind.REPORT_SEPARATELY


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_the_file_of_a_template_keeps_to_the_schema(path: Path) -> None:
    schema = json.loads((resources_dir() / "scorecards" / "scorecard.schema.json").read_text(encoding="utf-8"))
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    jsonschema.validate(form, schema)
    assert form["key"] == path.stem
