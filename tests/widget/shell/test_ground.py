"""Theme, settings, navigation, notices, undo, change hub, crash report, one window per workspace."""

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.crash import crash_report
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.change_hub import ChangeHub
from qa_desk.gui.shell.navigation import Navigation, Place
from qa_desk.gui.shell.notices import NoticeKind, Notices
from qa_desk.gui.shell.settings import Settings, SettingsStore, preferences
from qa_desk.gui.shell.single_instance import SingleInstance
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStack, UndoStep


def test_a_tint_is_twelve_percent_over_its_surface(theme: Theme) -> None:
    text, surface, tint = theme.color("pass"), theme.color("surface"), theme.tint("pass")
    assert tint.red() == round(0.12 * text.red() + 0.88 * surface.red())
    assert tint.blue() == round(0.12 * text.blue() + 0.88 * surface.blue())


def test_what_people_typed_is_never_taken_for_markup(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(theme.style_sheet())
    label = QLabel("<b>Li</b> <img src='//there/x.png'>", window)
    window.show()
    QToolTip.showText(QPoint(0, 0), "<b>Li</b>", label)
    try:
        shown = [label, *(one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel"))]
        assert [one.property("textFormat") for one in shown] == [Qt.TextFormat.PlainText] * 2
    finally:
        QToolTip.hideText()


def test_an_unknown_token_is_an_error(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.color("pink")


def test_the_projector_shows_no_text_under_24_px(theme: Theme) -> None:
    theme.use_projector(True)
    assert min(theme.font(token).pixelSize() for token in ("caption", "body", "title", "page", "figure")) >= 24


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_place_of_the_style_sheet_is_filled(qapp: QApplication, name: str) -> None:
    sheet = Theme(name).style_sheet()
    assert "$" not in sheet
    qapp.setStyleSheet(sheet)
    qapp.setStyleSheet("")


def test_a_cache_that_cannot_be_written_does_not_keep_the_window_shut(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    monkeypatch.setattr("qa_desk.gui.shell.theme.cache_dir", lambda: blocked)
    assert "check.svg" in theme.style_sheet()


def test_the_style_templates_name_no_colour_of_their_own() -> None:
    from qa_desk.paths import resources_dir

    for path in (resources_dir() / "style").glob("*.qss"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "#" in line and "{" not in line]
        assert not [line for line in lines if ": #" in line or " #" in line.partition(":")[2]], path.name


def test_a_change_of_theme_is_told_once(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.use("dark")
    with qtbot.assertNotEmitted(theme.changed):
        theme.use("dark")


def test_settings_come_back_as_they_were_left(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    store.change(theme="dark", short_jump_s=7.0, changed_keys={"form.comment": ["Q"]}, is_sidebar_folded=True)
    again = SettingsStore(tmp_path / "settings.json").current
    assert (again.theme, again.short_jump_s, again.is_sidebar_folded) == ("dark", 7.0, True)
    assert dict(again.changed_keys) == {"form.comment": ["Q"]}
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_a_setting_that_makes_no_sense_gets_its_default_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "pink", "short_jump_s": 900, "language": "zh_CN", "unknown": 1}))
    read = SettingsStore(path).current
    assert (read.theme, read.short_jump_s, read.language) == ("system", 5.0, "zh_CN")


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_a_broken_settings_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert SettingsStore(path).current == Settings()


def test_restoring_the_defaults_keeps_the_windows_memory(settings: SettingsStore) -> None:
    settings.change(theme="dark", last_person="P7", changed_keys={"form.comment": ["Q"]})
    settings.restore_defaults()
    assert (settings.current.theme, settings.current.last_person) == ("system", "P7")
    assert not settings.current.changed_keys


def test_every_preference_has_a_control_to_be_made_for_it() -> None:
    for name, shown_as in preferences():
        default = getattr(Settings(), name)
        assert shown_as.title, name
        assert shown_as.choices or shown_as.most > 0 or isinstance(default, bool) or shown_as.is_output, name


def test_each_person_has_the_own_speed_and_the_next_one_finds_theirs(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    store.use_person("li")
    store.change(speed=1.5, skips_silence=True, output_device="Headset")
    store.use_person("wang")
    assert (store.current.speed, store.current.skips_silence, store.current.output_device) == (1.0, False, "")
    store.change(speed=2.0)
    again = SettingsStore(tmp_path / "settings.json")
    again.use_person("li")
    assert (again.current.speed, again.current.skips_silence, again.current.output_device) == (1.5, True, "Headset")
    again.use_person("wang")
    assert again.current.speed == 2.0


def test_what_is_not_personal_is_the_same_for_everybody(settings: SettingsStore) -> None:
    settings.use_person("li")
    settings.change(theme="dark", short_jump_s=9.0)
    settings.use_person("wang")
    assert (settings.current.theme, settings.current.short_jump_s) == ("dark", 5.0)


def test_whoever_chose_nothing_has_what_the_machine_had_before(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"short_jump_s": 8.0, "people": {"li": {"volume": 0.5, "speed": "fast"}, "wang": 3}}))
    store = SettingsStore(path)
    store.use_person("li")
    assert (store.current.short_jump_s, store.current.volume, store.current.speed) == (8.0, 0.5, 1.0)
    store.use_person("wang")
    assert store.current.short_jump_s == 8.0


def test_another_person_is_told_as_a_change_of_what_differs(settings: SettingsStore, qtbot: QtBot) -> None:
    settings.use_person("li")
    settings.change(volume=0.4)
    with qtbot.waitSignal(settings.changed) as caught:
        settings.use_person("wang")
    assert caught.args == [frozenset({"volume"})]
    with qtbot.assertNotEmitted(settings.changed):
        settings.use_person("zhao")


def test_back_and_forward_walk_the_places(qapp: QApplication) -> None:
    shown: list[str] = []
    navigation = Navigation()
    navigation.moved.connect(lambda place: shown.append(place.page))
    for page in ("calls", "library", "people"):
        navigation.go(Place.to(page))
    navigation.back()
    navigation.back()
    navigation.forward()
    navigation.go(Place.to("reporting"))
    assert shown == ["calls", "library", "people", "library", "calls", "library", "reporting"]
    assert not navigation.can_go_forward
    assert navigation.current == Place.to("reporting")


def test_a_filter_replaces_the_place_without_a_step_back(qapp: QApplication) -> None:
    navigation = Navigation()
    navigation.go(Place.to("calls"))
    navigation.replace(Place.to("calls", text="refund"))
    assert not navigation.can_go_back
    assert navigation.current is not None
    assert navigation.current.get("text") == "refund"


def test_what_needs_nothing_comes_along_to_one_other_page(qapp: QApplication) -> None:
    notices = Notices()
    notices.warning("Look at it")
    notices.done("Saved")
    notices.turn_page()
    notices.info("New here")
    assert [one.text for one in notices.standing] == ["Look at it", "Saved", "New here"]
    notices.turn_page()
    assert [one.text for one in notices.standing] == ["Look at it", "New here"]
    notices.turn_page()
    assert [one.text for one in notices.standing] == ["Look at it"]


def test_the_same_notice_stands_once_and_at_most_three_stand(qapp: QApplication) -> None:
    notices = Notices()
    for text in ("one", "two", "two", "three", "four"):
        notices.info(text)
    assert [notice.text for notice in notices.standing] == ["two", "three", "four"]


def test_an_error_is_told_in_its_sentence(qapp: QApplication) -> None:
    notices = Notices()
    notices.error(QADeskError(ErrorCode.FILE_MISSING, file="calls.csv"))
    notices.error(ValueError("Li Na"))
    texts = [notice.text for notice in notices.standing]
    assert texts[0].startswith("calls.csv is not there.")
    assert "Li Na" not in texts[1]
    assert notices.standing[0].kind is NoticeKind.ERROR


def test_undo_and_redo_go_step_by_step(qapp: QApplication) -> None:
    done: list[str] = []
    stack = UndoStack()
    for name in ("a", "b"):
        stack.push(UndoStep(name, lambda name=name: done.append(f"-{name}"), lambda name=name: done.append(f"+{name}")))
    assert stack.undo_title == "b"
    stack.undo()
    stack.undo()
    stack.redo()
    assert done == ["-b", "-a", "+a"]
    stack.push(UndoStep("c", lambda: done.append("-c")))
    assert stack.redo_title == ""
    stack.undo()
    assert stack.redo_title == ""
    assert done[-1] == "-c"


def test_changes_of_one_turn_arrive_together(qtbot: QtBot) -> None:
    hub = ChangeHub()
    heard: list[Changes] = []
    hub.changed.connect(heard.append)
    with qtbot.waitSignal(hub.changed):
        hub.announce(Changes.of(ObjectKind.CALL))
        hub.announce(Changes.of(ObjectKind.MARK))
        assert heard == []
    assert [changes.kinds for changes in heard] == [frozenset({ObjectKind.CALL, ObjectKind.MARK})]


def test_a_subscriber_hears_its_kinds_until_it_is_gone(qtbot: QtBot) -> None:
    hub = ChangeHub()
    heard: list[str] = []
    owner = QWidget()
    hub.subscribe(owner, lambda _changes: heard.append("call"), ObjectKind.CALL)
    for kind in (ObjectKind.MARK, ObjectKind.CALL):
        with qtbot.waitSignal(hub.changed):
            hub.announce(Changes.of(kind))
    assert heard == ["call"]
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(hub.changed):
        hub.announce(Changes.of(ObjectKind.CALL))
    assert heard == ["call"]


def test_a_crash_report_says_where_and_never_what() -> None:
    rating = "Li Na, compliance failed"
    try:
        raise RuntimeError(rating)
    except RuntimeError:
        kind, _error, trace = sys.exc_info()
    assert kind is not None
    report = crash_report(kind, trace)
    assert "test_ground.py" in report
    assert "builtins.RuntimeError" in report
    assert rating not in report
    assert str(Path.home()) not in report


def test_the_second_start_raises_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    keeper = QObject()
    first, second = SingleInstance(tmp_path / "workspace", keeper), SingleInstance(tmp_path / "workspace", keeper)
    assert first.claim()
    with qtbot.waitSignal(first.raise_requested):
        assert not second.claim()
    first.release()
    assert second.claim()
    second.release()


def test_two_workspaces_have_a_window_each(tmp_path: Path, qapp: QApplication) -> None:
    keeper = QObject()
    one, other = SingleInstance(tmp_path / "one", keeper), SingleInstance(tmp_path / "other", keeper)
    assert one.claim()
    assert other.claim()
    one.release()
    other.release()
