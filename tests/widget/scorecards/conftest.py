"""Somebody of the small centre at the page Scorecards."""

import pytest

from qa_desk.gui.calls.page import PAGE as CALLS
from qa_desk.gui.scorecards.comparing.page import PAGE as DIFFERENCE
from qa_desk.gui.scorecards.editing.page import PAGE as SCORECARD
from qa_desk.gui.scorecards.effect.page import PAGE as EFFECT
from qa_desk.gui.scorecards.page import PAGE
from qa_desk.gui.shell.page import PageSpec
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, SCORECARD, DIFFERENCE, EFFECT, CALLS)


@pytest.fixture
def room(sit: SitDown, centre: SmallCentre) -> Room:
    """The lead, who administers as well, at the page."""
    return sit(centre.lead)
