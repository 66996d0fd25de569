"""The one search finds words and parts of Chinese sentences, and only what the reader may read."""

from uuid import uuid4

import pytest

from qa_desk.domain.evaluation import Purpose
from qa_desk.store import search_matching
from qa_desk.store.search import SearchDocument, tokens_of
from qa_desk.store.search_matching import OF_CALLS
from qa_desk.store.tables.reporting import DocumentKind
from tests.store.furnishing import NOW, Centre

ALL = tuple(DocumentKind)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("投诉", True),
        ("客户投诉", True),
        ("诉宽带", True),
        ("投", True),
        ("带投", False),
        ("broadband", True),
        ("BROAD", True),
        ("slow line", True),
        ("line 投诉", True),
        ("slow nothing", False),
        ("sc-041", True),
        ("o'brien", True),
        ('"', False),
        ("' OR 1=1 --", False),
        ("", False),
    ],
)
def test_a_text_is_found_by_its_words_and_by_pieces_of_chinese(centre: Centre, words: str, is_found: bool) -> None:
    title = "SC-041 客户投诉宽带: slow line, O'Brien"
    document = SearchDocument(DocumentKind.CALL, centre.calls[0].id, title, "broadband", centre.calls[0].id)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.search.put(document, NOW)
        uow.search.put(SearchDocument(DocumentKind.PERSON, uuid4(), "somebody else"), NOW)
        assert uow.search.find(words, centre.sees("ann"), ALL) == ((document,) if is_found else ())


def test_what_changed_or_went_is_no_longer_found(centre: Centre) -> None:
    key = uuid4()
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.search.put(SearchDocument(DocumentKind.SESSION, key, "March 校正会"), NOW)
        uow.search.put(SearchDocument(DocumentKind.SESSION, key, "April 校正会"), NOW)
        assert uow.search.find("march", centre.sees("ann"), ALL, all_sessions=True) == ()
        assert len(uow.search.find("校正会", centre.sees("ann"), ALL, all_sessions=True)) == 1
        assert uow.search.find("校正会", centre.sees("ann"), (DocumentKind.CALL,)) == ()
        uow.search.remove(DocumentKind.SESSION, key)
        assert uow.search.find("校正会", centre.sees("ann"), ALL) == ()


def test_what_was_said_in_an_evaluation_is_found_by_its_readers_only(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE)
    document = SearchDocument(DocumentKind.EVALUATION, evaluation.id, "泄露姓名", evaluation_id=evaluation.id)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.search.put(document, NOW)
        uow.commit()
    with centre.store.reading() as uow:
        found = {part for part in centre.people if uow.search.find("姓名", centre.sees(part), ALL)}
    assert found == {"ann", "lead", "trainer", "auditor", "team_leader"}


def test_of_words_that_very_many_calls_have_people_come_first_and_then_the_newest_calls(centre: Centre) -> None:
    person = SearchDocument(DocumentKind.PERSON, uuid4(), "Roaming desk 漫游")
    calls = tuple(SearchDocument(DocumentKind.CALL, uuid4(), f"n{number}", "roaming 漫游业务") for number in range(510))
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.search.put(person, NOW)
        uow.search.put_all(calls, NOW)
        for words in ("roam", "漫游", "roaming 漫"):
            found = uow.search.find(words, centre.sees("ann"), ALL, limit=20)
            assert found == (person, *calls[:-20:-1])
        newest = uow.search.find("roaming", centre.sees("ann"), OF_CALLS, limit=600, best_first=False)
        assert newest == calls[::-1]


def test_what_may_not_be_read_takes_no_place_of_what_may(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_matching, "_AT_A_TIME", 3)
    evaluation = centre.enter("ann", Purpose.ROUTINE)
    call = SearchDocument(DocumentKind.CALL, uuid4(), "older", "parrot")
    hidden = (SearchDocument(DocumentKind.EVALUATION, uuid4(), "parrot", "", None, evaluation.id) for _ in range(7))
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.search.put(call, NOW)
        uow.search.put_all(tuple(hidden), NOW)
        assert uow.search.find("parrot", centre.sees("ben"), OF_CALLS, limit=1, best_first=False) == (call,)


def test_text_is_cut_into_words_and_pairs_of_characters() -> None:
    assert tokens_of("客户投诉 ADSL线") == ["客户", "户投", "投诉", "adsl", "线"]
