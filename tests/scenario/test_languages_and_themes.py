"""Every page of every role, in both languages and both themes: it opens, nothing is cut off, nothing stays English.

Where it is English, each control also tells a screen reader what it is, what it is called, and how it stands.

A warning of Qt's or a logged error fails the test by itself.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.i18n import current_language
from qa_desk.services.centre.signing_in import system_account
from tests.scenario import chinese_centre
from tests.scenario.conftest import Open
from tests.scenario.in_sight import shown_words
from tests.scenario.spoken import missed_by_a_screen_reader
from tests.scenario.user import User

SIZE = (1280, 800)
# What stays as it is in Chinese: the product, file formats, statistics named after people, keys.
_PRODUCT = "QA Desk English CSV YAML HTML PDF JSON XLSX WAV FLAC MP3 Opus Ogg ogg kHz VTT SRT SIM VIP UTC"
_STATISTICS = "AC1 Gwet Krippendorff alpha Wilson Cohen COPC CSAT CUSUM EWMA ICC"
_COLUMNS = "item rater rating trial cluster STANDARD"
_KEYS = "Ctrl Shift Alt Enter Esc Tab Space Del Home End PgUp PgDown PgDn Backspace Return Delete"
_LEFT_AS_IS = frozenset(f"{_PRODUCT} {_STATISTICS} {_COLUMNS} {_KEYS} {system_account()}".split())
_FILES = re.compile(r"[\w-]+\.(csv|opus|wav|json|yaml|html|xlsx|qacase)\b|https?://\S+")
# What the panel of the tests writes on its marks and into its reasons.
_WRITTEN_BY_TESTS = re.compile(r"heard at once|heard( \w+)?|played twice; the guidance names exactly this")
# The audit chain names criteria and scorecards by their keys.
_NAMED_BY_KEY = re.compile(r"(评分项|键名) \w+")
_WORD = re.compile(r"[A-Za-z][A-Za-z’']{2,}")
# What a scorecard says in English, and its keys, are written in the editor beside the Chinese.
_WRITTEN_IN_ENGLISH = re.compile(r"\w+_en|criterion_key")


def test_every_page_opens_whole_and_translated_in_both_themes_and_says_what_it_is(
    open_window: Open, settings: SettingsStore, tmp_path: Path, places: tuple[Place, ...]
) -> None:
    user = open_window(tmp_path / "workspace")
    user.window.resize(*SIZE)
    faults: dict[str, str] = {}
    settings.change(language="zh_CN", theme="dark")
    for name in chinese_centre.PEOPLE:
        user.sign_in(name)
        faults |= _walk(user, name)
    for language, theme in (("en", "light"), ("en", "dark"), ("zh_CN", "light")):
        settings.change(language=language, theme=theme)
        user.sign_in(chinese_centre.EVERYTHING)
        faults |= _walk(user, theme)
        for place in places if (language, theme) != ("en", "light") else ():
            user.window.navigation.go(place)
            faults |= _look(user, f"{place}, {theme}")
    assert not faults, "\n".join(f"{fault} ({where})" for fault, where in sorted(faults.items()))


def _walk(user: User, who: str) -> dict[str, str]:
    """Open each page of the side bar; the faults found, each with the last place where it was."""
    assert user.pages, f"{who} has no page"
    faults: dict[str, str] = {}
    for page in user.pages:
        user.go_to(page)
        faults |= _look(user, f"{page} of {who}")
    return faults


def _look(user: User, where: str) -> dict[str, str]:
    user.wait_until_idle()
    assert not user.sees(QWidget, "state_busy"), f"{where} stays busy"
    faults = list(_cut_off(user))
    if user.window.size().toTuple() != SIZE:
        faults.append(f"more room than {SIZE} is needed")
    if current_language() == "zh_CN":
        faults += [f"not translated: {widget.objectName()} “{words}”" for widget, words in _english(user)]
    else:
        faults += missed_by_a_screen_reader(user.window)
    return dict.fromkeys(faults, where)


def _cut_off(user: User) -> Iterator[str]:
    """Buttons smaller than their words need, and pages that have to be scrolled sideways."""
    for button in user.window.findChildren(QAbstractButton):
        hint = button.sizeHint()
        # Those that settle in the meeting stand below their answers and say less where they are narrow.
        if not button.isVisible() or not button.text() or button.objectName().startswith("settle_"):
            continue
        if button.width() < hint.width() or button.height() < hint.height():
            yield f"{button.objectName()} “{button.text()}” has {button.size().toTuple()} of {hint.toTuple()}"
    for area in user.window.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0:
            yield f"{area.objectName()} scrolls sideways"


def _english(user: User) -> Iterator[tuple[QWidget, str]]:
    for widget, words in shown_words(user.window):
        if _WRITTEN_IN_ENGLISH.fullmatch(widget.objectName()):
            continue
        text = _NAMED_BY_KEY.sub("", _WRITTEN_BY_TESTS.sub("", _FILES.sub("", words)))
        if any(word not in _LEFT_AS_IS for word in _WORD.findall(text)) and "<" not in text[:1]:
            yield widget, words


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    """Settings kept in the test's own folder."""
    return SettingsStore(tmp_path / "settings.json")
