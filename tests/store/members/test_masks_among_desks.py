"""Masks by people signed in each as themself: who proposes, who decides, and what a colleague learns of it."""

from pathlib import Path

import pytest

from qa_desk.audio.passage import Passage
from qa_desk.bootstrap import Services
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.retention import RetentionPurpose
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.centre.auditing import AuditQuery
from qa_desk.services.progress import NoProgress
from qa_desk.wording import explain
from tests.store.members.team import Desk, Team

WORDS = "1\n00:00:00,000 --> 00:00:01,000\nmy card is 4111 1111 1111 1111\n"  # a number published for tests


@pytest.fixture
def call_id(team: Team, tmp_path: Path) -> CallId:
    """A call whose first recording has a card number in its transcript."""
    folder = tmp_path / "in"
    team.import_calls(folder)
    return team.calls()["C-1"]


def _masked(desk: Desk, call_id: CallId) -> tuple[Passage, ...]:
    return desk.services.listening.sound(desk.actor, call_id).track.masked


def _known(desk: Desk, call_id: CallId) -> int:
    return len(desk.services.masking.of_call(desk.actor, call_id))


def test_an_inspector_proposes_the_lead_decides_and_colleagues_learn_only_the_tone(team: Team, call_id: CallId) -> None:
    anna, ben, lea, ada = (team.desk(name) for name in ("Anna", "Ben", "Lea", "Ada"))
    mask_ids = anna.services.masking.mask(anna.actor, call_id, 0.05, 0.15)
    assert [_known(desk, call_id) for desk in (anna, ben, lea, ada)] == [1, 0, 1, 0]
    lea.services.masking.confirm(lea.actor, mask_ids)
    for desk in (anna, ben, lea, ada):
        (passage,) = _masked(desk, call_id)
        assert (passage.start_s, passage.end_s) == (pytest.approx(0.05), pytest.approx(0.15))
    removed = lea.services.masking.remove(lea.actor, mask_ids)
    assert _masked(ben, call_id) == ()
    lea.services.masking.restore(lea.actor, removed)
    assert len(_masked(ben, call_id)) == 1
    with pytest.raises(NotAllowedError):
        ben.services.masking.remove(ben.actor, mask_ids)
    (line, *_before) = ada.services.auditing.entries(ada.actor, AuditQuery(action="mask.")).lines
    assert (line.person, line.object_name) == ("Lea", "C-1")


def test_a_file_that_leaves_is_noted_by_whoever_takes_it(team: Team, call_id: CallId, tmp_path: Path) -> None:
    anna, ada = team.desk("Anna"), team.desk("Ada")
    anna.services.listening.export_passage(anna.actor, call_id, 0.0, 0.2, tmp_path / "out.wav")
    anna.services.listening.note_heard(anna.actor, call_id, [(0.0, 0.2)], begins=True)
    actions = {line.action: line.person for line in ada.services.auditing.entries(ada.actor, AuditQuery()).lines}
    assert (actions["call.sound_exported"], actions["call.heard"]) == ("Anna", "Anna")


def test_the_lead_covers_a_number_that_was_said(team: Team, call_id: CallId, tmp_path: Path) -> None:
    adam, lea, ben = (team.desk(name) for name in ("Adam", "Lea", "Ben"))
    source = tmp_path / "in" / "a.srt"
    source.write_text(WORDS, encoding="utf-8")
    adam.services.importing.import_files(adam.actor, ImportRequest((source,)), NoProgress())
    found = lea.services.covering.proposals(lea.actor)
    assert [one.call_key for one in found] == ["C-1"]
    lea.services.covering.let_stay(lea.actor, found)
    assert adam.services.covering.proposals(adam.actor) == ()
    lea.services.covering.ask_again(lea.actor, found)
    lea.services.covering.accept(lea.actor, found)
    (line,) = ben.services.listening.transcript(ben.actor, call_id)
    assert "4111" not in line.text
    assert not ben.services.finding.find(ben.actor, "4111")
    assert ben.services.finding.find(ben.actor, "my card")
    assert len(_masked(ben, call_id)) == 1


def test_what_had_its_time_is_removed_by_whoever_keeps_the_server(team: Team, call_id: CallId) -> None:
    adam = team.desk("Adam")
    adam.services.retaining.set_periods(adam.actor, {RetentionPurpose.RECORDINGS: 1, RetentionPurpose.TRANSCRIPTS: 1})
    assert adam.services.retaining.preview(adam.actor).n_due == 3
    if team.engine_of is not None:
        with pytest.raises(QADeskError) as caught:
            adam.services.retaining.apply(adam.actor)
        assert caught.value.code is ErrorCode.KEEPER_ONLY
        assert "ask them to do it with qa-desk retention --apply" in explain(caught.value)
    assert adam.services.retaining.is_for_keeper == (team.engine_of is not None)
    keeper = Services.over(team.keeper, team.clock, team.folder)
    assert keeper.retaining.apply(adam.actor).n_due == 3
    with pytest.raises(QADeskError) as missing:
        adam.services.listening.sound(adam.actor, call_id)
    assert missing.value.code is ErrorCode.FILE_MISSING


def test_the_end_of_the_chain_is_read_by_those_who_may(team: Team) -> None:
    ada, ben = team.desk("Ada"), team.desk("Ben")
    assert ada.services.auditing.head(ada.actor) is not None
    with pytest.raises(NotAllowedError):
        ben.services.auditing.head(ben.actor)
