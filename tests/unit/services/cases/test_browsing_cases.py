"""Looking through the library: boxes, words of every kind and where they stand, and nothing for the blind."""

from dataclasses import replace

import pytest

from qa_desk.domain.case_filter import CaseField, CaseQuery, CaseSort, Facet, cases_with
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CaseId, SessionId
from qa_desk.domain.standard_case import Difficulty
from qa_desk.services.cases.browsing_cases import BrowsingCases, CasePage, TellingPair
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.keeping.search_entries import index_transcript
from qa_desk.store.repositories.recordings import TranscriptSegment
from tests.calibration_panel import BECAUSE, Panel

FAILED = {"1009": frozenset({"no_disclosure", "greeting"})}


def settled_session(panel: Panel, *keys: str) -> SessionId:
    """A session of these calls with everything settled as Anna said."""
    session_id = panel.open_session(*keys)
    panel.hand_in(panel.centre.anna, session_id, FAILED)
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.settle_all(session_id)
    return session_id


def keep(panel: Panel, session_id: SessionId, key: str, **more: object) -> CaseId:
    fields: dict[str, object] = {"title": f"Case {key}", "difficulty": Difficulty.HARD, "language": "en"}
    draft = CaseDraft(session_id, panel.centre.calls[key], **(fields | more))  # type: ignore[arg-type]
    return panel.centre.services.curating.keep(panel.centre.lead, draft)[0]


def browsing(panel: Panel) -> BrowsingCases:
    return panel.centre.services.browsing_cases


def look(panel: Panel, query: CaseQuery) -> CasePage:
    return browsing(panel).page(panel.centre.anna, query)


def boxes(panel: Panel, query: CaseQuery) -> dict[tuple[Facet, str], int]:
    counts = browsing(panel).counts(panel.centre.anna, query)
    return {(count.facet, count.value): count.n_cases for count in counts.facets}


def test_who_scores_the_call_blind_finds_its_case_in_no_list_no_box_and_no_search(panel: Panel) -> None:
    case_id = keep(panel, settled_session(panel, "1009"), "1009")
    anna, everything = panel.centre.anna, cases_with()
    assert browsing(panel).counts(anna, everything).n_all == 1
    panel.open_session("1009", title="again")
    counts = browsing(panel).counts(anna, everything)
    assert (counts.n_all, counts.n_found, counts.facets) == (0, 0, ())
    for query in (everything, cases_with(text="case")):
        page = look(panel, query)
        assert (page.cases, page.found) == ((), {})
    with pytest.raises(QADeskError) as caught:
        panel.centre.services.curating.case(anna, case_id)
    assert caught.value.code is ErrorCode.NOT_FOUND


def test_a_box_says_how_many_cases_it_would_bring_with_all_others_as_they_are(panel: Panel) -> None:
    session_id = settled_session(panel, "1009", "1010", "1043")
    keep(panel, session_id, "1009", tags=("borderline",), difficulty=Difficulty.EASY)
    keep(panel, session_id, "1010", tags=("borderline", "excellent"), difficulty=Difficulty.HARD)
    keep(panel, session_id, "1043", tags=("excellent",), difficulty=Difficulty.HARD)
    query = cases_with(tag=("borderline",), difficulty=("hard",))
    assert [case.call_key for case in look(panel, query).cases] == ["1010"]
    counts = boxes(panel, query)
    # Of the hard ones; of the borderline ones.
    assert (counts[Facet.TAG, "borderline"], counts[Facet.TAG, "excellent"]) == (1, 2)
    assert (counts[Facet.DIFFICULTY, "easy"], counts[Facet.DIFFICULTY, "hard"]) == (1, 1)
    assert browsing(panel).counts(panel.centre.anna, query).n_all == 3


def test_values_of_one_facet_add_and_facets_narrow(panel: Panel) -> None:
    session_id = settled_session(panel, "1009", "1010", "1043")
    for key, difficulty in (("1009", Difficulty.EASY), ("1010", Difficulty.MEDIUM), ("1043", Difficulty.HARD)):
        keep(panel, session_id, key, difficulty=difficulty, tags=(key,))
    both = cases_with(difficulty=("easy", "hard"))
    assert [case.call_key for case in look(panel, both).cases] == ["1009", "1043"]
    assert [case.call_key for case in look(panel, CaseQuery(text="case 1010")).cases] == ["1010"]
    assert look(panel, CaseQuery(text="nothing like it")).cases == ()
    assert look(panel, replace(both, benchmarks_only=True)).cases == ()


def test_what_was_settled_as_failed_is_a_box_of_its_criterion_and_its_family(panel: Panel) -> None:
    session_id = settled_session(panel, "1009", "1010")
    keep(panel, session_id, "1009")
    keep(panel, session_id, "1010")
    counts = boxes(panel, cases_with())
    assert {value: n for (facet, value), n in counts.items() if facet is Facet.CRITERION} == {
        "no_disclosure": 1,
        "greeting": 1,
    }
    assert {value: n for (facet, value), n in counts.items() if facet is Facet.FAMILY} == {"compliance": 1}
    for facet, value in ((Facet.CRITERION, "greeting"), (Facet.FAMILY, "compliance")):
        assert [case.call_key for case in look(panel, CaseQuery(chosen={facet: (value,)})).cases] == ["1009"]


def test_words_are_found_in_every_part_of_a_case_and_where_is_said(panel: Panel) -> None:
    session_id = settled_session(panel, "1009", "1010")
    keep(panel, session_id, "1009", rationale="Read the 身份证号 aloud", tags=("borderline",))
    keep(panel, session_id, "1010", rationale="Kept calm")
    say(panel, "1010", "my parrot bit the modem", "鹦鹉咬了调制解调器")
    for text, key, field, words in (
        ("身份证", "1009", CaseField.RATIONALE, "身份证号"),
        ("borderline", "1009", CaseField.ABOUT, "borderline"),
        ("names exactly", "1009", CaseField.ANSWERS, BECAUSE),
        ("parrot", "1010", CaseField.TRANSCRIPT, "my parrot"),
        ("调制解调", "1010", CaseField.TRANSCRIPT, "调制解调器"),
    ):
        page = look(panel, CaseQuery(text=text))
        assert page.cases[0].call_key == key, text
        found = page.found[page.cases[0].id]
        assert found.field is field, text
        assert words in found.words
    assert look(panel, CaseQuery(text="Case 1010")).found == {}, "the title says it itself"


def test_a_case_that_is_a_passage_is_not_found_by_what_was_said_outside_of_it(panel: Panel) -> None:
    case_id = keep(panel, settled_session(panel, "1010"), "1010")
    with panel.centre.workspace.store.unit_of_work(panel.centre.lead, panel.centre.clock) as uow:
        case = uow.cases.get(case_id, panel.centre.lead.person_id)
        assert case is not None
        uow.cases.add(replace(case, number=2, start_s=4.0, end_s=9.0))
        uow.commit()
    say(panel, "1010", "before", "a parrot", "afterwards")
    assert [len(look(panel, CaseQuery(text=word)).cases) for word in ("before", "parrot", "afterwards")] == [0, 1, 0]


def test_the_list_comes_in_parts_and_in_the_order_asked_for(panel: Panel) -> None:
    session_id = settled_session(panel, "1009", "1010", "1043")
    for key, title in (("1009", "Zeal"), ("1010", "Anger"), ("1043", "Midway")):
        keep(panel, session_id, key, title=title)
    by_title = CaseQuery(sort=CaseSort.TITLE, limit=2)
    first, rest = look(panel, by_title), look(panel, replace(by_title, offset=2))
    assert [case.title for case in (*first.cases, *rest.cases)] == ["Anger", "Midway", "Zeal"]
    assert (first.is_last, rest.is_last) == (False, True)
    worst = look(panel, CaseQuery(sort=CaseSort.SCORE)).cases
    assert worst[0].call_key == "1009"
    assert [case.code for case in look(panel, CaseQuery(descending=True)).cases] == ["SC-003", "SC-002", "SC-001"]


def test_a_pair_is_the_clearest_pass_and_the_clearest_fail_of_valid_cases(panel: Panel) -> None:
    session_id, curating = settled_session(panel, "1009", "1010", "1043"), panel.centre.services.curating
    failing = keep(panel, session_id, "1009")
    hard = keep(panel, session_id, "1010", difficulty=Difficulty.HARD)
    easy = keep(panel, session_id, "1043", difficulty=Difficulty.EASY)
    anna, pair = panel.centre.anna, browsing(panel).pair
    assert pair(anna, "greeting") == TellingPair(None, None), "nothing is valid yet"
    other = panel.second_lead()
    for case_id in (failing, hard, easy):
        curating.approve(other, case_id)
    assert pair(anna, "greeting") == TellingPair(easy, failing)
    assert pair(anna, "tone") == TellingPair(easy, None)
    keys = {one.key for one in browsing(panel).criteria(anna)}
    assert keys >= {one.key for one in panel.centre.version.criteria if not one.bonus}


def say(panel: Panel, key: str, *sentences: str) -> None:
    """Write down what was said in a call, five seconds a sentence."""
    centre, now = panel.centre, panel.centre.clock.now()
    segments = tuple(TranscriptSegment(5.0 * at, 5.0 * at + 4, one, "") for at, one in enumerate(sentences))
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        recording = uow.recordings.of_call(centre.calls[key])[0]
        uow.recordings.add_transcript(recording.id, segments, source_name="w.srt", language="", imported_at=now)
        index_transcript(uow, recording, key, segments, now)
        uow.commit()
