"""What is known of one call: its attributes, its recordings, and the standard wordings that held on its day."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.calls import AgentChannel, Recording, RecordingState
from qa_desk.domain.ids import CallId
from qa_desk.domain.talk import TalkFigures
from qa_desk.gui.desk.panel_parts import Quotations
from qa_desk.gui.shell.dates import day_and_year, length_text, local_day, time_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import mode_title
from qa_desk.i18n import _, ngettext
from qa_desk.services.calls.listening import CallDetail

_LABEL_WIDTH = 104
_KILO = 1000
_PERCENT = 100


class CallFacts(QWidget):
    """A column of labelled facts; what is unknown is left out."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._call_id: CallId | None = None
        self._known: tuple[tuple[str, str], ...] = ()
        self._talk: tuple[tuple[str, str], ...] = ()
        self.setObjectName("call_facts")
        self._grid = QGridLayout()
        self._recordings = QVBoxLayout()
        self._wordings = Quotations(theme=theme)
        self._wordings_title = _heading(_("Standard wording"))
        self._build()

    def show_call(self, detail: CallDetail) -> None:
        """Show this call and no other; who spoke how much stays while it is the same one."""
        if self._call_id != detail.call.id:
            self._call_id, self._talk = detail.call.id, ()
        self._known = facts_of(detail)
        self._show_facts()
        _empty(self._recordings)
        for recording in detail.recordings:
            line = _words(recording_words(recording))
            line.setProperty("tone", "warning" if recording.state is RecordingState.MISSING else "")
            self._recordings.addWidget(line)
        if not detail.recordings:
            self._recordings.addWidget(_words(_("This call came without a recording.")))
        self._wordings_title.setVisible(bool(detail.wordings))
        self._wordings.setVisible(bool(detail.wordings))
        self._wordings.show_wordings(detail.wordings, detail.wording_owners)

    def show_talk(self, figures: TalkFigures | None) -> None:
        """Add who spoke how much; None for a call whose voices don't lie apart."""
        self._talk = talk_words(figures)
        self._show_facts()

    def _show_facts(self) -> None:
        _empty(self._grid)
        for place, (title, words) in enumerate((*self._known, *self._talk)):
            label = _words(title)
            label.setProperty("tone", "muted")
            self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_words(words), place, 1)

    def _build(self) -> None:
        theme = self._theme
        self._grid.setHorizontalSpacing(theme.size("md"))
        self._grid.setVerticalSpacing(theme.size("sm"))
        self._grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._recordings.setSpacing(theme.size("xs"))
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("md"), edge, edge)
        column.setSpacing(theme.size("sm"))
        column.addLayout(self._grid)
        column.addSpacing(theme.size("md"))
        column.addWidget(_heading(_("Recordings")))
        column.addLayout(self._recordings)
        column.addSpacing(theme.size("md"))
        column.addWidget(self._wordings_title)
        column.addWidget(self._wordings)
        column.addStretch(1)


def facts_of(detail: CallDetail) -> tuple[tuple[str, str], ...]:
    """What is known of the call, by title."""
    call, attributes, zone = detail.call, detail.call.attributes, detail.time_zone
    started = ""
    if call.started_at is not None:
        started = f"{day_and_year(local_day(call.started_at, zone))} {time_text(call.started_at, zone)}"
    satisfaction = f"{attributes.csat:g}" if attributes.csat is not None else ""
    scale = _(" (scale {scale})").format(scale=attributes.csat_scale) if satisfaction and attributes.csat_scale else ""
    known = (
        (_("Agent"), detail.agent.name if detail.agent else ""),
        (_("Unit"), detail.unit.path if detail.unit else ""),
        (_("Started"), started),
        (_("Length"), length_text(call.duration_s) if call.duration_s else ""),
        (_("Business type"), attributes.business_type),
        (_("Campaign"), attributes.campaign),
        (_("Customer"), attributes.customer_id),
        (_("Segment"), attributes.customer_segment),
        (_("Service stage"), attributes.service_stage),
        (_("Channel"), attributes.channel),
        (_("Direction"), attributes.direction),
        (_("Queue"), attributes.queue),
        (_("Complaint"), _yes_or_no(attributes.complaint)),
        (_("Solved"), _yes_or_no(attributes.resolved)),
        (_("Satisfaction"), satisfaction + scale),
        (_("Monitored as"), mode_title(call.mode)),
        *attributes.custom,
    )
    return tuple((title, words) for title, words in known if words)


def talk_words(figures: TalkFigures | None) -> tuple[tuple[str, str], ...]:
    """Who spoke how much, and the longest silence; of a mono call that this can't be said."""
    if figures is None:
        return ((_("Talk ratio"), _("not known: both voices are on one channel")),)
    ratio = figures.talk_ratio
    spoken = _("nobody speaks")
    if ratio is not None:
        agent = round(_PERCENT * ratio)
        spoken = _("agent {agent} % · customer {customer} %").format(agent=agent, customer=_PERCENT - agent)
    silence = _("none")
    if figures.n_silences:
        silence = _("{length} · silence in all {share} %").format(
            length=length_text(figures.longest_silence_s), share=round(_PERCENT * figures.silence_share)
        )
    overtalk = ngettext("{n} time, {share} %", "{n} times, {share} %", figures.n_overtalks).format(
        n=figures.n_overtalks, share=round(_PERCENT * figures.overtalk_share)
    )
    return (
        (_("Talk ratio"), spoken),
        (_("Longest silence"), silence),
        (_("Overtalk"), overtalk if figures.n_overtalks else _("none")),
    )


def recording_words(recording: Recording) -> str:
    """A recording by name, with its format and length, or that it is missing."""
    if recording.state is RecordingState.MISSING:
        return _("{name} – did not come; import it again").format(name=recording.original_name)
    sides = {
        AgentChannel.LEFT: _("agent left"),
        AgentChannel.RIGHT: _("agent right"),
        AgentChannel.MONO: _("mono"),
    }
    parts = (
        recording.original_name,
        length_text(recording.duration_s),
        recording.format,
        f"{recording.rate_hz / _KILO:g} kHz" if recording.rate_hz else "",
        sides[recording.agent_channel],
    )
    return " · ".join(part for part in parts if part)


def _yes_or_no(value: bool | None) -> str:
    if value is None:
        return ""
    return _("yes") if value else _("no")


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("weight", "medium")
    return label


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
