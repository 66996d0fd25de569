"""A Document as an XLSX workbook; how it is filled stands in `workbook`."""

from qa_desk.reports.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSION = "xlsx"


def render(document: Document) -> bytes:
    """The words on the first sheet, then a sheet for each table and figure, figures as charts that can be edited."""
    # Loaded here: openpyxl takes 0.3 s, which neither the window's start nor another format can wait for.
    from qa_desk.reports.render.workbook import workbook_bytes

    return workbook_bytes(document)
