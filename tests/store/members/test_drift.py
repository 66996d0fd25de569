"""New beginnings of charts on both databases, everybody signed in as themself: who notes and who takes back."""

from datetime import timedelta

import pytest

from qa_desk.domain.errors import NotAllowedError, NotFoundError
from tests.store.members.team import Team

NOTE = "went through the guidance together"


def test_a_lead_notes_a_training_and_only_they_take_it_back(team: Team) -> None:
    lea, tim, anna = team.desk("Lea"), team.desk("Tim"), team.desk("Anna")
    day = (team.clock.now() - timedelta(days=3)).date()
    noted, _changes = lea.services.watching.note_training(lea.actor, anna.actor.person_id, day, NOTE)
    with pytest.raises(NotFoundError):
        tim.services.watching.take_back(tim.actor, noted)
    lea.services.watching.take_back(lea.actor, noted)
    with pytest.raises(NotFoundError):
        lea.services.watching.take_back(lea.actor, noted)


def test_an_inspector_reads_their_own_board_and_notes_nothing(team: Team) -> None:
    anna = team.desk("Anna")
    assert anna.services.watching.board(anna.actor).inspectors == ()
    with pytest.raises(NotAllowedError):
        anna.services.watching.note_training(anna.actor, anna.actor.person_id, team.clock.now().date(), NOTE)
