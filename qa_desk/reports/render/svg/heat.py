"""A heat table: every value written, its step of colour beneath, the cell spoken of outlined."""

from math import ceil

from qa_desk.reports.figures import HeatTable
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.render.svg.drawing import Drawing, fitting, rect, text, width_of


def heat(figure: HeatTable, *, is_narrow: bool) -> Drawing:
    """Columns as wide as their names, up to a limit."""
    side, longest = 40, 70.0 if is_narrow else 110.0
    left = ceil(min(max((width_of(label) for label in figure.row_labels), default=0.0) + 20, 200.0))
    wanted = max((width_of(label) + 8 for label in figure.column_labels), default=0.0)
    across = min(max(wanted, float(side)), longest)
    width = round(left + across * len(figure.column_labels)) + 8
    height = side * len(figure.row_labels) + 28
    parts = [
        text(left - 12, side * row + side / 2 + 4, fitting(label, left - 20), anchor="end")
        for row, label in enumerate(figure.row_labels)
    ]
    for column, label in enumerate(figure.column_labels):
        middle = left + across * (column + 0.5)
        parts.append(text(middle, height - 10, fitting(label, across), anchor="middle", kind="muted"))
    opacities = (0.06, 0.18, 0.32, 0.48, 1.0)
    for cell in figure.cells:
        if cell.value is None:
            continue
        step = sum(cell.value >= bound for bound in figure.bounds)
        opacity = opacities[min(step, len(opacities) - 1)]
        x, y = left + across * cell.column, side * cell.row
        parts.append(rect(x + 1, y + 1, across - 2, side - 2, "accent", opacity, 4))
        if cell.is_outlined:
            parts.append(
                f'<rect x="{x + 2:.1f}" y="{y + 2}" width="{across - 4:.1f}" height="{side - 4}" rx="4" fill="none" '
                'class="stroke-fail" stroke-width="2"/>'
            )
        ink = "on_accent" if opacity == 1.0 else "text"
        parts.append(text(x + across / 2, y + side / 2 + 4, number_text(cell.value, 0), anchor="middle", kind=ink))
    return width, height, parts
