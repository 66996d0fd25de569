"""The library read in parts and counted by its boxes, on both databases, and what cases from before it lack."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text, update

from qa_desk.domain.case_filter import CaseField, CaseQuery, CaseSort, Facet, FormAge, ReviewDue, cases_with
from qa_desk.domain.ids import CaseId
from qa_desk.domain.standard_case import CaseAnswer, CaseState, Difficulty, StandardCase
from qa_desk.store import search_matching
from qa_desk.store.case_filling import fill_cases
from qa_desk.store.case_text import parts_of, text_of, without_transcript
from qa_desk.store.repositories import case_list
from qa_desk.store.repositories.case_list import CaseFilter, CountedCases
from qa_desk.store.search import SearchDocument
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow
from tests.store.furnishing import NOW, Centre

TODAY = NOW.date()


def enter(centre: Centre, *cases: StandardCase) -> None:
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        for case in cases:
            uow.cases.add(case)
        uow.commit()


def a_case(centre: Centre, number: int, **changes: object) -> StandardCase:
    """A case that failed its greeting, and the critical criterion when its number is odd."""
    case = StandardCase(
        id=CaseId(uuid4()),
        code=f"SC-{number:03}",
        number=1,
        title=f"Case {number}",
        call_id=centre.calls[number % 4].id,
        version_id=centre.version.id,
        state=CaseState.PROPOSED,
        difficulty=(Difficulty.EASY, Difficulty.HARD)[number % 2],
        language=("en", "zh_CN")[number % 2],
        rationale="",
        tags=("odd" if number % 2 else "even", "any"),
        answers=(
            CaseAnswer("greeting", 0.0, False, (), ""),
            CaseAnswer("no_disclosure", number % 2 == 0, False, (), ""),
        ),
        owner_id=centre.id_of("lead"),
        author_id=centre.id_of("lead"),
        created_at=NOW,
        business_type="billing",
        is_benchmark=number == 2,
        review_on=TODAY + timedelta(days=20 * number - 40),
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def wanted(centre: Centre, query: CaseQuery, reader: str = "ann") -> CaseFilter:
    return CaseFilter(query, centre.id_of(reader), TODAY, frozenset({centre.version.id}))


def codes(centre: Centre, query: CaseQuery) -> list[str]:
    with centre.store.reading() as uow:
        return [case.code for case in uow.case_list.part(wanted(centre, query))]


def counted(centre: Centre, query: CaseQuery) -> CountedCases:
    with centre.store.reading() as uow:
        return uow.case_list.counts(wanted(centre, query))


def test_every_box_narrows_the_list_to_as_many_cases_as_it_says(centre: Centre) -> None:
    enter(centre, *(a_case(centre, number) for number in range(1, 6)))
    counts = counted(centre, cases_with())
    assert (counts.n_all, counts.n_found, counts.n_benchmarks) == (5, 5, 1)
    assert counts.by_value[Facet.CRITERION] == {"greeting": 5, "no_disclosure": 3}
    assert counts.by_value[Facet.REVIEW] == {ReviewDue.OVERDUE: 2, ReviewDue.SOON: 1, ReviewDue.LATER: 2}
    assert counts.by_value[Facet.FORM] == {FormAge.CURRENT: 5}
    for facet in Facet:
        assert counts.by_value[facet], facet
        for value, n in counts.by_value[facet].items():
            narrowed = CaseQuery(chosen={facet: (value,)})
            assert len(codes(centre, narrowed)) == n, (facet, value)
            beside = counted(centre, narrowed)
            assert beside.n_found == n
            assert beside.by_value[facet] == counts.by_value[facet], "a box does not narrow its own facet"


def test_boxes_of_other_facets_narrow_each_other(centre: Centre) -> None:
    enter(centre, *(a_case(centre, number) for number in range(1, 6)))
    counts = counted(centre, cases_with(tag=("odd",), review=(ReviewDue.OVERDUE,)))
    assert counts.n_found == 1
    assert counts.by_value[Facet.TAG] == {"odd": 1, "even": 1, "any": 2}
    assert counts.by_value[Facet.FAMILY] == {"compliance": 1}
    assert counts.by_value[Facet.DIFFICULTY] == {"hard": 1}


def test_the_list_stands_by_the_number_in_the_code_and_comes_in_parts(centre: Centre) -> None:
    enter(centre, *(a_case(centre, number) for number in (9, 1000, 10, 101)))
    assert codes(centre, CaseQuery()) == ["SC-009", "SC-010", "SC-101", "SC-1000"]
    assert codes(centre, CaseQuery(offset=1, limit=2)) == ["SC-010", "SC-101"]
    assert codes(centre, CaseQuery(descending=True, limit=1)) == ["SC-1000"]


def test_every_order_holds_every_case_and_what_is_unknown_comes_last(centre: Centre) -> None:
    enter(centre, *(a_case(centre, number, review_on=None if number == 1 else TODAY) for number in range(1, 5)))
    for sort in CaseSort:
        for descending in (False, True):
            found = codes(centre, CaseQuery(sort=sort, descending=descending))
            assert len(found) == 4
            assert sort is not CaseSort.REVIEW or found[-1] == "SC-001"


def test_cases_from_before_it_get_their_line_and_what_was_said(centre: Centre, engine: Engine) -> None:
    case = a_case(centre, 1)
    enter(centre, case)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.search.put(SearchDocument(DocumentKind.STANDARD_CASE, case.id, "SC-001", "old words", case.call_id), NOW)
        said = SearchDocument(DocumentKind.TRANSCRIPT, uuid4(), "1001", "a parrot 鹦鹉", case.call_id)
        uow.search.put(said, NOW)
        uow.commit()
    with engine.begin() as connection:
        connection.execute(text("UPDATE case_versions SET facet_line = ''"))
        own = SearchDocumentRow.kind == DocumentKind.STANDARD_CASE
        connection.execute(update(SearchDocumentRow).where(own).values(tokens="old words"))
        fill_cases(connection)
    assert counted(centre, cases_with()).by_value[Facet.CRITERION] == {"greeting": 1, "no_disclosure": 1}
    with centre.store.reading() as uow:
        for words, n in (("old", 1), ("parr", 1), ("鹦鹉", 1), ("modem", 0)):
            found = replace(wanted(centre, cases_with()), found=uow.search.cases_with(words))
            assert len(uow.case_list.part(found)) == n, words
        (document,) = uow.search.of_cases([case.id])
        assert parts_of(document.body) == {CaseField.ABOUT: "old words", CaseField.TRANSCRIPT: "a parrot 鹦鹉"}


def test_a_longer_chinese_word_is_found_as_it_is_written_and_not_by_its_pairs_apart(centre: Centre) -> None:
    case = a_case(centre, 1)
    enter(centre, case)
    body = text_of({CaseField.RATIONALE: "标准的案例, 准案在先, 不是标准 SC-7"})
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.search.put(SearchDocument(DocumentKind.STANDARD_CASE, case.id, "SC-001", body, case.call_id), NOW)
        for words, n in (("标准案例", 0), ("标准的案", 1), ("准案在先 标准", 1), ("准案先", 0), ("标准 SC-7", 1)):
            found = replace(wanted(centre, cases_with()), found=uow.search.cases_with(words))
            assert len(uow.case_list.part(found)) == n, words


@pytest.mark.parametrize(("most_led_to", "far"), [(1, 1_000), (1_000, 1_000), (1, 0)])
def test_words_are_found_in_every_order_however_many_cases_hold_them(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, most_led_to: int, far: int
) -> None:
    monkeypatch.setattr(search_matching, "_MOST_LED_TO", most_led_to)
    monkeypatch.setattr(case_list, "_FAR", far)
    cases = [a_case(centre, number, review_on=None if number == 3 else TODAY) for number in range(1, 9)]
    enter(centre, *cases)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        for place, case in enumerate(cases):
            said = "roaming costs 标准案例" if place % 3 else "the bill 标准的案例"
            uow.search.put(SearchDocument(DocumentKind.STANDARD_CASE, case.id, case.code, said, case.call_id), NOW)
        uow.commit()
    with centre.store.reading() as uow:
        for words, held in (("roam", True), ("costs roaming", True), ("标准案例", True), ("bill", False)):
            codes_of = {case.code for place, case in enumerate(cases) if bool(place % 3) is held}
            for sort in CaseSort:
                for descending in (False, True):
                    query = CaseQuery(sort=sort, descending=descending)
                    listed = wanted(centre, query)
                    found = replace(listed, found=uow.search.cases_with(words))
                    every = [case.code for case in uow.case_list.part(listed)]
                    here = [case.code for case in uow.case_list.part(found)]
                    assert here == [code for code in every if code in codes_of], (words, query)
                    later = replace(found, query=replace(query, offset=1, limit=2))
                    assert [case.code for case in uow.case_list.part(later)] == here[1:3]
            odd = wanted(centre, CaseQuery().choosing(Facet.TAG, ["odd"]))
            odd = replace(odd, found=uow.search.cases_with(words))
            assert {case.code for case in uow.case_list.part(odd)} == {
                code for code in codes_of if int(code.removeprefix("SC-")) % 2
            }


def test_a_text_comes_apart_again_and_goes_without_what_was_said() -> None:
    parts = {CaseField.RATIONALE: "why\x1enot", CaseField.TRANSCRIPT: "said"}
    assert parts_of(text_of(parts)) == {CaseField.RATIONALE: "why not", CaseField.TRANSCRIPT: "said"}
    assert parts_of(without_transcript(text_of(parts))) == {CaseField.RATIONALE: "why not"}


def test_what_was_said_is_no_longer_found_once_transcripts_are_removed(centre: Centre) -> None:
    case = a_case(centre, 1)
    enter(centre, case)
    body = text_of({CaseField.RATIONALE: "why", CaseField.TRANSCRIPT: "a parrot"})
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.search.put(SearchDocument(DocumentKind.STANDARD_CASE, case.id, "SC-001", body, case.call_id), NOW)
        uow.search.leave_out_transcripts([case.call_id])
        for words, n in (("why", 1), ("parrot", 0)):
            found = replace(wanted(centre, cases_with()), found=uow.search.cases_with(words))
            assert len(uow.case_list.part(found)) == n
