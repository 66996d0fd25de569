"""What is on record of a session: what happened, what the panel committed to and whether it holds, and who saw what."""

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.shell.dates import day_and_time
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, listed, ngettext, with_label
from qa_desk.services.calibration.convening_views import Commitment, Disclosure, SessionRecord
from qa_desk.services.calibration.session_words import event_words, occasion_words

_HASH_SHOWN = 16
_ROWS_SHOWN = 8


class RecordView(QWidget):
    """A time line, and two tables below each other."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._time_zone = "UTC"
        theme = context.theme
        self._events = QVBoxLayout()
        self._events.setSpacing(theme.size("xs"))
        self._holds = QLabel()
        self._holds.setObjectName("commitments_hold")
        self._holds.setWordWrap(True)
        self._committed: DataTable[Commitment] = DataTable(
            self._commitment_columns(),
            theme=theme,
            key=lambda one: (one.person_id, one.call_id),
            name="commitments",
            title=_("What the panel committed to"),
        )
        self._seen_title = _title(_("Who was shown what"))
        self._seen: DataTable[Disclosure] = DataTable(
            self._disclosure_columns(),
            theme=theme,
            key=lambda one: (one.reader, one.author, one.call_key),
            name="disclosures",
            title=_("Who was shown what"),
        )
        content = QWidget()
        column = QVBoxLayout(content)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("sm"))
        column.addWidget(_title(_("What happened")))
        column.addLayout(self._events)
        column.addSpacing(theme.size("lg"))
        column.addWidget(_title(_("What the panel committed to")))
        column.addWidget(self._holds)
        column.addWidget(self._committed)
        column.addSpacing(theme.size("lg"))
        column.addWidget(self._seen_title)
        column.addWidget(self._seen)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_record(self, record: SessionRecord, time_zone: str) -> None:
        """Show all of it; who saw what only where it is told."""
        self._time_zone = time_zone
        emptied(self._events)
        for event in record.events:
            when = day_and_time(event.at, time_zone)
            words = with_label(event_words(event), event.reason) if event.reason else event_words(event)
            line = QLabel(f"{when}   {words}")
            line.setObjectName("event")
            line.setWordWrap(True)
            self._events.addWidget(line)
        self._holds.setText(holds_words(record))
        self._holds.setProperty("tone", "fail" if record.broken else "muted")
        self._holds.style().polish(self._holds)
        self._committed.setVisible(bool(record.commitments))
        self._fill(self._committed, record.commitments)
        for part in (self._seen_title, self._seen):
            part.setVisible(bool(record.disclosures))
        self._fill(self._seen, record.disclosures)

    def _fill(self, table: "DataTable[Commitment] | DataTable[Disclosure]", rows: tuple[object, ...]) -> None:
        table.set_rows(rows)  # type: ignore[arg-type]  # each table gets its own rows
        row = self._context.theme.size("row_table")
        table.setFixedHeight(row * (min(len(rows), _ROWS_SHOWN) + 1) + row // 2)

    def _commitment_columns(self) -> tuple[Column[Commitment], ...]:
        return (
            Column("name", _("who"), lambda one: one.name, width=144, stretch=1, weight="medium"),
            Column("call", _("call"), lambda one: one.call_key, width=80),
            Column("at", _("handed in"), lambda one: one.made_at, self._moment, width=120, token="muted"),
            Column(
                "hash", _("hash (SHA-256)"), lambda one: f"{one.sha256[:_HASH_SHOWN]}…", width=184, token="muted",
                tip=lambda one: one.sha256,
            ),
            Column("holds", _("now"), lambda one: _state(one.holds), width=112, icon=_sign),
        )  # fmt: skip

    def _disclosure_columns(self) -> tuple[Column[Disclosure], ...]:
        return (
            Column("reader", _("who"), lambda one: one.reader, width=144, stretch=1, weight="medium"),
            Column("author", _("saw answers of"), lambda one: one.author, width=144, stretch=1),
            Column("call", _("call"), lambda one: one.call_key, width=80),
            Column("at", _("first"), lambda one: one.at, self._moment, width=120, token="muted"),
            Column("where", _("where"), lambda one: occasion_words(one.occasion), width=144, token="muted"),
        )

    def _moment(self, moment: object) -> str:
        return day_and_time(moment, self._time_zone)  # type: ignore[arg-type]  # the column's own value


def holds_words(record: SessionRecord) -> str:
    """Whether what was revealed is what was handed in, in words."""
    n = len(record.commitments)
    if not n:
        return _("Nobody has handed in yet. Whoever does publishes a hash here, which is checked at the reveal.")
    if record.broken:
        whose = listed(f"{one.name} ({one.call_key})" for one in record.broken)
        told = _("These are not the answers that were handed in: {whose}.")
        return told.format(whose=whose)
    if record.n_checked:
        told = ngettext(
            "{n} of {total} sealed answers is the one handed in.",
            "{n} of {total} sealed answers are the ones handed in.",
            record.n_checked,
        )
        return told.format(n=record.n_checked, total=n)
    told = ngettext(
        "{n} hash is published. It tells nothing of the answers, and is checked at the reveal.",
        "{n} hashes are published. They tell nothing of the answers, and are checked at the reveal.",
        n,
    )
    return told.format(n=n)


def _state(holds: bool | None) -> str:
    if holds is None:
        return _("sealed")
    return _("holds") if holds else _("does not hold")


def _sign(one: Commitment) -> tuple[str, str] | None:
    return {None: ("seal", "muted"), True: ("check", "pass"), False: ("warning", "fail")}[one.holds]


def _title(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("type", "title")
    return label
