"""Words of a case that windows, commands and packages tell alike."""

from qa_desk.domain.standard_case import Difficulty
from qa_desk.i18n import N_, _

_DIFFICULTIES: dict[Difficulty, str] = {
    Difficulty.EASY: N_("easy"),
    Difficulty.MEDIUM: N_("medium"),
    Difficulty.HARD: N_("hard"),
}


def difficulty_words(difficulty: Difficulty) -> str:
    """How hard a case is found, in a word."""
    return _(_DIFFICULTIES[difficulty])
