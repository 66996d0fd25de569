"""The sentences of errors: states and expectations that come from below are told in the person's language."""

from collections.abc import Iterator

import pytest

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.criteria import scale_from_mapping
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.issue import TrackedState
from qa_desk.domain.standard_case import CaseState
from qa_desk.i18n import use_language
from qa_desk.wording import explain

STATES = [*SessionState, *TrackedState, *CaseState]


@pytest.fixture(autouse=True)
def back_to_english() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_told_in_words(state: SessionState | TrackedState | CaseState) -> None:
    error = QADeskError(ErrorCode.WRONG_STATE, what="A", state=state)
    assert "_" not in explain(error)
    use_language("zh_CN")
    assert not any("a" <= letter <= "z" for letter in explain(error))


@pytest.mark.parametrize(
    "scale",
    [
        {"type": "points"},
        {"type": "points", "max": 10, "step": 3},
        {"type": "levels", "levels": [{"label": "x", "points": 1}]},
        {"type": "levels", "levels": [{"label": "x", "points": 1}, {"label": "y", "points": 1}]},
        {"type": "deduction", "max": 0},
    ],
)
def test_what_a_scale_expects_is_told_in_the_language(scale: dict[str, object]) -> None:
    with pytest.raises(QADeskError) as caught:
        scale_from_mapping(scale, ())
    said = str(caught.value.params["expected"])
    assert said in explain(caught.value)
    use_language("zh_CN")
    assert said not in explain(caught.value)


def test_a_place_without_a_value_is_not_filled_from_the_catalogue() -> None:
    use_language("zh_CN")
    assert "Plural-Forms" not in explain(QADeskError(ErrorCode.VALUE_INVALID, value="x", what="y", expected=""))
