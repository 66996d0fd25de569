"""What a reader finds and copies in a PDF: the letters that were written, where a font draws several letters alike."""

# pypdf types what it reads as "some object"; that it is what a PDF of Qt has is asserted.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from unicodedata import normalize

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, StreamObject

_TARGETS = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
_WRITTEN = {"\t": " ", "\N{FIGURE DASH}": "–"}
_RADICALS = range(0x2E80, 0x2FE0)


def keep_letters_as_written(writer: PdfWriter) -> None:
    """Mend the tables that lead from drawn shapes to letters.

    Qt takes the first letter of a shape: a tab for the space, a figure dash for the en dash, and for some Chinese
    characters the radical that looks the same, which nobody types.
    """
    mended: set[int] = set()
    for page in writer.pages:
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"].get_object()
        assert isinstance(fonts, DictionaryObject)
        for font in fonts.values():
            table = font.get_object().get("/ToUnicode")
            if table is not None and table.idnum not in mended:
                mended.add(table.idnum)
                stream = table.get_object()
                assert isinstance(stream, StreamObject)
                stream.set_data(_TARGETS.sub(lambda found: _CODE.sub(_mended, found[0]), stream.get_data()))


def _mended(code: re.Match[bytes]) -> bytes:
    letter = chr(int(code[1], 16))
    plain = normalize("NFKC", letter) if ord(letter) in _RADICALS else _WRITTEN.get(letter, letter)
    return b"<%04X>" % ord(plain) if len(plain) == 1 else code[0]
