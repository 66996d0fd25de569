"""The one table of commands: every action with its title, keys and context. Keys are changed in the preferences.

A chord with Ctrl, Alt, a function or a media key acts inside text fields too; letters, digits, space and arrows only
outside. A foot pedal acts as the key it sends, mostly F13 to F24.
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
    EDITOR = "editor"
    SOUND = "sound"
    EVERYWHERE = "everywhere"


CONTEXT_TITLES: dict[Context, str] = {
    Context.FORM: N_("On the form"),
    Context.MEETING: N_("In the meeting"),
    Context.LIST: N_("On a list"),
    Context.EDITOR: N_("In the scorecard editor"),
    Context.SOUND: N_("With sound"),
    Context.EVERYWHERE: N_("Everywhere"),
}
TOGETHER: tuple[frozenset[Context], ...] = (
    *(frozenset({own, Context.SOUND, Context.EVERYWHERE}) for own in (Context.FORM, Context.MEETING, Context.LIST)),
    frozenset({Context.EDITOR, Context.EVERYWHERE}),
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
        is_held: whether the handler is called with True when the key goes down and with False when it comes up.
    """

    key: str
    title: str
    shortcuts: tuple[str, ...]
    context: Context
    icon: str = ""
    in_palette: bool = False
    is_numbered: bool = False
    repeats: bool = False
    is_held: bool = False


VOID_MODIFIERS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
"""Modifiers that make no other key of one."""

# Qt numbers the keys of keyboards with a player, a browser or a phone on them in one row.
_FIRST_MEDIA_KEY, _LAST_MEDIA_KEY = Qt.Key.Key_Back, Qt.Key.Key_MicVolumeDown
_DIGITS = tuple("123456789")
_CTRL_DIGITS = tuple(f"Ctrl+{digit}" for digit in _DIGITS)
_ALL = Context.EVERYWHERE
_SOUND = Context.SOUND
_FORM = Context.FORM
_MEETING = Context.MEETING
_LIST = Context.LIST
_EDITOR = Context.EDITOR

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
    Command("window.agent_code", N_("Agent with a code"), (), _ALL, "person", in_palette=True),
    Command("window.theme", N_("Change between light and dark"), (), _ALL, "moon", in_palette=True),
    Command("window.language", N_("Change the language"), (), _ALL, "language", in_palette=True),
    Command("window.preferences", N_("Preferences"), ("Ctrl+,",), _ALL, "gear", in_palette=True),
    Command("window.about", N_("About QA Desk"), (), _ALL, "info", in_palette=True),
    Command("window.quit", N_("Quit"), ("Ctrl+Q",), _ALL, in_palette=True),
    Command("sound.play_pause", N_("Play or pause"),
            ("Space", "Ctrl+Space", "Media Play", "Toggle Media Play/Pause", "Media Pause"), _SOUND, "play"),
    Command("sound.stop", N_("Stop playing"), ("Media Stop",), _SOUND, "stop"),
    Command("sound.hold", N_("Play while the key is down"), ("V", "F9"), _SOUND, "play", is_held=True),
    Command("sound.short_back", N_("Short jump back"), ("Left", "Ctrl+Left"), _SOUND, "back", repeats=True),
    Command("sound.short_forward", N_("Short jump forward"), ("Right", "Ctrl+Right"), _SOUND, "forward",
            repeats=True),
    Command("sound.long_back", N_("Long jump back"), ("Shift+Left", "Ctrl+Shift+Left"), _SOUND, "start",
            repeats=True),
    Command("sound.long_forward", N_("Long jump forward"), ("Shift+Right", "Ctrl+Shift+Right"), _SOUND,
            "end", repeats=True),
    Command("sound.start", N_("To the start"), (), _SOUND, "start", in_palette=True),
    Command("sound.end", N_("To the end"), (), _SOUND, "end", in_palette=True),
    Command("sound.faster", N_("Faster"), ("Ctrl+Up",), _SOUND, repeats=True),
    Command("sound.slower", N_("Slower"), ("Ctrl+Down",), _SOUND, repeats=True),
    Command("sound.normal_speed", N_("Normal speed"), ("Ctrl+0",), _SOUND),
    Command("sound.second_speed", N_("To the second speed and back"), ("S", "Ctrl+D"), _SOUND, "speed",
            in_palette=True),
    Command("sound.louder", N_("Louder"), ("Ctrl+Shift+Up", "Volume Up"), _SOUND, "volume", repeats=True),
    Command("sound.quieter", N_("Quieter"), ("Ctrl+Shift+Down", "Volume Down"), _SOUND, "volume", repeats=True),
    Command("sound.agent_only", N_("Hear only the agent"), ("F6",), _SOUND, "agent", in_palette=True),
    Command("sound.customer_only", N_("Hear only the customer"), ("F7",), _SOUND, "customer", in_palette=True),
    Command("sound.mute_agent", N_("Mute the agent"), ("Shift+F6",), _SOUND, "volume-off", in_palette=True),
    Command("sound.mute_customer", N_("Mute the customer"), ("Shift+F7",), _SOUND, "volume-off",
            in_palette=True),
    Command("sound.swap", N_("Swap agent and customer"), (), _SOUND, "compare", in_palette=True),
    Command("sound.even", N_("Even the loudness"), (), _SOUND, "balance", in_palette=True),
    Command("sound.skip_silence", N_("Skip silence"), ("F4",), _SOUND, "forward", in_palette=True),
    Command("sound.mark", N_("Leave a mark here"), ("Ctrl+M",), _SOUND, "mark"),
    Command("sound.loop", N_("Loop the selected passage"), ("Ctrl+L",), _SOUND, "loop"),
    Command("sound.mark_start", N_("A mark starts here"), ("[",), _SOUND, "mark"),
    Command("sound.mark_end", N_("The mark ends here"), ("]",), _SOUND, "mark"),
    Command("sound.nudge_back", N_("Nudge back"), (",",), _SOUND, repeats=True),
    Command("sound.nudge_forward", N_("Nudge forward"), (".",), _SOUND, repeats=True),
    Command("sound.next_mark", N_("Next mark"), ("N", "Media Next"), _SOUND, repeats=True),
    Command("sound.previous_mark", N_("Previous mark"), ("P", "Media Previous"), _SOUND, repeats=True),
    Command("sound.next_speech", N_("Next speech"), ("J",), _SOUND, repeats=True, in_palette=True),
    Command("sound.previous_speech", N_("Previous speech"), ("Shift+J",), _SOUND, repeats=True, in_palette=True),
    Command("sound.next_overtalk", N_("Next overtalk"), ("K",), _SOUND, repeats=True, in_palette=True),
    Command("sound.previous_overtalk", N_("Previous overtalk"), ("Shift+K",), _SOUND, repeats=True,
            in_palette=True),
    Command("sound.next_silence_end", N_("Next end of a silence"), ("E",), _SOUND, repeats=True, in_palette=True),
    Command("sound.export_passage", N_("Export the passage"), ("Ctrl+Shift+E",), _SOUND, "upload", in_palette=True),
    Command("sound.mask", N_("Mask the passage: it plays as a tone"), ("Ctrl+Alt+M",), _SOUND, "eye-off",
            in_palette=True),
    Command("sound.unmask", N_("Take the mask off here"), ("Ctrl+Alt+U",), _SOUND, "eye", in_palette=True),
    Command("sound.delete_mark", N_("Delete the selected mark"), ("Delete",), _SOUND),
    Command("sound.zoom_in", N_("Zoom in"), ("Ctrl+=", "Ctrl++"), _SOUND, repeats=True),
    Command("sound.zoom_out", N_("Zoom out"), ("Ctrl+-",), _SOUND, repeats=True),
    Command("sound.zoom_all", N_("Show the whole call"), ("Z",), _SOUND),
    Command("sound.view_back", N_("Show the part before"), ("Alt+PgUp",), _SOUND, repeats=True),
    Command("sound.view_forward", N_("Show the next part"), ("Alt+PgDown",), _SOUND, repeats=True),
    Command("form.previous", N_("Previous criterion"), ("Up",), _FORM, repeats=True),
    Command("form.next", N_("Next criterion"), ("Down",), _FORM, repeats=True),
    Command("form.option", N_("Choose the answer in this place; a points scale: type the number"), _DIGITS, _FORM,
            is_numbered=True),
    Command("form.confirm", N_("Confirm the number typed"), ("Return", "Enter"), _FORM),
    Command("form.clear", N_("Clear the answer; a points scale: type 0"), ("0", "Backspace"), _FORM, is_numbered=True),
    Command("form.more", N_("More points"), ("+", "="), _FORM, repeats=True),
    Command("form.less", N_("Fewer points"), ("-",), _FORM, repeats=True),
    Command("form.not_applicable", N_("Not applicable"), ("X",), _FORM),
    Command("form.uphold", N_("Disputed answer: it stands as scored"), ("U",), _FORM, "check", in_palette=True),
    Command("form.reasons", N_("Reasons"), ("R",), _FORM),
    Command("form.comment", N_("Comment"), ("C",), _FORM),
    Command("form.cause_owner", N_("Cause owner"), ("O",), _FORM),
    Command("form.fold", N_("Fold or open the section"), ("F",), _FORM, "fold", in_palette=True),
    Command("form.fold_all", N_("Fold or open all sections"), ("Shift+F",), _FORM, "fold", in_palette=True),
    Command("form.next_missing", N_("Next missing answer"), ("F8",), _FORM, in_palette=True),
    Command("form.missing_list", N_("List what is missing"), ("Shift+F8",), _FORM, "missing", in_palette=True),
    Command("form.mark_good", N_("Mark what went well"), ("Ctrl+Shift+M",), _FORM, "star", in_palette=True),
    Command("form.toggle_good", N_("Selected mark: done well, or not"), ("G",), _FORM, "star"),
    Command("form.tie_mark", N_("Selected mark: tie it to another criterion, or to none"), ("T",), _FORM, "link"),
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
    Command("meeting.standard_case", N_("Keep the call as a standard case"), ("Shift+S",), _MEETING, in_palette=True),
    Command("meeting.training_note", N_("Give a training note"), ("Shift+N",), _MEETING, in_palette=True),
    Command("meeting.action", N_("Decide on something to be done"), ("A",), _MEETING, in_palette=True),
    Command("meeting.lane", N_("Play the lane’s mark"), ("L",), _MEETING),
    Command("list.open", N_("Open, or take the page’s main step"), ("Return", "Enter"), _LIST),
    Command("list.new", N_("New"), ("Ctrl+N",), _LIST, "plus", in_palette=True),
    Command("list.open_file", N_("Open a file"), ("Ctrl+O",), _LIST, "folder", in_palette=True),
    Command("list.import", N_("Import recordings"), ("Ctrl+I",), _LIST, "download", in_palette=True),
    Command("list.import_scores", N_("Import scores"), (), _LIST, "download", in_palette=True),
    Command("list.export_scores", N_("Export scores"), (), _LIST, "upload", in_palette=True),
    Command("list.draw", N_("Draw by the plan"), ("D",), _LIST, "shuffle", in_palette=True),
    Command("list.change", N_("Change what the list stands on"), ("F2",), _LIST, "edit", in_palette=True),
    Command("list.replace", N_("Replace the call"), ("R",), _LIST, "repeat", in_palette=True),
    Command("list.accept", N_("Cover what is proposed"), ("B",), _LIST, "eye-off", in_palette=True),
    Command("list.refuse", N_("Let it stay as it is"), ("L",), _LIST, "eye", in_palette=True),
    Command("list.assign", N_("Assign"), ("A",), _LIST, in_palette=True),
    Command("list.monitor", N_("Monitor a call"), ("M",), _LIST, "headphones", in_palette=True),
    Command("list.reopen", N_("Open the evaluation again"), (), _LIST, "undo", in_palette=True),
    Command("list.track", N_("Open a tracked item"), ("T",), _LIST, in_palette=True),
    Command("list.hand_over", N_("Hand the issues to the trainer"), ("H",), _LIST, "practice", in_palette=True),
    Command("list.offer_practice", N_("Make a practice set of the cases"), ("Shift+H",), _LIST, "practice",
            in_palette=True),
    Command("list.release", N_("Release the chosen results"), ("Shift+R",), _LIST, "check", in_palette=True),
    Command("list.hold_back", N_("Hold the chosen results back"), ("Shift+B",), _LIST, "pause", in_palette=True),
    Command("list.coach", N_("Give the agent a coaching note"), ("Shift+N",), _LIST, "comment", in_palette=True),
    Command("list.reassign", N_("Let somebody else decide the dispute"), (), _LIST, "people", in_palette=True),
    Command("list.export", N_("Export"), ("Ctrl+E",), _LIST, "upload", in_palette=True),
    Command("list.print", N_("Print"), ("Ctrl+P",), _LIST, in_palette=True),
    Command("list.copy", N_("Copy as text"), ("Ctrl+C",), _LIST),
    Command("case.open", N_("Open the case on a page of its own"), ("O",), _LIST, "book", in_palette=True),
    Command("case.change", N_("Change the case"), ("C",), _LIST, "edit", in_palette=True),
    Command("case.carry_over", N_("Carry the case over to the form in force"), ("U",), _LIST, "arrow-right",
            in_palette=True),
    Command("case.write", N_("Write a standard case of this call"), ("W",), _LIST, "book", in_palette=True),
    Command("case.tones", N_("Choose on the sound what becomes a tone in the copy"), ("Shift+T",), _LIST, "eye-off",
            in_palette=True),
    Command("case.bridge", N_("Compare both forms on the same cases"), (), _LIST, "compare", in_palette=True),
    Command("case.passage", N_("Make the selected passage the case"), ("Ctrl+Alt+P",), _FORM, "brackets",
            in_palette=True),
    Command("case.about", N_("Criterion, or what the case is about"), ("F3",), _FORM, "info", in_palette=True),
    Command("editor.move_up", N_("Move up on the form"), ("Alt+Up",), _EDITOR, "arrow-up", in_palette=True,
            repeats=True),
    Command("editor.move_down", N_("Move down on the form"), ("Alt+Down",), _EDITOR, "arrow-down", in_palette=True,
            repeats=True),
    Command("editor.criterion", N_("New criterion"), ("Ctrl+N",), _EDITOR, "plus", in_palette=True),
    Command("editor.section", N_("New section"), ("Ctrl+Shift+N",), _EDITOR, "plus", in_palette=True),
    Command("editor.copy", N_("Copy the criterion"), ("Ctrl+D",), _EDITOR, "copy", in_palette=True),
    Command("editor.remove", N_("Remove from the form"), ("Delete",), _EDITOR, "delete", in_palette=True),
    Command("editor.sample", N_("Try the form on a call"), ("Ctrl+T",), _EDITOR, "headphones", in_palette=True),
    Command("editor.next_problem", N_("Next problem"), ("F8",), _EDITOR, "warning", in_palette=True),
    Command("case.practise", N_("Practise the case"), ("Shift+P",), _LIST, "practice", in_palette=True),
    Command("case.compare", N_("Compare two cases on a criterion"), ("Shift+C",), _LIST, "compare", in_palette=True),
    Command("case.set_beside", N_("Set the case beside another (A B)"), ("X",), _LIST, "compare", in_palette=True),
    Command("case.play_both", N_("Play both passages, one after the other"), ("Shift+Space",), _LIST, "play"),
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


# As they stand on the keys themselves; a keyboard has one key for playing and pausing, whichever of them it sends.
_MEDIA_CAPS = {
    "Media Play": "▶‖",
    "Toggle Media Play/Pause": "▶‖",
    "Media Pause": "▶‖",
    "Media Stop": "■",
    "Media Next": "▶▶",
    "Media Previous": "◀◀",
}


def shown(shortcut: str) -> str:
    """The chord as this platform writes it on a key cap."""
    caps = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}
    if shortcut in _MEDIA_CAPS:
        return _MEDIA_CAPS[shortcut]
    sequence = QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)
    text = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    *modifiers, key = text.split("+") if not text.endswith("+") else [*text[:-1].rstrip("+").split("+"), "+"]
    # By the table's own spelling: the platform's is translated.
    cap = next((cap for name, cap in caps.items() if shortcut.split("+")[-1] == name), key)
    return "+".join([part for part in modifiers if part] + [cap])


def chord_of(combination: QKeyCombination) -> str:
    """The pressed key as the table spells it: Shift belongs to a symbol such as “?”, the number pad is no other key."""
    modifiers = combination.keyboardModifiers() & ~VOID_MODIFIERS
    key = combination.key()
    is_symbol = Qt.Key.Key_Space < key < Qt.Key.Key_AsciiTilde and not (Qt.Key.Key_A <= key <= Qt.Key.Key_Z)
    if is_symbol and not modifiers & Qt.KeyboardModifier.ControlModifier:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(modifiers, key)).toString(QKeySequence.SequenceFormat.PortableText)


def acts_in_text(shortcut: str) -> bool:
    """Whether the chord is a function or media key or has Ctrl or Alt, and so acts inside a text field too."""
    sequence = QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)
    return chord_acts_in_text(sequence[0])  # pyright: ignore[reportIndexIssue]  # missing in PySide6's stubs


def chord_acts_in_text(combination: QKeyCombination) -> bool:
    """The same for a pressed key."""
    chording = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    is_function = Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F35
    is_media = _FIRST_MEDIA_KEY <= combination.key() <= _LAST_MEDIA_KEY
    return is_function or is_media or bool(combination.keyboardModifiers() & chording)


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
