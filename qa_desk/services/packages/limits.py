"""How large a package may be and what its parts may be called; whatever is beyond is refused before it is read."""

import re

SCHEMA_VERSION = 1
FORMAT = "qa-desk standard cases"
SUFFIX = ".qacase"

MANIFEST, SETTLED, MARKS, TRANSCRIPTS = "manifest.json", "settled.json", "marks.json", "transcripts.json"
DOCUMENTS = (SETTLED, MARKS, TRANSCRIPTS)

MIB = 1024 * 1024
PACKAGE_BYTES = 2048 * MIB
MANIFEST_BYTES = 4 * MIB
DOCUMENT_BYTES = 16 * MIB
FORM_BYTES = MIB
RECORDING_BYTES = 1024 * MIB
MOST_CASES = 500
MOST_FILES = 1200
INDEX_BYTES = 512 * MOST_FILES
"""Of the list of entries at the end of the zip."""

HIGHEST_RATIO = 200
"""Texts fold to a twentieth; what unfolds to more than this times its size is a bomb."""

LONGEST_CALL_S = 6 * 3600.0
LONGEST_NAME = 120

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
FORM_PATH = re.compile(r"scorecards/[a-z][a-z0-9_]{0,63}-[1-9][0-9]{0,5}\.yaml")
RECORDING_PATH = re.compile(rf"recordings/{_UUID}\.flac")


def most_bytes_of(path: str) -> int:
    """How large a part may be, by its name; 0 where no part is called so."""
    if path == MANIFEST:
        return MANIFEST_BYTES
    if path in DOCUMENTS:
        return DOCUMENT_BYTES
    if FORM_PATH.fullmatch(path):
        return FORM_BYTES
    return RECORDING_BYTES if RECORDING_PATH.fullmatch(path) else 0
