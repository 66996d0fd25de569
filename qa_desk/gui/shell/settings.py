"""What people keep on this machine, declared once; a JSON file in `paths.settings_dir()`.

A field with `preference(...)` gets a control on the preferences page by itself; the others are the window's memory.
A personal field has a value for each person who signs in; the others are those of whoever uses the machine.
"""

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from qa_desk.i18n import N_
from qa_desk.paths import settings_dir

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a preference can take, and what people read."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Preference:
    """How a setting is offered: one of `choices`, a number of `unit` from `least` to `most`, or on and off.

    `is_output` marks the one that names a sound device; its control asks the machine which there are.
    """

    group: str
    title: str
    explanation: str = ""
    choices: tuple[Choice, ...] = ()
    least: float = 0
    most: float = 0
    step: float = 1
    unit: str = ""
    is_output: bool = False


def preference(default: Any, shown_as: Preference, *, is_personal: bool = False) -> Any:
    """A field of `Settings` that the preferences page offers."""
    return field(default=default, metadata={"preference": shown_as, "is_personal": is_personal})


def personal(default: Any) -> Any:
    """A field of `Settings` that is remembered for each person and offered elsewhere than on the preferences page."""
    return field(default=default, metadata={"is_personal": True})


_LOOK = N_("Look and language")
_SOUND = N_("Sound")
_ELSEWHERE = N_("Recordings that lie on another machine")
_SIGN_IN = N_("Signing in")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; names and defaults here are those of the file."""

    theme: str = preference(
        "system",
        Preference(
            _LOOK,
            N_("Theme"),
            choices=(Choice("system", N_("As the system")), Choice("light", N_("Light")), Choice("dark", N_("Dark"))),
        ),
    )
    language: str = preference(
        "system",
        Preference(
            _LOOK,
            N_("Language"),
            choices=(
                Choice("system", N_("As the system")),
                Choice("en", "English"),
                Choice("zh_CN", "简体中文"),
            ),
        ),
    )
    short_jump_s: float = preference(
        5.0,
        Preference(_SOUND, N_("Short jump"), N_("How far ← and → go"), least=1, most=30, unit=N_("s")),
        is_personal=True,
    )
    long_jump_s: float = preference(
        30.0,
        Preference(_SOUND, N_("Long jump"), N_("How far Shift with ← and → goes"), least=5, most=300, unit=N_("s")),
        is_personal=True,
    )
    nudge_ms: float = preference(
        100.0,
        Preference(
            _SOUND,
            N_("Nudge"),
            N_("How far , and . move the place, or the end of a mark"),
            least=5,
            most=1000,
            step=5,
            unit=N_("ms"),
        ),
        is_personal=True,
    )
    rewind_s: float = preference(
        1.0,
        Preference(
            _SOUND,
            N_("Step back after a pause"),
            N_("Playing goes on this much earlier, so that no word is missed"),
            most=5,
            step=0.5,
            unit=N_("s"),
        ),
        is_personal=True,
    )
    second_speed: float = preference(
        1.5,
        Preference(
            _SOUND, N_("Second speed"), N_("One key changes to it and back"), least=0.5, most=3, step=0.1, unit="×"
        ),
        is_personal=True,
    )
    remembers_speed: bool = preference(
        True,
        Preference(_SOUND, N_("Keep the speed for the next call"), N_("Otherwise each call starts at 1.0×")),
        is_personal=True,
    )
    returns_after_hold: bool = preference(
        True,
        Preference(
            _SOUND,
            N_("Return after hold-to-play"),
            N_("When the key is let go, the place goes back to where it started"),
        ),
        is_personal=True,
    )
    skips_silence: bool = preference(
        False,
        Preference(_SOUND, N_("Skip silence"), N_("Long silences are left out; the transport says how much")),
        is_personal=True,
    )
    is_evened: bool = preference(
        False,
        Preference(_SOUND, N_("Even the loudness"), N_("A faint voice is heard as loud as a strong one")),
        is_personal=True,
    )
    output_device: str = preference(
        "",
        Preference(_SOUND, N_("Output device"), is_output=True),
        is_personal=True,
    )
    locks_after_min: float = preference(
        0.0,
        Preference(
            _SIGN_IN,
            N_("Sign out when left alone"),
            N_("After so many minutes without a key or the mouse and without sound; 0 never"),
            most=240,
            unit=N_("min"),
        ),
        is_personal=True,
    )
    copies_limit_gib: float = preference(
        10.0,
        Preference(
            _ELSEWHERE,
            N_("Room for copies"),
            N_("Calls heard here are kept until this is used up; what was not heard longest goes first"),
            least=1,
            most=1000,
            unit="GiB",
        ),
    )
    calls_fetched_ahead: float = preference(
        5.0,
        Preference(
            _ELSEWHERE,
            N_("Calls fetched ahead"),
            N_("So many calls of the queue come before they are opened; 0 fetches none"),
            most=50,
        ),
    )
    speed: float = personal(1.0)
    volume: float = personal(1.0)
    records_calls: bool = personal(False)
    input_device: str = personal("")
    call_filter: str = personal("")
    shared_folder: str = personal("")
    seen_packages: str = personal("")
    is_sidebar_folded: bool = False
    window_geometry: str = ""
    last_person: str = ""
    last_workspace: str = ""
    last_account: str = ""
    changed_keys: dict[str, list[str]] = field(default_factory=dict)
    table_columns: dict[str, list[str]] = field(default_factory=dict)
    splitters: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("changed_keys", "table_columns", "splitters"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


_NAMES = frozenset(entry.name for entry in fields(Settings))
_PERSONAL = frozenset(entry.name for entry in fields(Settings) if entry.metadata.get("is_personal"))
_PEOPLE = "people"


def preferences() -> tuple[tuple[str, Preference], ...]:
    """The settings that people change, by field name, in their order."""
    offered = ((entry.name, entry.metadata.get("preference")) for entry in fields(Settings))
    return tuple((name, shown_as) for name, shown_as in offered if shown_as is not None)


class SettingsStore(QObject):
    """The settings in use; changes are written at once.

    Signals:
        changed: names of the fields that have another value (`frozenset[str]`).
    """

    changed = Signal(object)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path or settings_dir() / "settings.json"
        self._shared, self._people = _read(self._path)
        self._person = ""
        self._current = self._shared

    @property
    def current(self) -> Settings:
        """All settings as they are now for whoever signed in."""
        return self._current

    @property
    def path(self) -> Path:
        """The file they are kept in."""
        return self._path

    def use_person(self, person_id: str) -> None:
        """Somebody signed in (by id), or nobody is (empty): personal fields get that person's values.

        What a person never chose is as the machine has it.
        """
        self._person = person_id
        before = self._current
        self._current = replace(self._shared, **self._people.get(person_id, {}))
        changed = frozenset(name for name in _PERSONAL if getattr(before, name) != getattr(self._current, name))
        if changed:
            self.changed.emit(changed)

    def change(self, **values: Any) -> None:
        """Set these fields and keep them; where they can't be written they hold until the window closes."""
        changed = {name: value for name, value in values.items() if getattr(self._current, name) != value}
        if not changed:
            return
        own = {name: value for name, value in changed.items() if self._person and name in _PERSONAL}
        shared = {name: value for name, value in changed.items() if name not in own}
        if own:
            self._people[self._person] = {**self._people.get(self._person, {}), **own}
        self._shared = replace(self._shared, **shared)
        self._current = replace(self._current, **changed)
        self._write()
        self.changed.emit(frozenset(changed))

    def restore_defaults(self) -> None:
        """Give every preference its default; the window's memory stays."""
        defaults = Settings()
        self.change(**{name: getattr(defaults, name) for name, _shown_as in preferences()}, changed_keys={})

    def _write(self) -> None:
        record = {entry.name: getattr(self._shared, entry.name) for entry in fields(Settings)}
        record = {name: dict(value) if isinstance(value, MappingProxyType) else value for name, value in record.items()}
        record[_PEOPLE] = self._people
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".settings-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(record, file, ensure_ascii=False, indent=2)
            os.replace(name, self._path)
        except OSError as error:
            _log.warning("settings not kept: %s", error.strerror)


def _read(path: Path) -> tuple[Settings, dict[str, dict[str, Any]]]:
    """The settings of the file and those of each person; what is missing, unknown or no value gets its default."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings(), {}
    if not isinstance(record, dict):
        return Settings(), {}
    kept = record.get(_PEOPLE)
    people = kept.items() if isinstance(kept, dict) else ()
    own = {person: _known(values, _PERSONAL) for person, values in people if isinstance(values, dict)}
    return Settings(**_known(record, _NAMES)), own


def _known(record: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {
        entry.name: record[entry.name]
        for entry in fields(Settings)
        if entry.name in names and _fits(entry, record.get(entry.name))
    }


def _fits(entry: "Field[Any]", value: Any) -> bool:
    default = entry.default if entry.default is not MISSING else {}
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, float):
        shown_as: Preference | None = entry.metadata.get("preference")
        is_number = isinstance(value, int | float)
        return is_number and (shown_as is None or shown_as.least <= value <= shown_as.most)
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(inner, list) for inner in value.values())
    shown_as = entry.metadata.get("preference")
    is_offered = shown_as is None or not shown_as.choices or value in {choice.value for choice in shown_as.choices}
    return isinstance(value, str) and is_offered
