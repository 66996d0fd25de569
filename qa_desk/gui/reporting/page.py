"""The reports page: which report, of which days, as it will look, and writing it to a file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.reporting.agent_choice import AgentPicker, agents_for
from qa_desk.gui.reporting.opening import Opening
from qa_desk.gui.reporting.packing import Packing
from qa_desk.gui.reporting.preview import Preview
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.widgets.period_filter import Asked, PeriodFilter
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.reports import AGENT_REPORTS, REPORTS
from qa_desk.reports.base import Report, ReportParams
from qa_desk.reports.document import AnyBehind, Document
from qa_desk.reports.making import document_of, file_name, write_document
from qa_desk.services.feedback.feeding_back_views import AgentChoice
from qa_desk.services.issues.issue_views import IssueChoices
from qa_desk.services.periods import Days, Period

_LIST_WIDTH = 232
_ROW_HEIGHT = 56
_RECOGNITION = "recognition"
_SHOWS = (
    ObjectKind.EVALUATION,
    ObjectKind.SESSION,
    ObjectKind.CALL,
    ObjectKind.TRACKED_ITEM,
    ObjectKind.SAMPLING,
    ObjectKind.SETTING,
)

# Any: reports differ in what they ask and gather; each takes what it made itself.
_AnyReport = Report[Any, Any]


@dataclass(frozen=True, slots=True)
class _Format:
    extension: str
    title: str
    files: str


_HTML = _Format("html", N_("Save as HTML"), N_("Web page (*.html)"))
_PDF = _Format("pdf", N_("Save as PDF"), N_("PDF document (*.pdf)"))
_XLSX = _Format("xlsx", N_("Save as XLSX"), N_("Workbook (*.xlsx)"))
_CSV = _Format("csv", N_("Save as CSV"), N_("CSV data (*.csv)"))
_JSON = _Format("json", N_("Save as JSON"), N_("JSON data (*.json)"))


class ReportingPage(Page):
    """What is shown is what is written."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Reports"))
        self._choices: IssueChoices | None = None
        self._document: Document | None = None
        self._shown_params: ReportParams | None = None
        self._with_cases = False
        self.packing, self._opening = Packing(self), Opening(self)
        self._build()
        self._connect()

    @property
    def document(self) -> Document | None:
        """The report shown."""
        return self._document

    @property
    def filter(self) -> PeriodFilter:
        """The parameters."""
        return self._filter

    @property
    def preview(self) -> Preview | None:
        """The report as it is drawn; None before the first."""
        shown = self._area.widget()
        return shown if isinstance(shown, Preview) else None

    def shown(self, place: Place) -> None:
        self.context.commands.bind(
            self,
            {"list.export": lambda: self._ask_path(_HTML), "list.open": self._open_or_step},
            enabled={
                "list.export": lambda: self._document is not None,
                "list.open": lambda: self._behind_of_row() is not None or self._main_action() is not None,
            },
        )
        if place.get("first") and place.get("last"):
            self._filter.set_asked(_asked(place))
        self._with_cases = place.get("cases") == "yes"
        self._agent.choose(place.get("agent"))
        wanted = place.get("report")
        if wanted:
            self._reports.select_key(wanted)
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(*_SHOWS):
            self._shown_params = None
            self._read()

    def focus_find(self) -> bool:
        self._filter.focus_first()
        return True

    def save_to(self, path: Path) -> None:
        """Write the report shown to a file, in the format of its ending."""
        document = self._document
        if document is None:
            return
        self._save_html.set_busy(_("Saving …"))
        auditing, actor = self.context.services.auditing, self.context.actor
        note = partial(auditing.note_report, actor, document.key, path.name, document.call_keys)
        self.context.jobs.run(
            self,
            _("Writing the report"),
            lambda _progress: write_document(document, path, on_written=note),
            lambda _written: self._on_written(path),
            self._on_not_written,
        )

    def _build(self) -> None:
        theme = self.context.theme
        self._more = self.head.add_action(_("More …"), self._open_more, kind="quiet", name="save_more")
        self._save_xlsx, self._save_pdf = (
            self.head.add_action(
                _(kind.title), lambda kind=kind: self._ask_path(kind), kind="quiet", name=f"save_{kind.extension}"
            )
            for kind in (_XLSX, _PDF)
        )
        self._save_html = self.head.add_action(
            _(_HTML.title), lambda: self._ask_path(_HTML), kind="primary", command="list.export", name="save_html"
        )
        self._reports: DataTable[_AnyReport] = DataTable(
            [
                Column(
                    "report",
                    _("report"),
                    lambda report: _(report.title),
                    second_line=lambda report: _(report.purpose),
                    tip=lambda report: _(report.purpose),
                    weight="medium",
                    stretch=1,
                    is_fixed=True,
                )
            ],
            theme=theme,
            key=lambda report: report.key,
            row_height=_ROW_HEIGHT,
            name="report_list",
            title=_("Reports"),
        )
        self._reports.set_rows([report for report in (*REPORTS, *AGENT_REPORTS) if self.context.may(report.action)])
        self._reports.select_first()
        self._reports.setFixedWidth(theme.px(_LIST_WIDTH))
        self._filter, self._agent = PeriodFilter(theme=theme), AgentPicker(self.context)
        self._area = QScrollArea()
        self._area.setObjectName("report_area")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(_("The report as it will look"))
        right = QVBoxLayout()
        right.setSpacing(theme.size("sm"))
        right.addWidget(self._agent)
        right.addWidget(self._filter)
        right.addWidget(self._area, 1)
        row = QHBoxLayout(self.body)
        edge = theme.size("xl")
        row.setContentsMargins(edge, 0, 0, 0)
        row.setSpacing(theme.size("lg"))
        row.addWidget(self._reports)
        row.addWidget(_divider(theme.size("hairline")))
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self._filter.asked.connect(lambda _query: self._read())
        self._agent.chosen.connect(self._read)
        self._agent.coaching_wanted.connect(
            lambda key: self.context.navigation.go(Place.to("feedback", view="coaching", agent=str(key)))
        )
        self._reports.current_changed.connect(lambda _report: self._read())

    def _read(self) -> None:
        service, actor = self.context.services.reporting, self.context.actor
        if self._choices is None:
            self.show_busy()
            self.context.jobs.run(
                self,
                _("Reading the filters"),
                lambda _progress: (service.choices(actor), agents_for(self.context)),
                lambda read: self._on_choices(*read),
                lambda error: self.show_error(error, self._read),
                is_quiet=True,
            )
            return
        report = self._reports.current_row()
        self._filter.heed(report.asks if report is not None else ())
        params = self._params()
        is_shown = self._document is not None and report is not None and self._document.key == report.key
        if report is None or (is_shown and params == self._shown_params):
            return
        self._set_savable(_("The report is being made"))
        services = self.context.services
        self.context.jobs.run(
            self,
            _("Making the report"),
            lambda _progress: document_of(report, services, actor, params),
            lambda document: self._on_made(params, document),
            lambda error: self.show_error(error, self._read),
        )

    def _params(self) -> ReportParams:
        query, report = self._filter.query(), self._reports.current_row()
        return ReportParams(
            query.first_day,
            query.last_day,
            query.by.value,
            query.unit,
            query.business_type,
            query.cause_owner,
            query.scorecard,
            campaign=query.campaign,
            customer_segment=query.customer_segment,
            service_stage=query.service_stage,
            with_cases=self._with_cases and report is not None and "with_cases" in report.asks,
            agent=self._agent.agent_for(report.key if report else ""),
        )

    def _on_choices(self, choices: IssueChoices, agents: tuple[AgentChoice, ...]) -> None:
        self._choices = choices
        self._agent.set_agents(agents)
        self._filter.set_choices(choices)
        self._read()

    def _on_made(self, params: ReportParams, document: Document) -> None:
        wanted = self._reports.current_row()
        if params != self._params() or wanted is None or wanted.key != document.key:
            return
        shown, bar = self._document, self._area.verticalScrollBar()
        before = bar.value() if shown is not None and shown.key == document.key else 0
        self._shown_params, self._document = params, document
        self.show_body()
        self._set_savable("")
        if shown is not None and replace(document, made_at=shown.made_at) == shown:
            return  # news from others that change nothing here
        # Its height is known once it is whole; the area asks for it when it takes the widget.
        preview = Preview(document, theme=self.context.theme, may_open=self._opening.may)
        preview.behind_requested.connect(self._opening.open)
        self._area.setWidget(preview)
        bar.setValue(before)

    def _behind_of_row(self) -> AnyBehind | None:
        return self.preview.behind_of_row() if self.preview is not None and self.is_body_shown else None

    def _open_or_step(self) -> None:
        """Enter opens what stands behind the row the keyboard is on; elsewhere it is the main step."""
        behind = self._behind_of_row()
        if behind is not None:
            self._opening.open(behind)
        else:
            self._take_main_step()

    def _set_savable(self, reason: str) -> None:
        for button in (self._save_html, self._save_pdf, self._save_xlsx):
            button.set_disabled_reason(reason)

    def more_menu(self) -> QMenu:
        """The formats for scripts, and the packs of the last whole week and month."""
        menu = QMenu(self)
        menu.setObjectName("more_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in (_CSV, _JSON):
            action = menu.addAction(_(kind.title))
            action.setEnabled(self._save_html.isEnabled())
            action.triggered.connect(lambda _checked=False, kind=kind: self._ask_path(kind))
        report = self._reports.current_row()
        if report is not None and report.key == _RECOGNITION:
            menu.addSeparator()
            rules = Place.to("preferences", part=_RECOGNITION)
            menu.addAction(_("Rules of recognition")).triggered.connect(lambda: self.context.navigation.go(rules))
        menu.addSeparator()
        for by, words in (
            (Period.WEEK, _("All reports of last week …")),
            (Period.MONTH, _("All reports of last month …")),
        ):
            menu.addAction(words).triggered.connect(lambda _checked=False, by=by: self.packing.ask_folder(by))
        return menu

    def _open_more(self) -> None:
        self.more_menu().popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _ask_path(self, kind: _Format) -> None:
        params, document = self._shown_params, self._document
        if params is None or document is None:
            return
        name = file_name(document.key, params.first_day, params.last_day, kind.extension)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _(kind.title), str(Path(folder) / name), _(kind.files))
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind.extension)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def _on_written(self, path: Path) -> None:
        self._save_html.set_busy(None)
        is_page = path.suffix.lower() in (".html", ".pdf")
        self.context.notices.done(
            _("The report is in {folder} as {file}.").format(folder=path.parent, file=path.name),
            action_title=_("Open the file") if is_page else _("Open the folder"),
            action=_opening(path if is_page else path.parent),
            key="report",
        )

    def _on_not_written(self, error: Exception) -> None:
        self._save_html.set_busy(None)
        self.context.notices.error(error, key="report")


def _asked(place: Place) -> Asked:
    return Asked(
        days=Days(date.fromisoformat(place.get("first")), date.fromisoformat(place.get("last"))),
        by=Period(place.get("by", Period.WEEK.value)),
        unit=place.get("unit"),
        business_type=place.get("business_type"),
        cause_owner=place.get("cause_owner"),
        scorecard=place.get("scorecard"),
        campaign=place.get("campaign"),
        customer_segment=place.get("customer_segment"),
        service_stage=place.get("service_stage"),
    )


def _opening(path: Path) -> Callable[[], object]:
    return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _divider(width: int) -> QWidget:
    line = QWidget()
    line.setObjectName("divider")
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    line.setFixedWidth(width)
    return line


PAGE = PageSpec(
    "reporting",
    N_("Reports"),
    "document",
    PageGroup.IMPROVE,
    ReportingPage,
    action=Action.VIEW_REPORTS,
)
