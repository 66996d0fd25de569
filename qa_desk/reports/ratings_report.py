"""The report on ratings files: verdict, intervals, pairs, categories and all figures; several files side by side."""

from collections.abc import Sequence
from datetime import datetime

from qa_desk import __version__
from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import _, current_language, listed
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    FigureBlock,
    Heading,
    Paragraph,
    Table,
    TableColumn,
)
from qa_desk.reports.rated_set import RatedSet, sample_text, verdict_text
from qa_desk.reports.ratings_answers import Answers, answer_tables
from qa_desk.reports.ratings_figures import category_heat, forest, pairs_heat
from qa_desk.reports.ratings_words import doubt_text
from qa_desk.reports.statistic_names import is_share, limits_shown, title_of
from qa_desk.reports.statistics_words import chance_test_text, diagnosis_text, method_text, reason_text


def compose(sets: Sequence[RatedSet], *, made_by: str, answers: Sequence[Answers] = ()) -> Document:
    """One document over all sets, in the language in use.

    Args:
        sets: the files with their figures.
        made_by: the person or command that asked for it.
        answers: to what was asked beside, one for each set; none for none.
    """
    blocks: list[Block] = []
    if len(sets) > 1:
        blocks.append(side_by_side(sets))
    for place, rated in enumerate(sets):
        # Keys in files must differ; those of the only set, and of the first, stay plain.
        ending = "" if place == 0 else f"_{place + 1}"
        blocks.extend(_blocks(rated, answers[place] if answers else Answers(), ending))
    return Document(
        key="agreement",
        title=_("Agreement of raters"),
        subtitle=listed(rated.file for rated in sets),
        language=current_language(),
        made_at=datetime.now().astimezone(),
        made_by=made_by,
        blocks=tuple(blocks),
        facts=(_("Every figure is defined in docs/statistics.md. QA Desk {version}.").format(version=__version__),),
    )


def side_by_side(sets: Sequence[RatedSet]) -> Table:
    """The figures people want to see, one column a file."""
    shown = [rated.shown() for rated in sets]
    keys = list(dict.fromkeys(key for figures in shown for key in figures))
    columns = [TableColumn("statistic", _("statistic"))]
    columns += [TableColumn(f"set_{place}", rated.file, is_numeric=True) for place, rated in enumerate(sets, 1)]
    rows = tuple((Cell(title_of(key)), *(_value(key, figures.get(key)) for figures in shown)) for key in keys)
    return Table("side_by_side", _("Files side by side"), tuple(columns), rows)


def _blocks(rated: RatedSet, answers: Answers, ending: str) -> list[Block]:
    analysis = rated.analysis
    blocks: list[Block] = [Heading(rated.file), Paragraph(sample_text(analysis), is_quiet=True)]
    blocks += [Paragraph(doubt_text(doubt)) for doubt in rated.doubts]
    if rated.verdict is not None:
        blocks.append(Paragraph(verdict_text(rated.verdict, has_standard=analysis.standard is not None)))
        if analysis.diagnosis is not None:
            blocks.append(Paragraph(diagnosis_text(analysis.diagnosis)))
    drawn = (("intervals", forest(rated)), ("pairs", pairs_heat(rated)), ("categories", category_heat(rated)))
    blocks += [FigureBlock(f"{key}{ending}", figure) for key, figure in drawn if figure is not None]
    blocks += answer_tables(answers, rated, ending=ending)
    blocks.append(_table(rated.figures, f"statistics{ending}"))
    return blocks


def _table(figures: dict[str, Estimate], key: str) -> Table:
    columns = (
        TableColumn("statistic", _("statistic")),
        TableColumn("value", _("value"), is_numeric=True),
        TableColumn("method", _("method")),
        TableColumn("n", _("n"), is_numeric=True),
    )
    rows = tuple(_row(key, figure) for key, figure in figures.items())
    return Table(key, _("All figures"), columns, rows)


def _row(key: str, figure: Estimate) -> tuple[Cell, ...]:
    how = reason_text(figure.undefined) if figure.undefined else chance_test_text(figure) or method_text(figure.method)
    return Cell(title_of(key)), _value(key, figure), Cell(how), Cell(figure.n_calls, CellKind.INTEGER)


def _value(key: str, figure: Estimate | None) -> Cell:
    kind, decimals = (CellKind.PERCENT, 1) if is_share(key) else (CellKind.DECIMAL, 3)
    if figure is None:
        return Cell(None, kind, decimals)
    low, high = limits_shown(key, figure) or (None, None)
    return Cell(figure.value, kind, decimals, low=low, high=high)
