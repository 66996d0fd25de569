"""The one family of errors that people are told about: a code with parameters; `qa_desk.wording` makes the sentence."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Each thing that can go wrong and be explained; the sentence of each stands in `qa_desk.wording`."""

    # recordings
    FILE_MISSING = "file_missing"
    FILE_EMPTY = "file_empty"
    FILE_UNREADABLE = "file_unreadable"
    FILE_NOT_WRITTEN = "file_not_written"
    PACK_IN_WORK = "pack_in_work"
    AUDIO_UNKNOWN_FORMAT = "audio_unknown_format"
    AUDIO_NEEDS_FFMPEG = "audio_needs_ffmpeg"
    AUDIO_CODEC_UNREAD = "audio_codec_unread"
    AUDIO_BROKEN = "audio_broken"
    AUDIO_SAVED = "audio_saved"
    AUDIO_CUT_SHORT = "audio_cut_short"
    AUDIO_END_MISSING = "audio_end_missing"
    AUDIO_NO_FRAMES = "audio_no_frames"
    AUDIO_TOO_MANY_CHANNELS = "audio_too_many_channels"
    AUDIO_DEVICE_MISSING = "audio_device_missing"
    AUDIO_DEVICE_LOST = "audio_device_lost"
    AUDIO_INPUT_MISSING = "audio_input_missing"
    AUDIO_INPUT_LOST = "audio_input_lost"
    RECORDING_NO_ROOM = "recording_no_room"
    RECORDING_FAILED = "recording_failed"
    # tables and documents people bring
    CSV_NOT_TEXT = "csv_not_text"
    CSV_NO_HEADER = "csv_no_header"
    CSV_COLUMN_MISSING = "csv_column_missing"
    CSV_COLUMN_TWICE = "csv_column_twice"
    CSV_ROW_WIDTH = "csv_row_width"
    CSV_BAD_VALUE = "csv_bad_value"
    CSV_VALUE_MISSING = "csv_value_missing"
    CSV_DUPLICATE_ROW = "csv_duplicate_row"
    CSV_UNSAFE_PATH = "csv_unsafe_path"
    WORKBOOK_BROKEN = "workbook_broken"
    WORKBOOK_TOO_LARGE = "workbook_too_large"
    SCORES_NO_ANSWERS = "scores_no_answers"
    SCORES_TWO_COLUMNS = "scores_two_columns"
    SCORES_ANSWER_MISSING = "scores_answer_missing"
    MAPPING_INVALID = "mapping_invalid"
    YAML_BROKEN = "yaml_broken"
    YAML_TOO_LARGE = "yaml_too_large"
    YAML_ALIAS = "yaml_alias"
    SCORECARD_INVALID = "scorecard_invalid"
    PLAN_INVALID = "plan_invalid"
    NOTHING_TO_DRAW = "nothing_to_draw"
    CONDITION_LEAVES_NOTHING = "condition_leaves_nothing"
    SCORECARD_CELL_INVALID = "scorecard_cell_invalid"
    SCORECARD_UNSOUND = "scorecard_unsound"
    # packages of standard cases
    PACKAGE_BROKEN = "package_broken"
    PACKAGE_UNSAFE = "package_unsafe"
    PACKAGE_TOO_LARGE = "package_too_large"
    PACKAGE_INVALID = "package_invalid"
    PACKAGE_CHANGED = "package_changed"
    PACKAGE_NEWER = "package_newer"
    PACKAGE_REPLACED = "package_replaced"
    CENTRE_UNKNOWN = "centre_unknown"
    CENTRE_KEY_MISSING = "centre_key_missing"
    # use-cases
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    AGENT_NOT_ONE = "agent_not_one"
    CONFLICT = "conflict"
    WRONG_STATE = "wrong_state"
    DRAFT_ELSEWHERE = "draft_elsewhere"
    ANSWER_INVALID = "answer_invalid"
    ANSWERS_MISSING = "answers_missing"
    REASON_REQUIRED = "reason_required"
    TOO_LATE = "too_late"
    PERIOD_INVALID = "period_invalid"
    VALUE_INVALID = "value_invalid"
    BLUEPRINT_UNSOUND = "blueprint_unsound"
    SET_LACKING = "set_lacking"
    NOT_QUALIFIED = "not_qualified"
    # the workspace
    WORKSPACE_MISSING = "workspace_missing"
    WORKSPACE_EXISTS = "workspace_exists"
    WORKSPACE_NOT_DEMO = "workspace_not_demo"
    WORKSPACE_BROKEN = "workspace_broken"
    WORKSPACE_IN_USE = "workspace_in_use"
    DATABASE_UNREACHABLE = "database_unreachable"
    DATABASE_NEWER = "database_newer"
    DATABASE_OLDER = "database_older"
    CONNECTION_UNSAFE = "connection_unsafe"
    LOGIN_REFUSED = "login_refused"
    LOGIN_OF_OTHER = "login_of_other"
    LOGIN_OF_NOBODY = "login_of_nobody"
    SERVER_REFUSES = "server_refuses"
    ENTERED_AT_ONCE = "entered_at_once"
    DATABASE_LOCKED = "database_locked"
    DATABASE_NOT_EMPTY = "database_not_empty"
    DATABASE_DAMAGED = "database_damaged"
    DATABASE_REPLACEABLE = "database_replaceable"
    DATABASE_SOUND = "database_sound"
    DATABASE_LOST = "database_lost"
    DATABASE_ON_SHARE = "database_on_share"
    WORKSPACE_READ_ONLY = "workspace_read_only"
    UPGRADE_NEEDS_WRITING = "upgrade_needs_writing"
    DATABASE_IN_USE = "database_in_use"
    ALREADY_MOVED = "already_moved"
    SERVER_TOO_OLD = "server_too_old"
    KEEPER_ONLY = "keeper_only"
    COPY_DIFFERS = "copy_differs"
    BACKUP_EXISTS = "backup_exists"
    BACKUP_BROKEN = "backup_broken"
    BACKUP_NEWER = "backup_newer"
    BACKUP_KEY_MISSING = "backup_key_missing"
    BACKUP_KEY_WRONG = "backup_key_wrong"
    DISK_FULL = "disk_full"
    RECORDINGS_AWAY = "recordings_away"
    RECORDING_ALTERED = "recording_altered"
    RECORDINGS_KEY_MISSING = "recordings_key_missing"
    KEY_FILE_INVALID = "key_file_invalid"
    PERSON_UNKNOWN = "person_unknown"
    # signing in
    PASSWORD_NEEDED = "password_needed"
    PASSWORD_WRONG = "password_wrong"
    PASSWORD_UNFIT = "password_unfit"
    PASSWORD_MUST_CHANGE = "password_must_change"
    TRIES_TOO_MANY = "tries_too_many"
    CODE_WRONG = "code_wrong"
    # long work
    CANCELLED = "cancelled"


_UNSPOKEN = frozenset({"mine", "theirs", "who", "value", "person"})
"""Parameters that people are shown and a log is not."""


class QADeskError(Exception):
    """Something that a person is told: what happened, to which file or row, what was kept, what to do now.

    Args:
        code: what happened.
        params: what the sentence of that code names (file, row, column, expected …).
    """

    def __init__(self, code: ErrorCode, **params: object) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """The code and its parameters, for the log; what may hold ratings or names of people is left out."""
        named = ", ".join(f"{name}={value!r}" for name, value in self.params.items() if name not in _UNSPOKEN)
        return f"{self.code.value}({named})"


class NotAllowedError(QADeskError):
    """The actor's role, or a seal, forbids it."""

    def __init__(self, **params: object) -> None:
        super().__init__(ErrorCode.NOT_ALLOWED, **params)


class NotFoundError(QADeskError):
    """What was asked for does not exist, or must not be known to exist by this actor."""

    def __init__(self, **params: object) -> None:
        super().__init__(ErrorCode.NOT_FOUND, **params)


class ConflictError(QADeskError):
    """Somebody else saved first; carries both values so that the person can choose."""

    def __init__(self, **params: object) -> None:
        super().__init__(ErrorCode.CONFLICT, **params)
