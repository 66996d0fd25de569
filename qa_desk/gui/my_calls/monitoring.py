"""The view of My calls in which a call is begun that is heard as it is spoken (`my_calls?monitor=new`)."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.domain.people import Role
from qa_desk.gui.desk.left_behind import join_left_behind
from qa_desk.gui.desk.live_call import LiveCall
from qa_desk.gui.my_calls.monitor_form import MonitorChoices, MonitorForm
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.services.calls.monitoring_views import Begun, MonitoringDraft

NEW_MONITORED = Place.to("my_calls", monitor="new")
"""Where such a call is begun."""

_NOTICE = "monitor"


class MonitorView(QWidget):
    """The form, what can be chosen in it, and the beginning.

    Args:
        live: what the desk does with the call once it is there.
    """

    def __init__(self, context: PageContext, live: LiveCall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._live = live
        self._form = MonitorForm(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        self._form.begin_requested.connect(self._begin)
        self._form.cancelled.connect(lambda: context.navigation.go(Place.to("my_calls")))
        join_left_behind(context, self)

    def show_new(self) -> None:
        """An empty form."""
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading agents and scorecards"),
            lambda _progress: MonitorChoices(
                services.administering.people(actor, role=Role.AGENT),
                services.authoring.scorecards(actor),
                services.listening.business_types(actor),
            ),
            self._form.begin,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )
        self._form.set_devices(())
        player = self._context.player
        if player is not None:
            self._context.jobs.run(
                self,
                _("Looking for sound devices"),
                lambda _progress: player.input_names(),
                self._form.set_devices,
                is_quiet=True,
                lane="audio",
            )

    def _begin(self, draft: MonitoringDraft) -> None:
        monitoring, actor = self._context.services.monitoring, self._context.actor
        self._context.jobs.run(
            self,
            _("Beginning the call"),
            lambda _progress: monitoring.begin(actor, draft),
            partial(self._on_begun, self._form.device is not None),
            self._form.refuse,
            is_quiet=True,
        )

    def _on_begun(self, records: bool, begun: Begun) -> None:
        self._context.hub.announce(begun.changes)
        if records:
            self._live.want_recording(begun.call_id)
        self._context.navigation.go(Place.to("my_calls", assignment=str(begun.assignment_id)))
