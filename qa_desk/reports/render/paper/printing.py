"""Pages painted into a PDF, then bookmarks, and dates and marks of identity that depend on the Document alone."""

import hashlib
import io
from datetime import datetime
from threading import Lock
from uuid import UUID

from pypdf import PdfReader, PdfWriter
from pypdf.generic import Fit, IndirectObject, NameObject, TextStringObject
from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from qa_desk import __version__
from qa_desk.reports.document import Document
from qa_desk.reports.render.paper.fonts import mend_fonts
from qa_desk.reports.render.paper.ink import PT, Ink
from qa_desk.reports.render.paper.pages import CONTENT_WIDTH, HEIGHT, MARGIN, Page, laid
from qa_desk.reports.render.paper.pieces import pieces_of
from qa_desk.reports.render.paper.tables import rule
from qa_desk.reports.render.text import clean

_DOTS_AN_INCH = round(72 * PT)
_FOOT = Ink(8, "muted")
_FOOT_TOP = HEIGHT - 44 * PT

_NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
"""Qt's own would repeat the information dictionary with the time of writing."""

_ONE_AT_A_TIME = Lock()
"""Qt dies when two threads paint PDF at once; one may, while the window paints itself."""


def pdf_bytes(document: Document) -> bytes:
    """The whole file; may be called on any thread once there is an application, as in the window."""
    with _ONE_AT_A_TIME:
        _ensure_application()
        pages = laid(pieces_of(document))
        return _finished(document, pages, _painted(document, pages))


def _ensure_application() -> None:
    """Qt finds fonts only where there is an application; a command has none, and no screen either."""
    if QCoreApplication.instance() is None:
        # Not a QGuiApplication: a process has one for good, and a window opened later needs this kind.
        _kept.append(QApplication(["qa-desk", "-platform", "offscreen"]))


# A changing global, since Qt has just one: without a reference Python would end it after the first report.
_kept: list[QApplication] = []


def _painted(document: Document, pages: list[Page]) -> bytes:
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setResolution(_DOTS_AN_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setDocumentId(QUuid(str(UUID(bytes=hashlib.sha256(repr(document).encode()).digest()[:16]))))
    writer.setDocumentXmpMetadata(_NO_XMP)
    painter = QPainter(writer)
    for number, page in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        for placed in page:
            painter.save()
            placed.piece.paint(painter, placed.y)
            painter.restore()
        _paint_foot(painter, document.title, f"{number} / {len(pages)}")
    painter.end()
    return bytes(held.data().data())


def _paint_foot(painter: QPainter, title: str, number: str) -> None:
    rule(painter, _FOOT_TOP, "line")
    top, room = _FOOT_TOP + 4 * PT, CONTENT_WIDTH - 60 * PT
    _FOOT.draw(painter, MARGIN, top, _FOOT.lines(title, room)[0])
    _FOOT.draw(painter, MARGIN + CONTENT_WIDTH - _FOOT.width_of(number), top, number)


def _finished(document: Document, pages: list[Page], painted: bytes) -> bytes:
    """Bookmarks, title, language and the Document's own date in place of the clock's."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(painted)))
    writer.pdf_header = "%PDF-1.4"  # the first with see-through fills
    catalogue = writer.root_object
    catalogue[NameObject("/Lang")] = TextStringObject(document.language.replace("_", "-"))
    stamp = _stamp(document.made_at)
    writer.add_metadata(
        {
            "/Title": clean(document.title),
            "/Author": clean(document.made_by),
            "/Creator": f"QA Desk {__version__}",
            "/Producer": "Qt, pypdf",
            "/CreationDate": stamp,
            "/ModDate": stamp,
        }
    )
    mend_fonts(writer)
    _add_outline(writer, pages)
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()


def _add_outline(writer: PdfWriter, pages: list[Page]) -> None:
    # the last line of each level so far: a deeper one belongs under it
    parents: dict[int, IndirectObject] = {}
    for number, page in enumerate(pages):
        for placed in page:
            bookmark = placed.piece.bookmark
            if bookmark is None:
                continue
            above = [parents[level] for level in sorted(parents) if level < bookmark.level]
            fit = Fit.xyz(left=0, top=(HEIGHT - placed.y) / PT)
            made = writer.add_outline_item(
                title=clean(bookmark.title), page_number=number, parent=above[-1] if above else None, fit=fit
            )
            parents = {level: item for level, item in parents.items() if level < bookmark.level} | {
                bookmark.level: made
            }


def _stamp(made_at: datetime) -> str:
    """A date as PDF writes it."""
    offset = f"{made_at:%z}" or "+0000"
    return f"D:{made_at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
