"""The words of scores files: names of columns with what people call them, and how answers are written out and in."""

import re
import unicodedata
from enum import StrEnum


class Field(StrEnum):
    """What a column may hold beside answers; the names are the header of a scores file."""

    CALL_ID = "call_id"
    INSPECTOR = "inspector"
    PURPOSE = "purpose"
    SCORECARD = "scorecard"
    VERSION = "version"
    SUBMITTED_AT = "submitted_at"
    CRITERION = "criterion"
    ANSWER = "answer"
    REASONS = "reasons"
    CAUSE_OWNER = "cause_owner"
    COMMENT = "comment"
    MARK_START_S = "mark_start_s"
    MARK_END_S = "mark_end_s"


LONG_HEADER = tuple(field.value for field in Field)
HEAD_FIELDS = (
    Field.CALL_ID,
    Field.INSPECTOR,
    Field.PURPOSE,
    Field.SCORECARD,
    Field.VERSION,
    Field.SUBMITTED_AT,
)
"""What says which evaluation a row belongs to."""

PARTS = (Field.ANSWER, Field.REASONS, Field.CAUSE_OWNER, Field.COMMENT)
"""What a wide file may say of each criterion: the answer in the column KEY, the others in KEY.reasons and so on."""

ALSO_CALLED: dict[Field, tuple[str, ...]] = {
    Field.CALL_ID: ("call", "call_no", "call_number", "通话", "通话编号", "通话id", "录音编号", "录音号", "流水号"),
    Field.INSPECTOR: ("evaluator", "qa", "scored_by", "assessor", "质检员", "质检人", "质检人员", "评分人"),
    Field.PURPOSE: ("kind", "目的", "任务类型"),
    Field.SCORECARD: ("form", "score_card", "评分表"),
    Field.VERSION: ("form_version", "scorecard_version", "版本", "评分表版本"),
    Field.SUBMITTED_AT: (
        "submitted", "scored_at", "scored_on", "evaluated_at", "date",
        "日期", "质检日期", "质检时间", "评分时间", "提交时间",
    ),
    Field.CRITERION: ("criteria", "question", "评分项", "质检项", "指标"),
    Field.ANSWER: ("rating", "评定", "结果", "评分结果"),
    Field.REASONS: ("reason", "扣分原因", "差错原因", "原因"),
    Field.CAUSE_OWNER: ("cause", "owner", "责任归属", "责任部门"),
    Field.COMMENT: ("comments", "note", "notes", "remark", "remarks", "评语", "备注", "说明"),
    Field.MARK_START_S: ("mark_start", "标记开始"),
    Field.MARK_END_S: ("mark_end", "标记结束"),
}  # fmt: skip
"""Names that mean the same column beyond doubt, as `column_name` writes them."""

NOT_APPLICABLE = "N/A"
POSITIVE = "positive"
"""The answer of a row that says only a mark, of what went well."""

SEPARATOR = "; "
_SEPARATORS = re.compile(r"[;；、|\n]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_HARMLESS = re.compile(r"'+[=+\-@\t\r]")

NA_WORDS = frozenset({"n/a", "na", "n.a.", "n.a", "不适用", "not applicable"})
LIKELY_NA = NA_WORDS | {"不涉及", "-", "--", "—", "——", "/", "\\", "无", "none", "null"}
LIKELY_PASS = frozenset(
    {"✓", "✔", "√", "☑", "○", "o", "对", "达标", "符合", "满足", "好", "good", "met", "done", "满分"}
)
LIKELY_FAIL = frozenset(
    {"✗", "✘", "×", "x", "❌", "☒", "错", "未达标", "不达标", "不符合", "差", "bad", "not met", "missed"}
)


def folded(text: str) -> str:
    """A word without regard to case, width and spaces around it; how words of a cell are compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def split_list(cell: str) -> tuple[str, ...]:
    """The parts of a cell that lists several things, without the empty ones."""
    return tuple(part.strip() for part in _SEPARATORS.split(cell) if part.strip())


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that could be is led by an apostrophe."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_meant(cell: str) -> str:
    """The cell without the apostrophe that `harmless` put before it."""
    return cell[1:] if _HARMLESS.match(cell) else cell
