"""A call to try the form on: chosen from a list, heard with the transport below, and scored nowhere."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from qa_desk.domain.calls import CallSummary
from qa_desk.domain.permissions import Action
from qa_desk.gui.desk.chooser import Chooser, Offer
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_time, length_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.i18n import _
from qa_desk.services.calls.listening_views import CallPage, CallQuery

_MOST_CALLS = 200


class SampleCall(QWidget):
    """One line above the preview: which call the form is tried on, and the way to another.

    Signals:
        changed: another call is heard, so that answers given to the last one mean nothing.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._calls: dict[object, CallSummary] = {}
        self._chosen: CallSummary | None = None
        self._sound = RowSound(context, self)
        theme = context.theme
        self._choose = Button(_("Try it on a call"), theme=theme, kind="quiet", small=True, icon="headphones",
                              commands=context.commands, command="editor.sample", name="sample_choose")  # fmt: skip
        self._play = Button(theme=theme, kind="quiet", small=True, icon="play", name="sample_play",
                            tip=_("Play or pause the call"), parent=self)  # fmt: skip
        self._title = QLabel(self)
        self._title.setObjectName("sample_title")
        self._title.setProperty("tone", "muted")
        # A long name makes way for the buttons instead of pushing them out.
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._chooser = Chooser(_("Try it on a call"), theme=theme, name="sample_calls", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("xs"))
        row.addWidget(self._play)
        row.addWidget(self._title, 1)
        row.addWidget(self._choose)
        self._play.hide()
        if not context.may(Action.VIEW_CALLS):
            self._choose.set_disabled_reason(_("Your role doesn't hear calls"))
        self._choose.clicked.connect(self.choose)
        self._play.clicked.connect(self._toggle)
        self._chooser.chosen.connect(self._on_chosen)
        self._sound.changed.connect(self._show_playing)
        self._say()

    def choose(self) -> None:
        """Offer the calls heard last, the newest first; any of them is found by typing a part of it."""
        if not self._context.may(Action.VIEW_CALLS):
            return
        listening, actor = self._context.services.listening, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the calls"),
            lambda _progress: (
                listening.calls(actor, CallQuery(limit=_MOST_CALLS)),
                self._context.services.administering.centre().time_zone,
            ),
            lambda read: self._offer(*read),
            partial(self._context.notices.error, key="sample call"),
            is_quiet=True,
        )

    def be_silent(self) -> None:
        """The page goes off the screen."""
        self._sound.pause()

    def _offer(self, page: CallPage, time_zone: str) -> None:
        heard = [call for call in page.calls if call.has_recording]
        self._calls = {call.id: call for call in heard}
        offers = [Offer(call.id, _title_of(call), _detail_of(call, time_zone)) for call in heard]
        if offers:
            self._chooser.open_at(self._choose, offers, self._chosen.id if self._chosen is not None else None)
        else:
            self._title.setText(_("There is no recording yet to try it on."))

    def _on_chosen(self, call_id: object) -> None:
        call = self._calls.get(call_id)
        if call is None:
            return
        is_other = self._chosen is None or self._chosen.id != call.id
        self._chosen = call
        self._sound.pause()
        self._sound.make_ready(self._passage())
        self._say()
        if is_other:
            self.changed.emit()

    def _toggle(self) -> None:
        if self._chosen is not None:
            self._sound.toggle(self._passage())

    def _passage(self) -> RowPassage:
        assert self._chosen is not None, "a call is chosen first"
        return RowPassage(self._chosen.id, _title_of(self._chosen))

    def _say(self) -> None:
        self._play.setVisible(self._chosen is not None and self._sound.can_play)
        if self._chosen is None:
            self._title.setText(_("Without a call; answers are kept nowhere."))
            return
        self._title.setText(_title_of(self._chosen))
        self._title.setToolTip(_("The form is tried on this call; answers are kept nowhere."))
        self._choose.set_text(_("Another call"))

    def _show_playing(self) -> None:
        is_playing = self._chosen is not None and self._sound.is_playing(self._passage())
        self._play.set_icon("pause" if is_playing else "play")


def _title_of(call: CallSummary) -> str:
    return " · ".join(part for part in (call.key, call.agent_name) if part)


def _detail_of(call: CallSummary, time_zone: str) -> str:
    began = day_and_time(call.started_at, time_zone) if call.started_at is not None else ""
    length = length_text(call.duration_s) if call.duration_s else ""
    return " · ".join(part for part in (call.business_type, began, length) if part)
