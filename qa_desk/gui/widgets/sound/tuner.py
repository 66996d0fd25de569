"""How the person hears calls: what the player is set to, remembered for each person, and told as one record."""

from PySide6.QtCore import QObject, Signal

from qa_desk.audio.stretch import FASTEST, SLOWEST
from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.tuning import Tuning
from qa_desk.i18n import _

_NORMAL = 1.0
_OF_PLAYER = frozenset({"speed", "second_speed", "volume", "is_evened", "skips_silence", "output_device"})


class Tuner(QObject):
    """Sets the player as the settings say, and the settings as the person sets the player.

    Signals:
        changed: the `Tuning` is another.
    """

    changed = Signal(object)

    def __init__(self, context: PageContext, bridge: PlayerBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._bridge = bridge
        self._outputs: tuple[str, ...] = ()
        self._call = context.sound.shown.call_id
        self._set_player()
        self._bridge.player.choose_device(context.settings.current.output_device or None)
        context.settings.changed.connect(self._on_settings_changed)
        context.sound.changed.connect(self._on_shown)
        bridge.state_changed.connect(self.tell)
        bridge.silence_skipped.connect(self.tell)
        bridge.device_changed.connect(self.tell)

    @property
    def tuning(self) -> Tuning:
        """All of it as it is now."""
        player, kept = self._bridge.player, self._context.settings.current
        return Tuning(
            speed=player.speed,
            second_speed=player.second_speed,
            volume=player.volume,
            balance=player.balance,
            solo=player.solo,
            muted=player.muted,
            is_swapped=player.is_swapped,
            is_evened=player.is_evened,
            skips_silence=player.skips_silence,
            skipped_s=player.skipped_s,
            is_looping=player.loop_s is not None,
            is_audible=player.is_audible,
            outputs=self._outputs,
            output=kept.output_device,
        )

    def tell(self) -> None:
        """Tell everybody how it is now."""
        self.changed.emit(self.tuning)

    def set_speed(self, speed: float) -> None:
        """Play faster or slower, 0.5 to 3 times."""
        self._context.settings.change(speed=round(min(max(speed, SLOWEST), FASTEST), 2))

    def toggle_second_speed(self) -> None:
        """To the second speed; from there to the one before."""
        self._bridge.player.toggle_second_speed()
        self._context.settings.change(speed=self._bridge.player.speed)

    def set_volume(self, volume: float) -> None:
        """0 = silent, 1 = as recorded."""
        self._context.settings.change(volume=round(min(max(volume, 0.0), 1.0), 2))

    def set_balance(self, balance: float) -> None:
        """−1 = agent only, 0 = both, 1 = customer only; for as long as the window is open."""
        self._bridge.player.set_balance(balance)
        self.tell()

    def toggle_solo(self, voice: Voice) -> None:
        """Hear only this voice; again, both."""
        player = self._bridge.player
        player.set_solo(None if player.solo is voice else voice)
        self.tell()

    def toggle_muted(self, voice: Voice) -> None:
        """Do not hear this voice; again, hear it."""
        player = self._bridge.player
        player.set_muted(voice, voice not in player.muted)
        self.tell()

    def toggle_swapped(self) -> None:
        """Hear the agent in the right ear and the customer in the left; again, as before."""
        self._bridge.player.set_swapped(not self._bridge.player.is_swapped)
        self.tell()

    def toggle_evened(self) -> None:
        """Even the loudness, or no longer."""
        self._context.settings.change(is_evened=not self._bridge.player.is_evened)

    def toggle_skips_silence(self) -> None:
        """Leave long silences out, or no longer."""
        self._context.settings.change(skips_silence=not self._bridge.player.skips_silence)

    def choose_output(self, name: str) -> None:
        """Let it sound elsewhere from now on; empty = the system's choice."""
        self._context.settings.change(output_device=name)

    def ask_for_outputs(self) -> None:
        """Look which sound devices there are now."""
        bridge = self._bridge
        self._context.jobs.run(
            self,
            _("Looking for sound devices"),
            lambda _progress: bridge.output_names(),
            self._take_outputs,
            lambda _error: None,
            is_quiet=True,
            lane="audio",
        )

    def _take_outputs(self, names: tuple[str, ...]) -> None:
        self._outputs = names
        self.tell()

    def _set_player(self) -> None:
        player, kept = self._bridge.player, self._context.settings.current
        player.set_speed(kept.speed)
        player.set_second_speed(kept.second_speed)
        player.set_volume(kept.volume)
        player.set_evened(kept.is_evened)
        player.set_skips_silence(kept.skips_silence)

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if not names & _OF_PLAYER:
            return
        if "output_device" in names:
            self._bridge.player.choose_device(self._context.settings.current.output_device or None)
        self._set_player()
        self.tell()

    def _on_shown(self, shown: SoundShown) -> None:
        """Another call is heard with both voices again, and at normal speed for whoever wants it so."""
        if shown.call_id == self._call:
            return
        self._call = shown.call_id
        player = self._bridge.player
        player.set_solo(None)
        player.set_swapped(False)
        for voice in Voice:
            player.set_muted(voice, False)
        if not self._context.settings.current.remembers_speed:
            self.set_speed(_NORMAL)
        self.tell()
