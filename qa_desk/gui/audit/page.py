"""The page Audit (`audit`): who did what to which thing and when, narrowed by person, action, thing and time."""

import json
import re
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import PersonId
from qa_desk.domain.permissions import Action
from qa_desk.gui.audit.words import action_title, detail_title
from qa_desk.gui.shell.dates import day_and_time, local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.centre.auditing import AuditChoices, AuditLine, AuditPage, AuditQuery

_PERIODS = (("", N_("any time")), ("1", N_("today")), ("7", N_("the last 7 days")), ("31", N_("the last 31 days")))
_LIMIT = 500
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FIELD_WIDTH = 208


class AuditingPage(Page):
    """The entries of the audit chain, the newest first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Audit"))
        self._time_zone = "UTC"
        self._choices: AuditChoices | None = None
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[AuditLine]:
        """The entries."""
        return self._table

    def shown(self, place: Place) -> None:
        self._about.setText(place.get("about"))
        if not self._table.rows:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None:
            self._read()

    def focus_find(self) -> bool:
        self._about.setFocus()
        self._about.selectAll()
        return True

    def _build(self) -> None:
        theme = self.context.theme
        self._about = QLineEdit()
        self._about.setObjectName("audit_about")
        self._about.setPlaceholderText(_("Call id or name of a person …"))
        self._about.setAccessibleName(_("About which call or person"))
        self._about.setToolTip(_("About which call or person"))
        self._about.setClearButtonEnabled(True)
        self._about.setFixedWidth(theme.px(_FIELD_WIDTH))
        self._person = ChoiceBox(theme=theme, name="audit_person", title=_("By whom"))
        self._action = ChoiceBox(theme=theme, name="audit_action", title=_("What was done"))
        self._period = ChoiceBox(theme=theme, name="audit_period", title=_("When"))
        self._period.set_choices([(_(words), value) for value, words in _PERIODS])
        self._table: DataTable[AuditLine] = DataTable(
            self._columns(), theme=theme, key=lambda line: line.number, name="audit_table", title=_("Audit")
        )
        filters = QHBoxLayout()
        filters.setSpacing(theme.size("sm"))
        for field in (self._about, self._person, self._action, self._period):
            filters.addWidget(field)
        filters.addStretch(1)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("sm"))
        body.addLayout(filters)
        body.addWidget(self._table, 1)

    def _connect(self) -> None:
        self._about.returnPressed.connect(self._read)
        for box in (self._person, self._action, self._period):
            box.chosen.connect(lambda _value: self._read())

    def _columns(self) -> tuple[Column[AuditLine], ...]:
        return (
            Column("number", _("number"), lambda line: line.number, align="right", token="muted", width=64),
            Column("at", _("when"), self._moment, width=160, is_fixed=True, sort_key=lambda line: line.number),
            Column("person", _("who"), lambda line: line.person or None, width=128, stretch=1),
            Column("action", _("what"), lambda line: action_title(line.action), width=200, stretch=2, is_fixed=True),
            Column("about", _("about"), lambda line: line.object_name or None, width=128, stretch=1),
            Column("details", _("details"), _details,
                   token="muted", width=240, stretch=3),
        )  # fmt: skip

    def _query(self) -> AuditQuery:
        n_days = int(self._period.value or 0)
        person = next((key for key, _name in self._people() if str(key) == self._person.value), None)
        return AuditQuery(
            person_id=person,
            action=self._action.value,
            about=self._about.text(),
            first_day=self._today() - timedelta(days=n_days - 1) if n_days else None,
            limit=_LIMIT,
        )

    def _people(self) -> tuple[tuple[PersonId, str], ...]:
        return self._choices.people if self._choices is not None else ()

    def _today(self) -> date:
        return local_day(self.context.services.now(), self._time_zone)

    def _moment(self, line: AuditLine) -> str:
        return day_and_time(line.at, self._time_zone)

    def _read(self) -> None:
        auditing, actor, query = self.context.services.auditing, self.context.actor, self._query()
        known = self._choices

        def work(_progress: object) -> tuple[AuditPage, AuditChoices]:
            return auditing.entries(actor, query), known or auditing.choices(actor)

        self.context.jobs.run(
            self,
            _("Reading the audit chain"),
            work,
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, page: AuditPage, choices: AuditChoices) -> None:
        self._time_zone = page.time_zone
        if self._choices is None:
            self._choices = choices
            everybody, everything = [(_("everybody"), "")], [(_("everything"), "")]
            self._person.set_choices([*everybody, *((name, str(key)) for key, name in choices.people)])
            actions = sorted((action_title(action), action) for action in choices.actions)
            self._action.set_choices([*everything, *actions])
        self.show_body()
        self._table.set_rows(page.lines)
        told = ngettext("{n} entry", "{n} entries", page.total).format(n=page.total)
        if page.total > len(page.lines):
            told = _("{entries}, the newest {n} shown").format(entries=told, n=len(page.lines))
        self.head.set_summary(told)


def _details(line: AuditLine) -> str | None:
    """As names and values; keys of things tell nobody anything."""
    told = {name: value for name, value in json.loads(line.details).items() if not _KEY.fullmatch(str(value))}
    return " · ".join(f"{detail_title(name)} {value}" for name, value in told.items()) or None


PAGE = PageSpec(
    key="audit",
    title=N_("Audit"),
    icon="history",
    group=PageGroup.MANAGE,
    build=AuditingPage,
    action=Action.READ_AUDIT,
)
