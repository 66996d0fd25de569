"""The fonts in a painted PDF, mended: letters as they were written, names that are the same in every run."""

# pypdf types what it reads as "some object"; that it is what a PDF of Qt has is asserted.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from unicodedata import normalize

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

_TARGETS = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
_WRITTEN = {"\t": " ", "\N{FIGURE DASH}": "–"}
_RADICALS = range(0x2E80, 0x2FE0)
_SUBSET = "QADESK"
"""Six capitals, as the format asks for the name of a part of a font."""


def mend_fonts(writer: PdfWriter) -> None:
    """Every font once, wherever it is used."""
    mended: set[int] = set()
    for page in writer.pages:
        for font in _dictionary(_dictionary(page["/Resources"])["/Font"]).values():
            if font.idnum not in mended:
                mended.add(font.idnum)
                whole = _dictionary(font)
                _keep_letters_as_written(whole["/ToUnicode"].get_object())
                _name(whole)


def _keep_letters_as_written(table: object) -> None:
    """Mend the table that leads from drawn shapes to letters, for those who search and copy.

    Qt takes the first letter of a shape: a tab for the space, a figure dash for the en dash, and for some Chinese
    characters the radical that looks the same, which nobody types.
    """
    assert isinstance(table, StreamObject)
    table.set_data(_TARGETS.sub(lambda found: _CODE.sub(_mended, found[0]), table.get_data()))


def _mended(code: re.Match[bytes]) -> bytes:
    letter = chr(int(code[1], 16))
    plain = normalize("NFKC", letter) if ord(letter) in _RADICALS else _WRITTEN.get(letter, letter)
    return b"<%04X>" % ord(plain) if len(plain) == 1 else code[0]


def _name(font: DictionaryObject) -> None:
    """One name for a font wherever it has one; Qt numbers parts of fonts in an order that differs from run to run."""
    drawn = font["/DescendantFonts"].get_object()
    assert isinstance(drawn, ArrayObject)
    inner = _dictionary(drawn[0])
    descriptor = _dictionary(inner["/FontDescriptor"])
    plain = str(descriptor["/FontName"]).rpartition("+")[2].removeprefix("/")
    for holder, key in ((font, "/BaseFont"), (inner, "/BaseFont"), (descriptor, "/FontName")):
        holder[NameObject(key)] = NameObject(f"/{_SUBSET}+{plain}")


def _dictionary(entry: object) -> DictionaryObject:
    found = entry.get_object() if hasattr(entry, "get_object") else entry  # pyright: ignore[reportAttributeAccessIssue]
    assert isinstance(found, DictionaryObject)
    return found
