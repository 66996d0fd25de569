"""Which sound devices there are, for the settings: by the names under which the player finds them again."""

from dataclasses import dataclass
from typing import Any

from qa_desk.audio.output.port_audio import PORT_AUDIO


@dataclass(frozen=True, slots=True)
class DeviceName:
    """A device; `is_default` for the one that the system uses when none is chosen."""

    name: str
    is_default: bool = False


def output_devices() -> tuple[DeviceName, ...]:
    """Where sound can go, the default first; none without PortAudio or a device."""
    return _devices("output")


def input_devices() -> tuple[DeviceName, ...]:
    """Where sound can come from, the default first; none without PortAudio or a device."""
    return _devices("input")


def index_of(name: str, direction: str = "output") -> int | None:
    """PortAudio's number of an output or "input"; None where it is not there now."""
    found = _listed(direction)
    return next((index for index, listed in found if listed == name), None)


def _devices(direction: str) -> tuple[DeviceName, ...]:
    try:
        PORT_AUDIO.look_anew()
        found = _listed(direction)
        default = _default_index(direction)
    except PORT_AUDIO.errors:
        return ()
    named = [DeviceName(name, index == default) for index, name in found]
    return tuple(sorted(named, key=lambda device: not device.is_default))


def _listed(direction: str) -> list[tuple[int, str]]:
    """Numbers and names of the devices of the system's own interface; others list the same ones again."""
    with PORT_AUDIO.lock:
        library = PORT_AUDIO.library
        devices: list[dict[str, Any]] = list(library.query_devices())
        default = _default_index(direction)
    if default is None:
        return []
    interface = devices[default]["hostapi"]
    kept: dict[str, int] = {}
    for index, device in enumerate(devices):
        if device["hostapi"] == interface and device[f"max_{direction}_channels"] > 0:
            kept.setdefault(str(device["name"]), index)
    return [(index, name) for name, index in kept.items()]


def _default_index(direction: str) -> int | None:
    with PORT_AUDIO.lock:
        library = PORT_AUDIO.library
        try:
            return int(library.query_devices(None, direction)["index"])
        except library.PortAudioError:
            return None
