"""Text that people or other systems brought, made fit for any format: no control characters, no turned direction."""

import re

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and line ends
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction reach beyond the text they are in
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all: halves of pairs, and what XML refuses
)


def clean(text: str) -> str:
    """The text without what no reader can see: it would break the file, or turn the words around it."""
    return _NOT_TEXT.sub("", text)
