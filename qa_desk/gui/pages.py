"""The registry of pages: one line each, in the order of the side bar."""

from qa_desk.gui.calibration.page import PAGE as CALIBRATION
from qa_desk.gui.my_calls.page import PAGE as MY_CALLS
from qa_desk.gui.preferences.page import PAGE as PREFERENCES
from qa_desk.gui.shell.page import PageSpec

PAGES: tuple[PageSpec, ...] = (MY_CALLS, CALIBRATION, PREFERENCES)
