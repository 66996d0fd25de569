"""The window as a person uses it: first screen, side bar, keys, palette, theme and language, notices, jobs."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from qa_desk import __version__
from qa_desk.about import third_party_notices
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action
from qa_desk.gui.main_window.about_dialog import AboutDialog
from qa_desk.gui.main_window.job_line import JobLine
from qa_desk.gui.main_window.keys_sheet import KeysSheet
from qa_desk.gui.main_window.palette import Palette
from qa_desk.gui.main_window.sign_in.screen import SignIn
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.preferences.page import PAGE as PREFERENCES
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.jobs import ImmediateJobs, Jobs, Progress
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.navigation import FoundThing, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.calls.fetching_views import StoreState
from qa_desk.services.privacy.protecting import ProtectionState

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class NotingPage(Page):
    """A page that notes what the window tells it, with one primary action."""

    def __init__(self, context: PageContext, title: str) -> None:
        super().__init__(context, title=title)
        self.told: list[object] = []
        self.head.add_action("Begin", lambda: self.told.append("begun"), kind="primary", name="begin")

    def shown(self, place: Place) -> None:
        self.told.append(place)

    def refresh(self, changes: Changes | None) -> None:
        self.told.append(changes)

    def leave(self) -> None:
        self.told.append("left")


@dataclass
class Waiting:
    """How many calls wait, as a service would count them."""

    n_calls: int = 7


@dataclass(frozen=True)
class OpenedWorkspace:
    """A workspace whose services know three people."""

    services: Any
    folder: Path
    is_demo: bool = False
    is_team: bool = False


def _person(name: str, *roles: Role) -> Person:
    return Person(PersonId(uuid4()), name.split()[0], name, frozenset(roles))


PEOPLE = (
    _person("Wang Fang", Role.INSPECTOR),
    _person("Liu Yang", Role.TRAINER),
    _person("He Jun", Role.ADMINISTRATOR),
)


@dataclass
class Story:
    """The window with what its tests look at."""

    window: MainWindow
    settings: SettingsStore
    jobs: ImmediateJobs
    theme: Theme
    waiting: Waiting
    qtbot: QtBot
    workspace: OpenedWorkspace
    rooms: Rooms = field(default_factory=lambda: Rooms(specs=()))
    searched: list[str] = field(default_factory=list)

    def child(self, kind: type[Any], name: str = "") -> Any:
        """The visible widget of that kind and name, as soon as it is there."""

        def visible() -> list[Any]:
            found = self.window.findChildren(kind, name) if name else self.window.findChildren(kind)
            return [widget for widget in found if widget.isVisible()]

        self.qtbot.waitUntil(lambda: len(visible()) == 1)
        return visible()[0]

    def words(self) -> set[str]:
        """The labels on the screen."""
        return {label.text() for label in self.window.findChildren(QLabel) if label.isVisible()}

    def sign_in(self, person: Person = PEOPLE[0]) -> None:
        self.window.sign_in(Actor.from_person(person), external_id=person.external_id)


def _specs(waiting: Waiting) -> tuple[PageSpec, ...]:
    def page(key: str, title: str, group: PageGroup, **more: Any) -> PageSpec:
        return PageSpec(key, title, "phone", group, lambda context: NotingPage(context, title), **more)

    return (
        page(
            "my_calls",
            "My calls",
            PageGroup.WORK,
            count=lambda _services, _actor: waiting.n_calls,
            counts_of=frozenset({ObjectKind.ASSIGNMENT}),
        ),
        page("calls", "Calls", PageGroup.WORK),
        page("sampling", "Sampling", PageGroup.MANAGE, action=Action.SAMPLE),
        page("differences", "Call differences", PageGroup.NONE, is_led_to=True),
        PREFERENCES,
    )


@pytest.fixture
def story(qtbot: QtBot, settings: SettingsStore, tmp_path: Path) -> Iterator[Story]:
    settings.change(theme="light", language="en")
    theme, jobs, waiting = Theme("light"), ImmediateJobs(), Waiting()
    window = MainWindow(theme=theme, settings=settings, jobs=jobs)
    qtbot.addWidget(window)
    signing_in = SimpleNamespace(
        sign_in=lambda claim: next(Actor.from_person(one) for one in PEOPLE if one.id == claim.person_id),
        own_password=lambda _actor: False,
        connected=lambda: None,
    )

    fetching = SimpleNamespace(
        begin=lambda _limit_bytes: None, state=lambda: StoreState("", is_local=True), fetch_next=lambda *_asked: None
    )
    services = SimpleNamespace(
        signing_in=signing_in,
        fetching=fetching,
        sharing=SimpleNamespace(),
        safekeeping=SimpleNamespace(is_for_viewing=False),
        protecting=SimpleNamespace(state=lambda: ProtectionState(is_on=False, key_id="", has_key=True)),
    )
    workspace = OpenedWorkspace(services, tmp_path)
    told = Story(window, settings, jobs, theme, waiting, qtbot, workspace)

    def find(_services: object, _actor: Actor, text: str) -> tuple[FoundThing, ...]:
        told.searched.append(text)
        return (FoundThing("1043 · Li Na", "Hall 3", Place.to("calls", call="1043"), "phone"),)

    told.rooms = Rooms(specs=_specs(waiting), find=find)
    window.open_workspace(workspace, PEOPLE, told.rooms)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    yield told
    window.close()


def test_the_window_is_dressed_and_not_the_application(story: Story, qapp: QApplication) -> None:
    # an application that is dressed styles every page anew at each step of putting it together
    for name in ("dark", "light"):
        story.settings.change(theme=name)
        assert story.window.styleSheet() == Theme(name).style_sheet()
        assert not qapp.styleSheet()


def test_the_first_screen_asks_for_a_name_and_enter_signs_in(story: Story, qtbot: QtBot) -> None:
    people = story.child(QListView, "sign_in_people")
    assert people.hasFocus()
    qtbot.keyClick(people, Qt.Key.Key_Down)
    qtbot.keyClick(people, Qt.Key.Key_Return)
    assert story.window.actor == Actor.from_person(PEOPLE[1])
    assert story.settings.current.last_person == "Liu"


def test_the_last_person_is_chosen_first(story: Story) -> None:
    story.sign_in(PEOPLE[2])
    assert story.window.commands.run("window.switch_person")
    people = story.child(QListView, "sign_in_people")
    assert people.currentIndex().data() == "He Jun"


def test_a_new_workspace_offers_the_demo_and_ones_own_recordings(story: Story, qtbot: QtBot) -> None:
    story.window.open_workspace(story.workspace, (), story.rooms)
    begin = story.child(Button, "begin_import")
    assert not begin.isEnabled()
    assert begin.toolTip() == "Give your name first"
    name = story.child(QLineEdit, "first_name")
    assert name.hasFocus()
    qtbot.keyClicks(name, "He Jun")
    with qtbot.waitSignal(story.window.first_person_named) as named:
        qtbot.keyClick(name, Qt.Key.Key_Return)
    assert named.args == ["He Jun"]
    with qtbot.waitSignal(story.window.demo_requested):
        story.child(Button, "open_demo").click()


def test_a_failure_on_the_first_screen_is_said_and_leads_back_to_the_names(story: Story) -> None:
    story.window.show_failure(QADeskError(ErrorCode.CANCELLED))
    told = story.child(QLabel, "sign_in_failure")
    assert told.text() == "Stopped as you asked. What was done until then is kept."
    story.child(Button, "back_to_people").click()
    story.child(QListView, "sign_in_people")


def test_long_work_is_shown_with_cancel_and_said_to_be_done(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    jobs = Jobs()
    line = JobLine(theme=story.theme, jobs=jobs)
    qtbot.addWidget(line)
    seen = threading.Event()

    def work(progress: Progress) -> None:
        progress.report(1, 2, "1043.wav")
        while not progress.is_cancelled:
            seen.wait(0.005)
        progress.check()

    jobs.run(line, "Import", work, None, lambda _error: None)
    qtbot.waitUntil(line.isVisible, timeout=3000)
    words: Any = line.findChild(QLabel, "progress_words")
    assert words.text() == "Import · 1043.wav"
    qtbot.mouseClick(line.findChild(Button, "progress_cancel"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: words.text() == "Import: stopped")
    assert jobs.finish()
    line.close()


def test_work_that_failed_is_not_said_to_be_done(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    jobs = Jobs()
    line = JobLine(theme=story.theme, jobs=jobs)
    qtbot.addWidget(line)
    shown = threading.Event()

    def work(_progress: Progress) -> None:
        shown.wait(5)
        raise QADeskError(ErrorCode.CANCELLED)

    jobs.run(line, "Import", work, None, lambda _error: None)
    qtbot.waitUntil(line.isVisible, timeout=3000)
    shown.set()
    qtbot.waitUntil(lambda: not line.isVisible())
    assert jobs.finish()
    line.close()


def test_language_and_theme_can_be_changed_on_the_first_screen(story: Story, qtbot: QtBot) -> None:
    screen = story.child(SignIn)
    with qtbot.waitSignal(story.window.language_changed):
        screen.findChild(QWidget, "sign_in_language").choose_nth(2)
    assert story.settings.current.language == "zh_CN"
    story.child(SignIn).findChild(QWidget, "sign_in_theme").choose_nth(2)
    assert story.theme.name == "dark"
    assert story.window.grab().toImage().pixelColor(5, 5) == story.theme.color("surface")


def test_the_side_bar_shows_only_what_the_role_can_use(story: Story) -> None:
    story.sign_in(PEOPLE[0])
    assert story.window.frame is not None
    assert story.window.frame.side_bar.keys == ("my_calls", "calls")
    story.sign_in(PEOPLE[2])
    assert story.window.frame.side_bar.keys == ("my_calls", "calls", "sampling")


def test_a_place_that_is_not_open_to_the_role_is_refused_in_words(story: Story) -> None:
    story.sign_in(PEOPLE[0])
    story.window.navigation.go(Place.to("sampling"))
    assert [notice.text for notice in story.window.notices.standing] == ["This page is not open to your role."]


def test_the_side_bar_counts_what_waits_and_counts_again_after_a_change(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    assert story.window.frame is not None
    assert story.window.frame.side_bar.item("my_calls").count == 7
    story.waiting.n_calls = 6
    with qtbot.waitSignal(story.window.hub.changed):
        story.window.hub.announce(Changes.of(ObjectKind.CALL))
    assert story.window.frame.side_bar.item("my_calls").count == 7
    with qtbot.waitSignal(story.window.hub.changed):
        story.window.hub.announce(Changes.of(ObjectKind.ASSIGNMENT))
    assert story.window.frame.side_bar.item("my_calls").count == 6


def test_control_and_a_digit_go_to_a_page_and_alt_left_goes_back(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_2, CTRL)
    assert story.window.page is not None
    assert story.window.page.title() == "Calls"
    qtbot.keyClick(story.window, Qt.Key.Key_Left, ALT)
    assert story.window.page.title() == "My calls"
    qtbot.keyClick(story.window, Qt.Key.Key_Right, ALT)
    assert story.window.page.title() == "Calls"


def test_a_page_that_was_away_hears_what_it_missed_when_it_is_shown_again(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    first = story.window.page
    assert isinstance(first, NotingPage)
    story.window.navigation.go(Place.to("calls"))
    first.told.clear()
    for kind in (ObjectKind.CALL, ObjectKind.MARK):
        with qtbot.waitSignal(story.window.hub.changed):
            story.window.hub.announce(Changes.of(kind))
    assert first.told == []
    story.window.navigation.back()
    missed = Changes(frozenset({ObjectKind.CALL, ObjectKind.MARK}))
    assert first.told == [Place.to("my_calls"), missed]


def test_enter_takes_the_pages_main_step_when_nothing_else_wants_it(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    page = story.window.page
    assert isinstance(page, NotingPage)
    qtbot.keyClick(story.window, Qt.Key.Key_Return)
    assert page.told[-1] == "begun"


def test_the_palette_finds_pages_commands_and_calls(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_K, CTRL)
    field = story.child(QLineEdit, "palette_field")
    assert field.hasFocus()
    found = story.child(QListView, "palette_list")
    qtbot.keyClicks(field, "1043")
    qtbot.waitUntil(lambda: found.model().rowCount() == 1)
    assert story.searched == ["1043"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert story.window.navigation.current == Place.to("calls", call="1043")
    qtbot.waitUntil(lambda: not story.window.findChildren(Palette))


def test_the_field_of_the_palette_stays_where_it_is_when_nothing_is_found(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_K, CTRL)
    field, found = story.child(QLineEdit, "palette_field"), story.child(QListView, "palette_list")
    place = field.mapTo(story.window, QPoint())
    qtbot.keyClicks(field, "qqqq")
    qtbot.waitUntil(lambda: not found.isVisible())
    qtbot.waitUntil(lambda: story.child(QLabel, "palette_nothing").isVisible())
    QApplication.processEvents()
    assert field.mapTo(story.window, QPoint()) == place


def test_the_palette_leaves_out_what_only_another_page_leads_to(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_K, CTRL)
    model = story.child(QListView, "palette_list").model()
    titles = [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]
    assert any(title.startswith("Calls,") for title in titles)
    assert not [title for title in titles if title.startswith("Call differences")]


def test_the_palette_runs_a_command_and_escape_closes_it(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_K, CTRL)
    field = story.child(QLineEdit, "palette_field")
    qtbot.keyClicks(field, "fold")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert story.settings.current.is_sidebar_folded
    assert story.window.frame is not None
    assert story.window.frame.side_bar.width() == 48
    qtbot.keyClick(story.window, Qt.Key.Key_K, CTRL)
    qtbot.keyClick(story.child(QLineEdit, "palette_field"), Qt.Key.Key_Escape)
    assert not [one for one in story.window.findChildren(Palette) if one.isVisible()]


def test_commands_of_the_page_rest_while_the_palette_is_open(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_K, CTRL)
    field = story.child(QLineEdit, "palette_field")
    qtbot.keyClick(field, Qt.Key.Key_2, CTRL)
    assert story.window.page is not None
    assert story.window.page.title() == "My calls"
    qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_the_keys_sheet_shows_the_keys_that_act_here(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_Question)
    sheet = story.child(KeysSheet)
    caps = {cap.text() for cap in sheet.findChildren(KeyCap)}
    assert {"Ctrl+K", "F11", "?", "Enter"} <= caps
    assert "X" not in caps
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    assert not sheet.isVisible()


def test_a_theme_change_repaints_the_open_window(story: Story) -> None:
    story.sign_in()
    story.settings.change(theme="dark")
    picture = story.window.grab().toImage()
    assert picture.pixelColor(100, 600) == story.theme.color("background")
    assert picture.pixelColor(700, 600) == story.theme.color("surface")
    assert story.theme.name == "dark"


def test_a_language_change_rebuilds_the_window_at_the_same_place(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    story.window.navigation.go(Place.to("calls"))
    before = story.window.frame
    with qtbot.waitSignal(story.window.language_changed):
        story.settings.change(language="zh_CN")
    assert story.window.frame is not before
    assert story.window.navigation.current == Place.to("calls")
    assert story.window.page is not None
    assert story.window.page.isVisible()


def test_projector_mode_leaves_the_page_and_escape_leaves_it(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    assert story.window.frame is not None
    qtbot.keyClick(story.window, Qt.Key.Key_F11)
    assert story.theme.is_projector
    assert not story.window.frame.side_bar.isVisible()
    qtbot.keyClick(story.window, Qt.Key.Key_Escape)
    assert not story.theme.is_projector
    assert story.window.frame.side_bar.isVisible()


def test_a_job_that_fails_unheard_is_told_in_the_page(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    story.sign_in()

    def work(_progress: object) -> None:
        raise OSError("disk")

    story.jobs.run(story.window, "Counting", work)
    assert any("should not" in word for word in story.words())
    caplog.clear()


def test_undo_with_nothing_to_undo_says_so(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_Z, CTRL)
    assert "There is nothing to undo." in story.words()
    qtbot.keyClick(story.window, Qt.Key.Key_Escape)
    assert "There is nothing to undo." not in story.words()


def test_the_preferences_change_what_they_say_at_once(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    qtbot.keyClick(story.window, Qt.Key.Key_Comma, CTRL)
    story.child(QWidget, "theme").choose_nth(3)
    assert story.theme.name == "dark"
    jump = story.child(QWidget, "short_jump_s")
    jump.setValue(8)
    assert story.settings.current.short_jump_s == 8.0
    story.child(Button, "restore_defaults").click()
    assert story.settings.current.short_jump_s == 5.0
    assert jump.value() == 5.0


def test_a_key_is_changed_in_the_preferences_and_a_clash_is_refused_in_words(story: Story, qtbot: QtBot) -> None:
    story.sign_in()
    story.window.navigation.go(Place.to("preferences"))
    change: Any = story.window.findChild(Button, "change_form.comment")
    change.click()
    field = QApplication.focusWidget()
    qtbot.keyClick(field, Qt.Key.Key_R)
    message: Any = story.window.findChild(QLabel, "keys_message")
    qtbot.waitUntil(lambda: "Reasons" in message.text())
    assert story.window.commands.shortcuts("form.comment") == ("C",)
    change.click()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: story.window.commands.shortcuts("form.comment") == ("Q",))
    assert dict(story.settings.current.changed_keys) == {"form.comment": ["Q"]}


def test_about_shows_the_version_and_the_notices_of_others(story: Story, qtbot: QtBot) -> None:
    dialog = AboutDialog(story.window, theme=story.theme, jobs=story.jobs)
    qtbot.addWidget(dialog)
    notices: Any = dialog.findChild(QTextBrowser, "about_notices")
    text = notices.toPlainText()
    assert [notice.name for notice in third_party_notices() if notice.name not in text] == []
    assert text.strip()
    version: Any = dialog.findChild(QLabel, "about_version")
    assert version.text() == f"Version {__version__}"


def test_the_window_remembers_its_size(story: Story, settings: SettingsStore) -> None:
    story.window.resize(1100, 700)
    story.window.close()
    again = MainWindow(theme=story.theme, settings=settings, jobs=story.jobs)
    # The width is not asked for: Qt keeps a restored window within the screen, which is narrow off screen.
    assert again.height() == 700
    again.deleteLater()
