"""What a column of somebody's own sheet may be taken for, in words, and how sure that is."""

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import Choices
from qa_desk.i18n import N_, _
from qa_desk.services.exchange.mapping import IGNORED
from qa_desk.services.exchange.plan import Certainty, ColumnReading, Layout, MappingPlan
from qa_desk.services.exchange.settling import SettlingChoices
from qa_desk.services.exchange.words import PARTS, Field

_FIELDS: dict[Field, str] = {
    Field.CALL_ID: N_("Call"),
    Field.INSPECTOR: N_("Inspector"),
    Field.PURPOSE: N_("Purpose"),
    Field.SCORECARD: N_("Scorecard"),
    Field.VERSION: N_("Version of the scorecard"),
    Field.SUBMITTED_AT: N_("Day or time of handing in"),
    Field.CRITERION: N_("Criterion"),
    Field.ANSWER: N_("Answer"),
    Field.REASONS: N_("Reasons"),
    Field.CAUSE_OWNER: N_("Cause owner"),
    Field.COMMENT: N_("Comment"),
    Field.MARK_START_S: N_("Start of the mark, in seconds"),
    Field.MARK_END_S: N_("End of the mark, in seconds"),
}
_IN_WIDE_FILES = (
    Field.CALL_ID,
    Field.INSPECTOR,
    Field.SUBMITTED_AT,
    Field.SCORECARD,
    Field.VERSION,
    Field.PURPOSE,
    Field.COMMENT,
)
_CERTAINTIES: dict[Certainty, tuple[str, str, str]] = {
    Certainty.GIVEN: (N_("settled"), "check", "pass"),
    Certainty.NAME: (N_("sure: its own name"), "check", "pass"),
    Certainty.TITLE: (N_("sure: the criterion’s title"), "check", "pass"),
    Certainty.ALSO_CALLED: (N_("likely: another name for it"), "check", "pass"),
    Certainty.UNKNOWN: (N_("not recognised"), "warning", "warning"),
    Certainty.IGNORED: (N_("left out on purpose"), "dash", "muted"),
}
_LAYOUTS = {
    Layout.LONG: N_("a row for each answer"),
    Layout.WIDE: N_("a column for each criterion"),
}


def layout_words(plan: MappingPlan) -> str:
    """How the table is laid out."""
    return _(_LAYOUTS[plan.layout])


def certainty_words(column: ColumnReading) -> tuple[str, str, str]:
    """How a column was recognised: words, icon and colour."""
    words, icon, token = _CERTAINTIES[column.certainty]
    return _(words), icon, token


class Targets:
    """The words for targets of columns, in a long or a wide table."""

    def __init__(self, plan: MappingPlan, choices: SettlingChoices, scorecard: str) -> None:
        self._is_long = plan.layout is Layout.LONG
        # a table that nobody can read yet may become either
        is_open = bool(plan.obstacles)
        fields = tuple(_FIELDS) if self._is_long or is_open else _IN_WIDE_FILES
        self._fields = {field.value: _(_FIELDS[field]) for field in fields}
        named = scorecard or (plan.versions[0].scorecard_key if plan.versions else "")
        self._criteria = {} if self._is_long else _criteria(choices, named)

    def offered(self, column: ColumnReading, guesses: tuple[str, ...]) -> Choices:
        """What this column may be taken for: nothing, its guesses, then fields, then criteria with their parts."""
        known = {**self._fields, **self._criteria}
        if column.target and column.target not in known:
            known[column.target] = column.target
        first = [(_("Guess: {target}").format(target=self.words(one)), one) for one in guesses]
        rest = [(words, target) for target, words in known.items() if target not in guesses]
        return [(_("Not read"), IGNORED), *first, *rest]

    def obstacle(self, error: QADeskError) -> Notice:
        """What has to be settled about the columns, as it can be settled here."""
        words = sentence(error)
        if error.code is ErrorCode.CSV_COLUMN_MISSING:
            words = _("No column is taken for “{what}” yet. Choose one below.").format(
                what=self.words(str(error.params["column"]))
            )
        if error.code is ErrorCode.SCORES_TWO_COLUMNS:
            words = _(
                "“{first}” and “{second}” are both taken for “{what}”. Choose “{nothing}” for one of them."
            ).format(
                first=error.params["first"],
                second=error.params["second"],
                what=self.words(str(error.params["what"])),
                nothing=_("Not read"),
            )
        if error.code is ErrorCode.SCORES_NO_ANSWERS:
            words = _("No column is taken for a criterion yet. Choose below which ones hold the answers.")
        return Notice(NoticeKind.WARNING, words)

    def words(self, target: str) -> str:
        """A target as people read it."""
        return self._fields.get(target) or self._criteria.get(target) or target


def _criteria(choices: SettlingChoices, scorecard: str) -> dict[str, str]:
    """The criteria of the scorecard that is spoken of, of all where none is yet, and the parts of their answers."""
    chosen = [one.version for one in choices.scorecards if scorecard in ("", one.key)]
    answers = {criterion.key: in_words(criterion.title) for version in chosen for criterion in version.criteria}
    parts = {
        f"{key}.{part}": _("{criterion}: {part}").format(criterion=title, part=_(_FIELDS[part]).lower())
        for key, title in answers.items()
        for part in PARTS
        if part is not Field.ANSWER
    }
    return {**answers, **parts}


def criterion_title(choices: SettlingChoices, key: str, scorecard: str) -> str:
    """The title of a criterion, looked up in the scorecard that is spoken of first."""
    versions: list[ScorecardVersion] = [one.version for one in choices.scorecards if one.key == scorecard]
    versions += [one.version for one in choices.scorecards]
    for version in versions:
        if any(criterion.key == key for criterion in version.criteria):
            return in_words(version.criterion(key).title)
    return key
