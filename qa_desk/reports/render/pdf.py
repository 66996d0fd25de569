"""A Document as PDF for printing and sending; how pages are laid and painted stands in `paper`."""

from qa_desk.reports.document import Document

MEDIA_TYPE = "application/pdf"
EXTENSION = "pdf"


def render(document: Document) -> bytes:
    """A4 pages with vector figures, bookmarks and embedded fonts; the same Document gives the same bytes."""
    # Loaded here: it is the only renderer that needs Qt, without which commands start and write the other formats.
    from qa_desk.reports.render.paper.printing import pdf_bytes

    return pdf_bytes(document)
