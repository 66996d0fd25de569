"""The lines of the outline, made from what the form says."""

from collections.abc import Iterator, Mapping

from qa_desk.domain.scorecard import Criterion, ScorecardDefinition, Section
from qa_desk.gui.scorecards.editing.edited_form import Chosen
from qa_desk.gui.scorecards.editing.outline_model import OutlineRow
from qa_desk.gui.scorecards.editing.problem_lines import ProblemLine, gravest
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.i18n import _, listed, ngettext


def outline_rows(
    definition: ScorecardDefinition,
    points: dict[str, float],
    lines: tuple[ProblemLine, ...],
    troubled: frozenset[str],
) -> Iterator[OutlineRow]:
    """The form itself, then its sections with their criteria; inspectors don't agree on those in `troubled`."""
    by_part: dict[Chosen, tuple[ProblemLine, ...]] = {}
    for line in lines:
        by_part[line.part] = (*by_part.get(line.part, ()), line)
    yield _row(Chosen(), _("{title} (the form)").format(title=in_words(definition.title)), "", by_part)
    for section in definition.sections:
        children = tuple(
            _criterion(section, criterion, points, by_part, is_troubled=criterion.key in troubled)
            for criterion in section.criteria
        )
        worth = sum(points.get(one.key, 0.0) for one in section.criteria if not one.bonus)
        said = worth_words(worth) if worth else ""
        part = Chosen(section.key)
        row = _row(part, in_words(section.title), said, by_part)
        yield OutlineRow(
            part, row.title, said, severity=row.severity, problems=row.problems, spoken=row.spoken, children=children
        )


def worth_words(points: float, *, is_bonus: bool = False) -> str:
    """Points of 100 with one decimal; a bonus comes on top."""
    return f"+{points:.1f}" if is_bonus else f"{points:.1f}"


def total_words(definition: ScorecardDefinition, points: dict[str, float]) -> str:
    """What all criteria come to, and the weights behind it."""
    weighing = [one for one in definition.criteria if one.critical is None and not one.bonus]
    whole = sum(one.weight for one in weighing)
    bonus = sum(points.get(one.key, 0.0) for one in definition.criteria if one.bonus)
    if whole <= 0:
        return _("Nothing counts towards the score yet")
    told = _("Total {total} of 100 points").format(total=worth_words(sum(points[one.key] for one in weighing)))
    parts = [told, _("weights add up to {whole:g}").format(whole=round(whole, 3))]
    if bonus:
        parts.append(_("bonus +{bonus:.1f}").format(bonus=bonus))
    return " · ".join(parts)


def _criterion(
    section: Section,
    criterion: Criterion,
    points: dict[str, float],
    by_part: Mapping[Chosen, tuple[ProblemLine, ...]],
    *,
    is_troubled: bool,
) -> OutlineRow:
    worth = points.get(criterion.key)
    said = "" if criterion.critical is not None or worth is None else worth_words(worth, is_bonus=criterion.bonus)
    row = _row(Chosen(section.key, criterion.key), in_words(criterion.title), said, by_part)
    extra = [critical_title(criterion.critical)] if criterion.critical is not None else []
    if criterion.shown_when is not None:
        extra.append(_("conditional"))
    notes = row.problems
    if is_troubled:
        extra.append(_("inspectors don't agree"))
        notes = (*notes, _("Inspectors don't agree on it; its figures stand at the right."))
    return OutlineRow(
        row.part,
        row.title,
        said,
        critical=criterion.critical,
        is_conditional=criterion.shown_when is not None,
        is_troubled=is_troubled,
        severity=row.severity,
        problems=notes,
        spoken=listed((row.spoken, *extra)),
    )


def _row(part: Chosen, title: str, worth: str, by_part: Mapping[Chosen, tuple[ProblemLine, ...]]) -> OutlineRow:
    own = by_part.get(part, ())
    spoken = [title or _("no title yet")]
    if worth:
        spoken.append(_("{points} of 100 points").format(points=worth))
    if own:
        spoken.append(ngettext("{n} problem", "{n} problems", len(own)).format(n=len(own)))
    return OutlineRow(
        part, title, worth, severity=gravest(own), problems=tuple(line.said for line in own), spoken=listed(spoken)
    )
