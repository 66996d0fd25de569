"""The one table of commands: every action with its title, keys and context. Keys are changed in the preferences.

A chord with Ctrl, Alt or a function key acts inside text fields too; letters, digits, space and arrows only outside.
The `CommandRegistry` finds the command for a key and calls whoever is on the screen and does it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from qa_desk.i18n import N_


class Context(StrEnum):
    """Where a command acts; the value is its key, `CONTEXT_TITLES` what people read."""

    FORM = "form"
    MEETING = "meeting"
    LIST = "list"
    SOUND = "sound"
    EVERYWHERE = "everywhere"


CONTEXT_TITLES: dict[Context, str] = {
    Context.FORM: N_("On the form"),
    Context.MEETING: N_("In the meeting"),
    Context.LIST: N_("On a list"),
    Context.SOUND: N_("With sound"),
    Context.EVERYWHERE: N_("Everywhere"),
}
TOGETHER: tuple[frozenset[Context], ...] = tuple(
    frozenset({own, Context.SOUND, Context.EVERYWHERE}) for own in (Context.FORM, Context.MEETING, Context.LIST)
)


@dataclass(frozen=True, slots=True)
class Command:
    """One action.

    Args:
        key: its name in code and settings, such as `sound.play_pause`.
        title: what people read; marked for translation.
        shortcuts: the chords it has until the person changes them, in Qt's portable form.
        icon: a name in resources/icons, or empty.
        in_palette: whether the palette offers it while somebody on the screen does it.
        is_numbered: whether the handler is called with the place of the chord in `shortcuts` (0 for the first).
        repeats: whether holding the key down repeats it.
    """

    key: str
    title: str
    shortcuts: tuple[str, ...]
    context: Context
    icon: str = ""
    in_palette: bool = False
    is_numbered: bool = False
    repeats: bool = False


_DIGITS = tuple("123456789")
_CTRL_DIGITS = tuple(f"Ctrl+{digit}" for digit in _DIGITS)
_ALL = Context.EVERYWHERE
_SOUND = Context.SOUND
_FORM = Context.FORM
_MEETING = Context.MEETING
_LIST = Context.LIST

COMMANDS: tuple[Command, ...] = (
    Command("window.palette", N_("Find a call, case, person or command"), ("Ctrl+K",), _ALL, "search"),
    Command("window.page", N_("Go to the page in this place of the side bar"), _CTRL_DIGITS, _ALL, is_numbered=True),
    Command("window.back", N_("Back"), ("Alt+Left",), _ALL, "arrow-left", in_palette=True),
    Command("window.forward", N_("Forward"), ("Alt+Right",), _ALL, "arrow-right", in_palette=True),
    Command("window.find", N_("Find on this page"), ("Ctrl+F",), _ALL, "search"),
    Command("window.undo", N_("Undo"), ("Ctrl+Z",), _ALL, "undo", in_palette=True),
    Command("window.redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), _ALL, "redo", in_palette=True),
    Command("window.keys", N_("Show the keys that act here"), ("?", "F1"), _ALL, "keyboard", in_palette=True),
    Command("window.projector", N_("Projector mode"), ("F11",), _ALL, "projector", in_palette=True),
    Command("window.fold", N_("Fold or open the side bar"), ("Ctrl+B",), _ALL, "fold", in_palette=True),
    Command("window.refresh", N_("Read this page again"), ("F5",), _ALL, "refresh", in_palette=True),
    Command("window.close_notice", N_("Close the notice, leave the projector mode"), ("Escape",), _ALL),
    Command("window.switch_person", N_("Switch person"), (), _ALL, "people", in_palette=True),
    Command("window.theme", N_("Change between light and dark"), (), _ALL, "moon", in_palette=True),
    Command("window.language", N_("Change the language"), (), _ALL, "language", in_palette=True),
    Command("window.preferences", N_("Preferences"), ("Ctrl+,",), _ALL, "gear", in_palette=True),
    Command("window.about", N_("About QA Desk"), (), _ALL, "info", in_palette=True),
    Command("window.quit", N_("Quit"), ("Ctrl+Q",), _ALL, in_palette=True),
    Command("sound.play_pause", N_("Play or pause"), ("Space", "Ctrl+Space"), _SOUND, "play"),
    Command("sound.short_back", N_("Short jump back"), ("Left", "Ctrl+Left"), _SOUND, "back", repeats=True),
    Command("sound.short_forward", N_("Short jump forward"), ("Right", "Ctrl+Right"), _SOUND, "forward",
            repeats=True),
    Command("sound.long_back", N_("Long jump back"), ("Shift+Left", "Ctrl+Shift+Left"), _SOUND, "start",
            repeats=True),
    Command("sound.long_forward", N_("Long jump forward"), ("Shift+Right", "Ctrl+Shift+Right"), _SOUND,
            "end", repeats=True),
    Command("sound.faster", N_("Faster"), ("Ctrl+Up",), _SOUND, repeats=True),
    Command("sound.slower", N_("Slower"), ("Ctrl+Down",), _SOUND, repeats=True),
    Command("sound.normal_speed", N_("Normal speed"), ("Ctrl+0",), _SOUND),
    Command("sound.mark", N_("Leave a mark here"), ("Ctrl+M",), _SOUND, "mark"),
    Command("sound.loop", N_("Loop the selected passage"), ("Ctrl+L",), _SOUND, "loop"),
    Command("sound.mark_start", N_("A mark starts here"), ("[",), _SOUND, "mark"),
    Command("sound.mark_end", N_("The mark ends here"), ("]",), _SOUND, "mark"),
    Command("sound.nudge_back", N_("Nudge back"), (",",), _SOUND, repeats=True),
    Command("sound.nudge_forward", N_("Nudge forward"), (".",), _SOUND, repeats=True),
    Command("sound.next_mark", N_("Next mark"), ("N",), _SOUND, repeats=True),
    Command("sound.previous_mark", N_("Previous mark"), ("P",), _SOUND, repeats=True),
    Command("sound.delete_mark", N_("Delete the selected mark"), ("Delete",), _SOUND),
    Command("sound.zoom_in", N_("Zoom in"), ("Ctrl+=", "Ctrl++"), _SOUND, repeats=True),
    Command("sound.zoom_out", N_("Zoom out"), ("Ctrl+-",), _SOUND, repeats=True),
    Command("form.previous", N_("Previous criterion"), ("Up",), _FORM, repeats=True),
    Command("form.next", N_("Next criterion"), ("Down",), _FORM, repeats=True),
    Command("form.option", N_("Choose the answer in this place; a points scale: type the number"), _DIGITS, _FORM,
            is_numbered=True),
    Command("form.confirm", N_("Confirm the number typed"), ("Return", "Enter"), _FORM),
    Command("form.clear", N_("Clear the answer; a points scale: type 0"), ("0", "Backspace"), _FORM, is_numbered=True),
    Command("form.more", N_("More points"), ("+", "="), _FORM, repeats=True),
    Command("form.less", N_("Fewer points"), ("-",), _FORM, repeats=True),
    Command("form.not_applicable", N_("Not applicable"), ("X",), _FORM),
    Command("form.reasons", N_("Reasons"), ("R",), _FORM),
    Command("form.comment", N_("Comment"), ("C",), _FORM),
    Command("form.cause_owner", N_("Cause owner"), ("O",), _FORM),
    Command("form.next_missing", N_("Next missing answer"), ("F8",), _FORM, in_palette=True),
    Command("form.next_call", N_("Next call"), ("Ctrl+PgDown",), _FORM, in_palette=True),
    Command("form.previous_call", N_("Previous call"), ("Ctrl+PgUp",), _FORM, in_palette=True),
    Command("form.submit", N_("Submit"), ("Ctrl+Return", "Ctrl+Enter"), _FORM, "check", in_palette=True),
    Command("meeting.previous", N_("Previous criterion"), ("Up",), _MEETING, repeats=True),
    Command("meeting.next", N_("Next criterion"), ("Down",), _MEETING, repeats=True),
    Command("meeting.next_call", N_("Next call"), ("Ctrl+PgDown",), _MEETING, in_palette=True),
    Command("meeting.previous_call", N_("Previous call"), ("Ctrl+PgUp",), _MEETING, in_palette=True),
    Command("meeting.settle", N_("Settle as the answer in this place"), _DIGITS, _MEETING, is_numbered=True),
    Command("meeting.not_applicable", N_("Settle as not applicable"), ("X",), _MEETING),
    Command("meeting.names", N_("Show or hide the names"), ("H",), _MEETING, in_palette=True),
    Command("meeting.guidance", N_("Guidance"), ("G",), _MEETING, in_palette=True),
    Command("meeting.tracked_item", N_("Open a tracked item"), ("T",), _MEETING, in_palette=True),
    Command("meeting.lane", N_("Play the lane’s mark"), ("L",), _MEETING),
    Command("list.open", N_("Open, or take the page’s main step"), ("Return", "Enter"), _LIST),
    Command("list.new", N_("New"), ("Ctrl+N",), _LIST, "plus", in_palette=True),
    Command("list.open_file", N_("Open a file"), ("Ctrl+O",), _LIST, "folder", in_palette=True),
    Command("list.import", N_("Import recordings"), ("Ctrl+I",), _LIST, "download", in_palette=True),
    Command("list.assign", N_("Assign"), ("A",), _LIST, in_palette=True),
    Command("list.track", N_("Open a tracked item"), ("T",), _LIST, in_palette=True),
    Command("list.export", N_("Export"), ("Ctrl+E",), _LIST, "upload", in_palette=True),
    Command("list.print", N_("Print"), ("Ctrl+P",), _LIST, in_palette=True),
    Command("list.copy", N_("Copy as text"), ("Ctrl+C",), _LIST),
    Command("list.clear_filters", N_("Clear the filters"), (), _LIST, in_palette=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two commands that can be on the screen together and share a chord."""

    shortcut: str
    first: str
    second: str


def normalized(shortcut: str) -> str:
    """The chord in Qt's portable spelling, or an empty text when it is not one chord."""
    sequence = QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.PortableText) if sequence.count() == 1 else ""


def shown(shortcut: str) -> str:
    """The chord as this platform writes it on a key cap."""
    arrows = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}
    sequence = QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)
    text = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    *modifiers, key = text.split("+") if not text.endswith("+") else [*text[:-1].rstrip("+").split("+"), "+"]
    return "+".join([part for part in modifiers if part] + [arrows.get(key, key)])


def acts_in_text(shortcut: str) -> bool:
    """Whether the chord is a function key or has Ctrl or Alt, and so acts inside a text field too."""
    sequence = QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)
    return chord_acts_in_text(sequence[0])  # pyright: ignore[reportIndexIssue]  # missing in PySide6's stubs


def chord_acts_in_text(combination: QKeyCombination) -> bool:
    """The same for a pressed key."""
    chording = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    is_function = Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F35
    return is_function or bool(combination.keyboardModifiers() & chording)


def conflicts(shortcuts: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Conflict, ...]:
    """Every chord that two commands shown together share, with the person's keys in place of the table's."""
    return tuple(_conflicts(shortcuts or {}))


def _conflicts(changed: Mapping[str, tuple[str, ...]]) -> Iterator[Conflict]:
    for first, second in combinations(COMMANDS, 2):
        if not any({first.context, second.context} <= together for together in TOGETHER):
            continue
        chords = {normalized(chord) for chord in changed.get(first.key, first.shortcuts)}
        for chord in changed.get(second.key, second.shortcuts):
            if normalized(chord) in chords:
                yield Conflict(normalized(chord), first.key, second.key)
