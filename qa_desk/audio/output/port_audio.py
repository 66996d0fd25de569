"""PortAudio, one for the whole process: loaded at the first sound, started anew to see what was plugged in since."""

import threading
from types import ModuleType

from qa_desk.audio.quiet import quiet_stderr


class PortAudio:
    """Counts the open streams, because starting PortAudio anew would cut them off."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._n_open = 0

    @property
    def library(self) -> ModuleType:
        """The `sounddevice` module. Raises OSError where there is no PortAudio."""
        with quiet_stderr():
            # at the first sound and not before: it takes 120 ms, and raises OSError without PortAudio
            import sounddevice

        return sounddevice

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What its calls raise when a device is gone or refuses."""
        try:
            return (OSError, ValueError, self.library.PortAudioError)
        except OSError:
            return (OSError, ValueError)

    def count(self, change: int) -> None:
        """A stream was opened (1) or closed (−1)."""
        with self.lock:
            self._n_open += change

    def look_anew(self) -> None:
        """Lists the devices again, unless a stream is open."""
        with self.lock:
            if self._n_open == 0:
                library = self.library
                # PortAudio lists devices once; only starting it anew finds what came since. No public call does.
                with quiet_stderr():
                    library._terminate()
                    library._initialize()


PORT_AUDIO = PortAudio()
"""The library keeps its state for the whole process, so there can be only one."""
