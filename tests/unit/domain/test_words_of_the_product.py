"""Texts in several languages, people, wordings, changes and errors: the small rules of the domain's types."""

from datetime import date
from uuid import uuid4

import pytest

from qa_desk import i18n
from qa_desk.domain.calls import StandardWording
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId, WordingId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.scorecard import CriticalPolicy, PolicyKind
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.wording import explain


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Greeting"), ("zh_CN", "问候"), ("zh_TW", "Greeting"), ("fr", "Greeting")]
)
def test_a_text_is_given_in_the_language_or_in_english(language: str, expected: str) -> None:
    assert LocalText.of({"en": "Greeting", "zh_CN": "问候"}).in_language(language) == expected


def test_a_text_without_english_is_given_as_it_was_written() -> None:
    assert LocalText.of({"zh_CN": "问候"}).in_language("en") == "问候"
    assert LocalText.of({"zh": "问候", "en": "Greeting"}).in_language("zh_TW") == "问候"


def test_an_empty_text_is_false_and_reads_empty() -> None:
    assert not NO_TEXT
    assert not LocalText.of("")
    assert LocalText.of({"en": ""}) == NO_TEXT
    assert NO_TEXT.in_language("en") == ""


def test_a_person_belongs_to_the_centre_through_the_last_day() -> None:
    person = Person(PersonId(uuid4()), "7", "Somebody", frozenset({Role.AGENT}), left_on=date(2026, 3, 31))
    assert person.is_active(date(2026, 3, 31))
    assert not person.is_active(date(2026, 4, 1))


def test_an_actor_holds_the_roles_of_the_person() -> None:
    person = Person(PersonId(uuid4()), "7", "Somebody", frozenset({Role.LEAD, Role.TRAINER}))
    somebody = Actor.from_person(person)
    assert somebody.has(Role.LEAD)
    assert somebody.has(Role.INSPECTOR, Role.TRAINER)
    assert not somebody.has(Role.ADMINISTRATOR)


def test_a_wording_holds_on_both_of_its_ends() -> None:
    text = LocalText.of("Words")
    wording = StandardWording(WordingId(uuid4()), text, text, "billing", "", date(2026, 3, 1), date(2026, 3, 31), None)
    assert [wording.is_valid(date(2026, 3, day)) for day in (1, 31)] == [True, True]
    assert not wording.is_valid(date(2026, 2, 28))
    assert not wording.is_valid(date(2026, 4, 1))


def test_changes_add_up_by_kind() -> None:
    one, two = uuid4(), uuid4()
    both = Changes.of(ObjectKind.CALL, one) | Changes.of(ObjectKind.PERSON, two)
    assert both.ids == {one, two}
    assert both.touches(ObjectKind.PERSON, ObjectKind.MARK)
    assert not both.touches(ObjectKind.MARK)


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (CriticalPolicy(PolicyKind.CAP, 59.0), "cap:59"),
        (CriticalPolicy(PolicyKind.ZERO_TOTAL), "zero_total"),
        (CriticalPolicy(PolicyKind.REPORT_SEPARATELY), "report_separately"),
    ],
)
def test_a_policy_reads_as_files_write_it(policy: CriticalPolicy, text: str) -> None:
    assert str(policy) == text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_code_has_a_sentence_even_without_parameters(code: ErrorCode, language: str) -> None:
    i18n.use_language(language)
    try:
        sentence = explain(QADeskError(code))
    finally:
        i18n.use_language("en")
    assert len(sentence) > 5
    assert "{" not in sentence
