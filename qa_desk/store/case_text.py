"""The text by which a case is found, one part for each `CaseField`, so that a hit can say where it stands.

Written by the index entry of a case, read by the library; what was said goes out of it when transcripts are removed.
"""

from collections.abc import Mapping

from qa_desk.domain.case_filter import CaseField

_BETWEEN = "\x1e"
_FIELDS = tuple(CaseField)


def text_of(parts: Mapping[CaseField, str]) -> str:
    """All parts as one text."""
    return _BETWEEN.join(parts.get(field, "").replace(_BETWEEN, " ") for field in _FIELDS)


def parts_of(text: str) -> dict[CaseField, str]:
    """The parts of such a text that say anything; a text from before there were parts is all about the case."""
    return {field: part for field, part in zip(_FIELDS, text.split(_BETWEEN), strict=False) if part}


def without_transcript(text: str) -> str:
    """The same without what was said in the call."""
    return text_of({field: part for field, part in parts_of(text).items() if field is not CaseField.TRANSCRIPT})
