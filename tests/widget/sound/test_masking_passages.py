"""Masking the passage in hand by key: heard as a tone, drawn as masked, undone; an inspector's is a proposal."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.audio.masking import TONE_LEVEL
from qa_desk.audio.passage import Passage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.waveform import Waveform
from tests.small_centre import SmallCentre
from tests.widget.seat import ALT, CTRL, Seat, seated

K = Qt.Key


@pytest.fixture
def lead_seat(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Seat]:
    """The lead at the window, call 1043 ready to be heard."""
    with seated(centre, centre.lead, qtbot, jobs, settings, theme) as made:
        (given,) = centre.assign(centre.lead, "1043")
        made.open(given)
        yield made


def select(seat: Seat, start_s: float, end_s: float) -> None:
    """Choose a passage with the keys of its ends."""
    for place_s, key in ((start_s, K.Key_BracketLeft), (end_s, K.Key_BracketRight)):
        seat.bridge.player.seek(place_s)
        seat.hear(0.0)
        seat.press(key)


def masked(seat: Seat) -> tuple[Passage, ...]:
    """What plays as a tone in the player."""
    QApplication.processEvents()
    track = seat.bridge.player.track
    return track.masked if track is not None else ()


def heard(seat: Seat, start_s: float, end_s: float) -> np.ndarray:
    """What the player gives for a passage."""
    seat.device.take_played()
    seat.bridge.player.seek(start_s)
    seat.bridge.player.play()
    seat.hear(end_s - start_s)
    seat.bridge.player.pause()
    return seat.device.take_played()


def test_the_lead_masks_by_key_and_hears_a_tone(lead_seat: Seat, centre: SmallCentre) -> None:
    select(lead_seat, 10.0, 12.0)
    lead_seat.press(K.Key_M, modifier=CTRL | ALT)
    (passage,) = masked(lead_seat)
    assert (passage.start_s, passage.end_s) == (pytest.approx(10.0, abs=0.11), pytest.approx(12.0, abs=0.11))
    played = heard(lead_seat, 10.4, 11.4)
    assert TONE_LEVEL * 0.6 < np.abs(played).max() <= TONE_LEVEL * 1.05
    waveform = lead_seat.find("waveform")
    assert isinstance(waveform, Waveform)
    assert centre.services.masking.waiting(centre.lead) == ()


def test_what_was_masked_by_mistake_is_undone(lead_seat: Seat) -> None:
    select(lead_seat, 10.0, 12.0)
    lead_seat.press(K.Key_M, modifier=CTRL | ALT)
    assert masked(lead_seat)
    lead_seat.press(K.Key_Z, modifier=CTRL)
    assert not masked(lead_seat)


def test_a_mask_is_taken_off_where_the_playhead_is_and_comes_back(lead_seat: Seat) -> None:
    select(lead_seat, 10.0, 12.0)
    lead_seat.press(K.Key_M, modifier=CTRL | ALT)
    lead_seat.press(K.Key_U, modifier=CTRL | ALT)
    assert not masked(lead_seat)
    lead_seat.press(K.Key_Z, modifier=CTRL)
    assert masked(lead_seat)


def test_an_inspector_proposes_and_hears_what_was_said(seat: Seat, centre: SmallCentre) -> None:
    select(seat, 10.0, 12.0)
    seat.press(K.Key_M, modifier=CTRL | ALT)
    assert not masked(seat)
    assert "proposed" in seat.notices()
    assert len(centre.services.masking.waiting(centre.lead)) == 1


def test_without_a_passage_one_is_told_how_to_select_it(lead_seat: Seat) -> None:
    lead_seat.press(K.Key_M, modifier=CTRL | ALT)
    assert "Select a passage" in lead_seat.notices()
    lead_seat.press(K.Key_U, modifier=CTRL | ALT)
    assert "Nothing is masked here" in lead_seat.notices()


def test_the_place_stays_where_it_was(lead_seat: Seat) -> None:
    select(lead_seat, 10.0, 12.0)
    before_s = lead_seat.bridge.player.position_s
    lead_seat.press(K.Key_M, modifier=CTRL | ALT)
    assert masked(lead_seat)
    assert lead_seat.bridge.player.position_s == pytest.approx(before_s, abs=0.05)
