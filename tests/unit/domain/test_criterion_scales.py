"""What every criterion scale must keep, over all that are registered, and what is peculiar to each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.criteria import SCALES, scale_from_mapping
from qa_desk.domain.criteria.base import MeasurementLevel, PromptKind, Reason, Scale, number_of
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.text import LocalText

REASONS = (Reason("late", LocalText.of("late"), 3.0), Reason("rude", LocalText.of("rude"), 4.5))
DEFINITIONS: dict[str, dict[str, object]] = {
    "pass_fail": {"type": "pass_fail"},
    "levels": {
        "type": "levels",
        "levels": [
            {"label": {"en": "missing", "zh_CN": "缺失"}, "points": 0},
            {"label": {"en": "part", "zh_CN": "部分"}, "points": 3},
            {"label": {"en": "complete", "zh_CN": "完整"}, "points": 5},
        ],
    },
    "points": {"type": "points", "max": 10, "step": 0.5},
    "deduction": {"type": "deduction", "max": 10},
}
RATINGS: dict[str, list[object]] = {
    "pass_fail": [True, False, "pass", "fail", "yes", "0", "通过", "不通过"],
    "levels": [0, 3, 5, "5", "complete", "部分"],
    "points": [0, 10, 0.5, "7", "7,5"],
    "deduction": [True, "x"],
}
BAD: list[tuple[str, object]] = [
    ("pass_fail", "maybe"),
    ("pass_fail", ""),
    ("levels", 4),
    ("levels", "great"),
    ("levels", None),
    ("points", 11),
    ("points", -1),
    ("points", 0.3),
    ("points", "many"),
    ("points", "nan"),
    ("points", True),
]

every_scale = pytest.mark.parametrize("key", [key for key, _reader in SCALES])


def scale_of(key: str) -> Scale:
    """The scale of that kind as defined above."""
    return scale_from_mapping(DEFINITIONS[key], REASONS)


def test_every_registered_scale_is_covered_here() -> None:
    assert {key for key, _reader in SCALES} == set(DEFINITIONS) == set(RATINGS)


@every_scale
def test_a_scale_reads_back_what_it_writes(key: str) -> None:
    scale = scale_of(key)
    assert scale.key == key
    assert scale_from_mapping(scale.to_mapping(), REASONS) == scale


@every_scale
def test_every_rating_gives_points_between_nothing_and_the_maximum(key: str) -> None:
    scale = scale_of(key)
    assert scale.maximum > 0
    for value in RATINGS[key]:
        rating = scale.parse(value)
        assert 0 <= scale.points(rating, ()) <= scale.maximum
        assert 0 <= scale.points(rating, REASONS) <= scale.maximum


@every_scale
def test_a_stored_rating_is_read_as_itself(key: str) -> None:
    scale = scale_of(key)
    for value in RATINGS[key]:
        rating = scale.parse(value)
        assert scale.parse(rating) == rating


@every_scale
def test_a_prompt_offers_ratings_that_the_scale_takes(key: str) -> None:
    scale = scale_of(key)
    prompt = scale.prompt()
    assert prompt.maximum == scale.maximum
    for option in prompt.options:
        assert scale.parse(option.code) == option.code
        assert scale.points(option.code, ()) == option.points
        assert option.label.in_language("zh_CN")
    assert (prompt.kind is PromptKind.OPTIONS) is bool(prompt.options)


@every_scale
def test_a_scale_says_its_level_of_measurement(key: str) -> None:
    assert scale_of(key).level in MeasurementLevel


@pytest.mark.parametrize(("key", "value"), BAD)
def test_what_is_no_rating_is_refused(key: str, value: object) -> None:
    with pytest.raises(QADeskError) as caught:
        scale_of(key).parse(value)
    assert caught.value.code is ErrorCode.ANSWER_INVALID
    assert caught.value.params["expected"]


@pytest.mark.parametrize(
    "definition",
    [
        {"type": "stars"},
        {},
        {"type": "levels"},
        {"type": "levels", "levels": [{"label": "one", "points": 1}]},
        {"type": "levels", "levels": [{"label": "a", "points": 1}, {"label": "b", "points": 1}]},
        {"type": "levels", "levels": [{"label": "a", "points": -1}, {"label": "b", "points": 1}]},
        {"type": "levels", "levels": [{"label": "a"}, {"label": "b", "points": 1}]},
        {"type": "levels", "levels": ["a", "b"]},
        {"type": "points"},
        {"type": "points", "max": 0},
        {"type": "points", "max": 10, "step": 3},
        {"type": "points", "max": 10, "step": 0},
        {"type": "points", "max": float("inf")},
        {"type": "deduction"},
        {"type": "deduction", "max": -1},
    ],
    ids=str,
)
def test_an_impossible_definition_is_refused(definition: dict[str, object]) -> None:
    with pytest.raises(QADeskError) as caught:
        scale_from_mapping(definition, ())
    assert caught.value.code is ErrorCode.VALUE_INVALID


def test_a_deduction_needs_reasons_that_cost_something() -> None:
    with pytest.raises(QADeskError):
        scale_from_mapping(DEFINITIONS["deduction"], (Reason("free", LocalText.of("free")),))


def test_levels_stand_in_order_of_their_points() -> None:
    turned = {"type": "levels", "levels": [{"label": "b", "points": 5}, {"label": "a", "points": 0}]}
    assert [option.points for option in scale_from_mapping(turned, ()).prompt().options] == [0, 5]


@given(st.lists(st.floats(0.5, 20), max_size=5))
def test_a_deduction_takes_off_each_reason_and_stops_at_nothing(costs: list[float]) -> None:
    reasons = [Reason(f"r{i}", LocalText.of("r"), cost) for i, cost in enumerate(costs)]
    scale = scale_from_mapping(DEFINITIONS["deduction"], reasons)
    assert scale.points(True, reasons) == pytest.approx(max(0, 10 - sum(costs)))


@given(st.floats(allow_nan=True, allow_infinity=True) | st.text(max_size=8) | st.booleans() | st.none())
def test_number_of_gives_a_finite_number_or_nothing(value: object) -> None:
    number = number_of(value)
    assert number is None or abs(number) < float("inf")
    assert not (isinstance(value, bool) and number is not None)
