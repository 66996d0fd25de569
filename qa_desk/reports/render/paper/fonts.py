"""The fonts in a painted PDF, mended: letters as they were written, names that are the same in every run."""

# pypdf types what it reads as "some object"; that it is what a PDF of Qt has is asserted.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from functools import cache

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject
from PySide6.QtGui import QFontDatabase, QRawFont

from qa_desk.reports.render.paper.ink import Ink, font

_TARGETS = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
_WRITTEN = {"\t": " ", "\N{FIGURE DASH}": "–"}
_FIRST_RADICAL = 0x2E80
_SUBSET = "QADESK"
"""Six capitals, as the format asks for the name of a part of a font."""


def mend_fonts(writer: PdfWriter) -> None:
    """Every font once, wherever it is used."""
    mended: set[int] = set()
    chinese = _chinese()
    for page in writer.pages:
        for used in _dictionary(_dictionary(page["/Resources"])["/Font"]).values():
            if used.idnum not in mended:
                mended.add(used.idnum)
                whole = _dictionary(used)
                _keep_letters_as_written(whole["/ToUnicode"].get_object(), chinese)
                _name(whole)


def _keep_letters_as_written(table: object, chinese: QRawFont) -> None:
    """Mend the table that leads from drawn shapes to letters, for those who search and copy.

    Qt takes the first letter of a shape: a tab for the space, a figure dash for the en dash, and for some Chinese
    characters a radical or an old form that this font draws the same.
    """
    assert isinstance(table, StreamObject)

    def mended(code: re.Match[bytes]) -> bytes:
        letter = chr(int(code[1], 16))
        return b"<%04X>" % ord(_WRITTEN.get(letter) or _in_use(letter, chinese))

    table.set_data(_TARGETS.sub(lambda found: _CODE.sub(mended, found[0]), table.get_data()))


def _in_use(letter: str, chinese: QRawFont) -> str:
    """The character of today's Chinese that is drawn as this one is; any other letter as it is."""
    if ord(letter) < _FIRST_RADICAL:
        return letter
    (shape,) = chinese.glyphIndexesForString(letter) or [0]
    return _characters().get(shape, letter)


@cache
def _characters() -> dict[int, str]:
    """Shape → character, of the 6,763 of GB 2312, which the language is written with."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    every = "".join(code.decode("gb2312", "ignore") for code in rows)
    shapes = _chinese().glyphIndexesForString(every)
    return {shape: letter for shape, letter in zip(shapes, every, strict=True) if shape}


def _chinese() -> QRawFont:
    """The font of Chinese; it belongs to the thread that asks."""
    return QRawFont.fromFont(font(Ink()), QFontDatabase.WritingSystem.SimplifiedChinese)


def _name(whole: DictionaryObject) -> None:
    """One name for a font wherever it has one; Qt numbers parts of fonts in an order that differs from run to run."""
    drawn = whole["/DescendantFonts"].get_object()
    assert isinstance(drawn, ArrayObject)
    inner = _dictionary(drawn[0])
    descriptor = _dictionary(inner["/FontDescriptor"])
    plain = str(descriptor["/FontName"]).rpartition("+")[2].removeprefix("/")
    for holder, key in ((whole, "/BaseFont"), (inner, "/BaseFont"), (descriptor, "/FontName")):
        holder[NameObject(key)] = NameObject(f"/{_SUBSET}+{plain}")


def _dictionary(entry: object) -> DictionaryObject:
    found = entry.get_object() if hasattr(entry, "get_object") else entry  # pyright: ignore[reportAttributeAccessIssue]
    assert isinstance(found, DictionaryObject)
    return found
