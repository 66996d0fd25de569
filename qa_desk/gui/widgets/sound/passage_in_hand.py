"""A passage dragged on the waveform of a page without marks of its own: it can be repeated and exported."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desk.audio.passage import Passage
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.sound.call_sound import CallSoundLoader
from qa_desk.gui.widgets.waveform.detail import WaveformDetail


class PassageInHand(QObject):
    """Tells the bar which passage is selected and does the loop command for the page.

    Args:
        lanes: where passages are dragged.
        owner: the page's widget; the command acts while it is visible.
        show_loop: shows the passage that repeats, on the lanes and wherever else the page does.
        is_shown: whether the loader's call is the one on the lanes.
    """

    def __init__(
        self,
        context: PageContext,
        lanes: WaveformDetail,
        loader: CallSoundLoader,
        owner: QWidget,
        *,
        show_loop: Callable[[Passage | None], None],
        is_shown: Callable[[], bool],
    ) -> None:
        super().__init__(owner)
        self._context = context
        self._lanes = lanes
        self._loader = loader
        self._show_loop = show_loop
        self._is_shown = is_shown
        lanes.selection_changed.connect(self._tell)
        lanes.selection_cleared.connect(self._tell)
        lanes.loop_changed.connect(lambda start_s, end_s: self._loop((start_s, end_s)))
        context.commands.bind(
            owner, {"sound.loop": self.toggle_loop}, enabled={"sound.loop": lambda: is_shown() and loader.is_loaded}
        )

    def toggle_loop(self) -> None:
        """Repeat the passage selected, else the one the page chose to play; or no longer."""
        chosen = self._chosen() or self._context.sound.shown.passage
        self._loop(None if self._lanes.loop is not None else chosen)

    def _loop(self, ends_s: tuple[float, float] | None) -> None:
        if self._context.player is None or not self._loader.is_loaded:
            return
        player = self._context.player.player
        player.set_loop(ends_s)
        self._show_loop(Passage(*player.loop_s) if player.loop_s is not None else None)
        self._loader.show_as()

    def _tell(self) -> None:
        if self._is_shown():
            self._loader.show_as(passage=self._chosen(), note="")

    def _chosen(self) -> tuple[float, float] | None:
        selection = self._lanes.selection
        return (selection.start_s, selection.end_s) if selection is not None else None
