"""The scheduled set: every report of a whole week or month that a person may have, in a folder of its own.

The same data give the same bytes: reports are dated at the end of their period, not by the clock.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from qa_desk import __version__
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import may
from qa_desk.i18n import _, current_language
from qa_desk.reports import REPORTS
from qa_desk.reports.base import Report, ReportParams
from qa_desk.reports.document import Document
from qa_desk.reports.making import document_of, not_written
from qa_desk.reports.render import renderer_for
from qa_desk.reports.render.html import pack_page
from qa_desk.reports.whole_folder import alone_in, whole_folder
from qa_desk.services.issues.issue_views import IssueChoices
from qa_desk.services.periods import Days, Period, period_start
from qa_desk.services.progress import Progress
from qa_desk.wording import explain

FORMATS = ("html", "pdf", "xlsx")


@dataclass(frozen=True, slots=True)
class PackOrder:
    """Which pack: of which whole week or month, and the moment its reports are dated."""

    by: Period
    days: Days
    dated: datetime

    @property
    def name(self) -> str:
        """What its folder is called."""
        return f"{self.by.value}_{self.days.first}_{self.days.last}"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a pack, as the manifest has it."""

    name: str
    report: str
    format: str
    sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class PackedReport:
    """A report of the pack: its files, or the sentence that says why there are none."""

    key: str
    title: str
    purpose: str
    files: tuple[PackedFile, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was written."""

    folder: Path
    reports: tuple[PackedReport, ...]

    @property
    def refused(self) -> tuple[PackedReport, ...]:
        """Those that could not be made."""
        return tuple(report for report in self.reports if report.refused)


def order_of(choices: IssueChoices, by: Period, end: date | None = None) -> PackOrder:
    """The last whole week or month of the centre that was over on `end`; of today where none is given."""
    after = choices.today if end is None else end + timedelta(days=1)
    start = period_start(after, by, choices.first_weekday)
    last = start - timedelta(days=1)
    first = period_start(last, by, choices.first_weekday)
    midnight = datetime.combine(start, time(), ZoneInfo(choices.time_zone))
    return PackOrder(by, Days(first, last), midnight.astimezone(UTC))


def write_pack(
    sources: Any,
    actor: Actor,
    order: PackOrder,
    into: Path,
    *,
    on_written: Callable[[Document, str], None],
    progress: Progress,
) -> Pack:
    """Write the pack into a folder of its own in `into`; it is there whole or not at all, and replaces an older one.

    Args:
        sources: the bundle of services; the reports see one whose clock stands at the order's date.
        on_written: called for every file when all are written and none is in place; what it raises takes all away.

    Raises:
        QADeskError: PACK_IN_WORK, FILE_NOT_WRITTEN, DISK_FULL; that of the first report when none could be made.
    """
    dated = replace(sources, now=lambda: order.dated)
    wanted: list[Report[Any, Any]] = [report for report in REPORTS if may(actor, report.action)]
    written = _Written()
    try:
        with alone_in(into), whole_folder(into / order.name) as part:
            for done, report in enumerate(wanted):
                if progress.is_cancelled:
                    raise QADeskError(ErrorCode.CANCELLED)
                progress.report(done, len(wanted), _(report.title))
                written.add(report, lambda report=report: document_of(report, dated, actor, _params(order)), part)
            if not written.documents:
                raise written.errors[0]
            _write_lists(part, order, actor, written.reports)
            for document, packed in written.documents:
                for file in packed.files:
                    on_written(document, f"{order.name}/{file.name}")
    except OSError as error:
        raise not_written(error, order.name) from error
    return Pack(into / order.name, tuple(written.reports))


class _Written:
    """What is in the folder so far, and what was refused."""

    def __init__(self) -> None:
        self.reports: list[PackedReport] = []
        self.documents: list[tuple[Document, PackedReport]] = []
        self.errors: list[QADeskError] = []

    def add(self, report: Report[Any, Any], make: Callable[[], Document], folder: Path) -> None:
        """Make a report and write it in every format; one that can't be made does not stop the others."""
        title, purpose = _(report.title), _(report.purpose)
        try:
            document = make()
        except QADeskError as error:
            self.errors.append(error)
            self.reports.append(PackedReport(report.key, title, purpose, (), explain(error)))
            return
        files = tuple(_file(document, report.key, kind, folder) for kind in FORMATS)
        packed = PackedReport(report.key, title, purpose, files)
        self.reports.append(packed)
        self.documents.append((document, packed))


def _params(order: PackOrder) -> ReportParams:
    return ReportParams(order.days.first, order.days.last, order.by.value)


def _file(document: Document, key: str, kind: str, folder: Path) -> PackedFile:
    name = f"{key}.{kind}"
    rendered = renderer_for(name)(document)
    (folder / name).write_bytes(rendered)
    return PackedFile(name, key, kind, hashlib.sha256(rendered).hexdigest(), len(rendered))


def _write_lists(folder: Path, order: PackOrder, actor: Actor, reports: list[PackedReport]) -> None:
    """The page that leads to every file, and the manifest that says how each has to be."""
    title = _("Reports of {first} to {last}").format(first=order.days.first, last=order.days.last)
    page = pack_page(title, reports, made=_dated_words(order, actor))
    (folder / "index.html").write_bytes(page)
    manifest = {
        "qa_desk": __version__,
        "period": order.by.value,
        "first": order.days.first.isoformat(),
        "last": order.days.last.isoformat(),
        "dated": order.dated.isoformat(),
        "made_by": actor.name,
        "language": current_language(),
        "files": [asdict(file) for report in reports for file in report.files],
        "refused": [{"report": report.key, "reason": report.refused} for report in reports if report.refused],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


def _dated_words(order: PackOrder, actor: Actor) -> str:
    return _(
        "For {name}. Every file is dated at the end of the period, {time} UTC: the same data give the same files, "
        "whenever they are made."
    ).format(name=actor.name, time=f"{order.dated:%Y-%m-%d %H:%M}")
