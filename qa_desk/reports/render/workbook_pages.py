"""How a workbook is printed: each sheet one page wide, a wide one across, its head on every page, pages numbered."""

# openpyxl has no type stubs; sheets are only told how to be printed here.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart  # pyright: ignore[reportPrivateUsage]
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_USUAL_WIDTH = 13.0
"""Of a column whose width is not said, in letters."""
_UPRIGHT_LETTERS = 96.0
"""So many letters are as wide as an upright A4 page within its margins."""
_EDGE_IN, _FOOT_IN = 0.5, 0.75


def lay_out(book: Workbook) -> None:
    """Say of every sheet how it is printed; the first one is running text and has no head."""
    for place, sheet in enumerate(book.worksheets):
        page = sheet.page_setup
        page.paperSize = sheet.PAPERSIZE_A4
        page.orientation = sheet.ORIENTATION_LANDSCAPE if _is_wide(sheet) else sheet.ORIENTATION_PORTRAIT
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.fitToWidth, page.fitToHeight = 1, 0
        sheet.page_margins = PageMargins(_EDGE_IN, _EDGE_IN, _EDGE_IN, _FOOT_IN)
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(_HeaderFooterPart("&A"), right=_HeaderFooterPart("&P / &N"))
        sheet.HeaderFooter.scaleWithDoc = False
        if place:
            sheet.print_title_rows = "1:1"


def _is_wide(sheet: Worksheet) -> bool:
    """A chart stands beside its values, and is at least as wide as they are."""
    widths = sheet.column_dimensions
    letters = [get_column_letter(column) for column in range(1, sheet.max_column + 1)]
    told = sum(widths[letter].width if letter in widths else _USUAL_WIDTH for letter in letters)
    charts = sheet._charts  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]  # no other way to ask
    return bool(charts) or told > _UPRIGHT_LETTERS
