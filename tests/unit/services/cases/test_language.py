"""A new case begins with the language that the centre's own column gives its call."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from qa_desk.domain.calls import Call, CallAttributes
from qa_desk.domain.ids import CallId
from qa_desk.services.cases.language import language_of


@pytest.mark.parametrize(
    ("column", "said", "code"),
    [
        ("language", "zh_CN", "zh_CN"),
        ("Language", "EN", "en"),
        ("语言", "普通话", "zh_CN"),
        ("语种", "英语", "en"),
        ("language", "Suomi", ""),
        ("hall language", "en", ""),
    ],
)
def test_the_column_names_a_language_that_cases_know(column: str, said: str, code: str) -> None:
    attributes = CallAttributes(custom=(("desk", "4"), (column, said)))
    call = Call(CallId(uuid4()), "1043", datetime(2026, 11, 2, tzinfo=UTC), attributes=attributes)
    assert language_of(call) == code
