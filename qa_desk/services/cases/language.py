"""In which language a call is spoken, where a column of the centre's own says so; what a new case begins with."""

from qa_desk.domain.calls import Call

_COLUMNS = frozenset({"language", "lang", "语言", "语种"})
_CHINESE = ("zh", "chinese", "mandarin", "中", "汉", "普通话")
_ENGLISH = ("en", "英")


def language_of(call: Call) -> str:
    """A language that cases know, by its code; empty where no column names one."""
    for column, value in call.attributes.custom:
        said = value.strip().lower()
        if column.strip().lower() in _COLUMNS:
            return "zh_CN" if said.startswith(_CHINESE) else "en" if said.startswith(_ENGLISH) else ""
    return ""
