"""The sentence for each error code: what happened, to which file or row, what was kept, what to do now. No Qt."""

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import N_, _

_SENTENCES: dict[ErrorCode, str] = {
    ErrorCode.FILE_MISSING: N_("{file} is not there. Nothing was changed; check the name and the folder."),
    ErrorCode.FILE_EMPTY: N_("{file} is empty (0 bytes). It was left out; export it again from the recorder."),
    ErrorCode.FILE_UNREADABLE: N_("{file} can't be opened: {detail}. It was left out; check who may read it."),
    ErrorCode.FILE_NOT_WRITTEN: N_("{file} can't be written: {detail}. Nothing was lost; choose another folder."),
    ErrorCode.PACK_IN_WORK: N_(
        "Reports are being written into {folder} by another run. Nothing was changed; try again when it is done."
    ),
    ErrorCode.AUDIO_UNKNOWN_FORMAT: N_("{file} is not a sound file that QA Desk reads. It was left out."),
    ErrorCode.AUDIO_BROKEN: N_("{file} is broken: {detail}. It was left out; export it again from the recorder."),
    ErrorCode.AUDIO_NEEDS_FFMPEG: N_(
        "{file} holds {codec}, which only the program ffmpeg reads, and that is not installed here. "
        "Install it (“{command}”) and try again."
    ),
    ErrorCode.AUDIO_CODEC_UNREAD: N_(
        "{file} holds {codec}, for which there is no decoder here. Have the recorder export WAV (PCM) and try again."
    ),
    ErrorCode.AUDIO_SAVED: N_(
        "{file}: the recorder never wrote how long it is, as when it is switched off in a call. "
        "All that is there was saved, {read} s; the file is kept as it came."
    ),
    ErrorCode.AUDIO_CUT_SHORT: N_(
        "{file} is cut short: only {read} s of {promised} s could be read. What is there can be played; "
        "the file is kept as it came."
    ),
    ErrorCode.AUDIO_END_MISSING: N_(
        "{file} has no proper end, so something may be missing there. "
        "{read} s could be read; the file is kept as it came."
    ),
    ErrorCode.AUDIO_NO_FRAMES: N_("{file} holds no sound. It was left out; export it again from the recorder."),
    ErrorCode.AUDIO_TOO_MANY_CHANNELS: N_(
        "{file} has {channels} channels. The first two are played as agent and customer; the file is kept as it came."
    ),
    ErrorCode.AUDIO_DEVICE_MISSING: N_("There is no sound device. The time line runs without sound."),
    ErrorCode.AUDIO_DEVICE_LOST: N_("The sound device is gone. Playing stopped here; choose a device and go on."),
    ErrorCode.AUDIO_INPUT_MISSING: N_(
        "There is no device to record from. Choose another one, or score the call without a recording."
    ),
    ErrorCode.AUDIO_INPUT_LOST: N_("The device that was recorded from is gone. What was recorded until then is kept."),
    ErrorCode.RECORDING_NO_ROOM: N_(
        "The disk is nearly full, and recording has stopped. What was recorded until then is kept; make room."
    ),
    ErrorCode.RECORDING_FAILED: N_("Recording has stopped: {detail}. What was recorded until then is kept."),
    ErrorCode.CSV_NOT_TEXT: N_("{file} is not a UTF-8 text table (byte {byte}). Save it as CSV UTF-8 and try again."),
    ErrorCode.CSV_NO_HEADER: N_("{file} has no header row. The first row must name the columns."),
    ErrorCode.CSV_COLUMN_MISSING: N_("{file} has no column “{column}”. Nothing was read from it."),
    ErrorCode.CSV_COLUMN_TWICE: N_("{file} names the column “{column}” twice. Nothing was read from it."),
    ErrorCode.CSV_ROW_WIDTH: N_("{file}, row {row}: {found} cells where the header has {expected}. Left out."),
    ErrorCode.CSV_BAD_VALUE: N_("{file}, row {row}, column “{column}”: “{value}” is not {expected}. Left out."),
    ErrorCode.CSV_VALUE_MISSING: N_("{file}, row {row}: the column “{column}” is empty. Left out."),
    ErrorCode.CSV_DUPLICATE_ROW: N_("{file}, row {row}: “{value}” was named in row {first_row} already. Left out."),
    ErrorCode.CSV_UNSAFE_PATH: N_("{file}, row {row}: “{value}” leads out of the folder. Left out."),
    ErrorCode.WORKBOOK_BROKEN: N_("{file} is not a workbook that can be read. Save it again as XLSX or CSV."),
    ErrorCode.WORKBOOK_TOO_LARGE: N_("{file} unfolds to more than {limit}. Nothing was read; save it as CSV."),
    ErrorCode.SCORES_NO_ANSWERS: N_("{file} has no answers: no column is called like a criterion. Map its columns."),
    ErrorCode.SCORES_TWO_COLUMNS: N_(
        "{file}: “{first}” and “{second}” both mean “{what}”. Map one of them to “ignore”."
    ),
    ErrorCode.SCORES_ANSWER_MISSING: N_("{file}, row {row}: “{criterion}” ({scorecard}) has no answer. Left out."),
    ErrorCode.PACKAGE_BROKEN: N_(
        "{file} is not a whole package of standard cases ({detail}). Nothing was taken in; ask for it again."
    ),
    ErrorCode.PACKAGE_UNSAFE: N_(
        "{file} holds “{part}”, which no package of standard cases does: {detail}. Nothing was taken in."
    ),
    ErrorCode.PACKAGE_TOO_LARGE: N_(
        "{file}: “{part}” is larger than the {limit} that are taken. Nothing was taken in; ask for fewer cases "
        "at a time."
    ),
    ErrorCode.PACKAGE_INVALID: N_("{file}, {part}, “{key}”: {expected}. Nothing was taken in."),
    ErrorCode.PACKAGE_CHANGED: N_(
        "{file} was changed after it was signed: {detail}. Nothing was taken in; ask the sender for it again."
    ),
    ErrorCode.PACKAGE_NEWER: N_("{file} was made by a newer QA Desk. Nothing was taken in; install that one first."),
    ErrorCode.PACKAGE_REPLACED: N_("{file} is another one than was looked at. Nothing was taken in; look at it again."),
    ErrorCode.CENTRE_UNKNOWN: N_(
        "{file} was signed by a centre that is not known here: {name}, {fingerprint}. Nothing was taken in; compare "
        "these letters with the sender's, then accept the centre."
    ),
    ErrorCode.CENTRE_KEY_MISSING: N_(
        "The key that this centre signs with ({fingerprint}) is not on this machine. Nothing was written; bring its "
        "key file here, or make a new key."
    ),
    ErrorCode.MAPPING_INVALID: N_("{file}, line {line}, “{key}”: expected {expected}."),
    ErrorCode.YAML_BROKEN: N_("{file}, line {line}: not valid YAML ({detail})."),
    ErrorCode.YAML_TOO_LARGE: N_("{file} is larger than {limit}. Nothing was read from it."),
    ErrorCode.YAML_ALIAS: N_("{file}, line {line}: aliases (& and *) are not accepted."),
    ErrorCode.SCORECARD_INVALID: N_("{file}, line {line}, “{key}”: {expected}."),
    ErrorCode.PLAN_INVALID: N_("{file}, line {line}, “{key}”: {expected}."),
    ErrorCode.NOTHING_TO_DRAW: N_(
        "From {first} to {last} the conditions of the plan leave {n} calls, and it draws none of them. Nothing is kept."
    ),
    ErrorCode.CONDITION_LEAVES_NOTHING: N_(
        "From {first} to {last} there are {n} calls before the condition on “{field}”, and it leaves none of them. "
        "Nothing is kept; change or drop the condition."
    ),
    ErrorCode.SCORECARD_CELL_INVALID: N_("{file}, row {row}, column “{column}”: {expected}."),
    ErrorCode.SCORECARD_UNSOUND: N_("The scorecard can't be kept like this yet. {detail}"),
    ErrorCode.NOT_ALLOWED: N_("Your role does not allow this. {who_can}"),
    ErrorCode.NOT_FOUND: N_("{what} is not there."),
    ErrorCode.AGENT_NOT_ONE: N_("Several agents are called “{name}”: {agents}. Say which one by the id."),
    ErrorCode.CONFLICT: N_("{who} saved this in the meantime. Yours is kept here: compare and choose."),
    ErrorCode.WRONG_STATE: N_("This can't be done now: {what} is {state}."),
    ErrorCode.DRAFT_ELSEWHERE: N_(
        "This draft is open at another desk ({machine}). What that desk saves counts; close it there, or take it over."
    ),
    ErrorCode.ANSWER_INVALID: N_("“{value}” is not an answer to “{criterion}”: expected {expected}."),
    ErrorCode.ANSWERS_MISSING: N_("Not submitted: {count} answers, comments or reasons are still missing."),
    ErrorCode.REASON_REQUIRED: N_("A reason is needed here."),
    ErrorCode.TOO_LATE: N_("It is too late for this: {detail}."),
    ErrorCode.PERIOD_INVALID: N_("The period from {start} to {end} is not valid: the end lies before the start."),
    ErrorCode.VALUE_INVALID: N_("“{value}” is not a valid {what}: expected {expected}."),
    ErrorCode.BLUEPRINT_UNSOUND: N_("The qualification can't be kept like this: {detail}"),
    ErrorCode.SET_LACKING: N_("The library can't give this set: {detail}"),
    ErrorCode.NOT_QUALIFIED: N_(
        "{name} holds no valid certificate for “{scorecard}”, and the centre asks for one. Nothing was changed; sit "
        "the qualification first, under “Practise and qualify”."
    ),
    ErrorCode.WORKSPACE_MISSING: N_("There is no workspace in {folder}. Make one with “qa-desk init”."),
    ErrorCode.WORKSPACE_EXISTS: N_("{folder} holds a workspace already. Nothing was changed."),
    ErrorCode.WORKSPACE_NOT_DEMO: N_("{folder} holds a workspace that is not a demo. It was left alone."),
    ErrorCode.WORKSPACE_BROKEN: N_("The workspace in {folder} can't be used: {detail}."),
    ErrorCode.WORKSPACE_IN_USE: N_("This workspace is open in another window. Go on there."),
    ErrorCode.DATABASE_UNREACHABLE: N_("The database does not answer: {detail}. Nothing was lost; try again."),
    ErrorCode.DATABASE_NEWER: N_("This workspace was made by a newer QA Desk (schema {found}). Install that one."),
    ErrorCode.DATABASE_OLDER: N_(
        "This workspace was made by an older QA Desk (schema {found}). Ask whoever keeps the server to run “qa-desk "
        "migrate”; nothing was changed."
    ),
    ErrorCode.CONNECTION_UNSAFE: N_(
        "The database is on another computer ({host}) and sslmode={found} would not make sure that it is the right "
        "one. Nothing was sent; write sslmode=verify-full in the database_url of workspace.toml."
    ),
    ErrorCode.LOGIN_REFUSED: N_(
        "The server does not let you in: {detail}. Check the name of your login and your password; an administrator "
        "can set a new one."
    ),
    ErrorCode.LOGIN_OF_OTHER: N_(
        "You are signed in to the server as {name}, and work there is always one's own. Let “{person}” sign in to do "
        "this."
    ),
    ErrorCode.SERVER_REFUSES: N_("The server does not allow this: {detail}. Nothing was changed."),
    ErrorCode.ENTERED_AT_ONCE: N_(
        "Somebody else entered the same at this moment. Nothing of yours was kept: look at what is there now, and "
        "repeat what is still needed."
    ),
    ErrorCode.LOGIN_OF_NOBODY: N_(
        "The login “{login}” belongs to nobody of this workspace, or to somebody who has left. Ask an administrator."
    ),
    ErrorCode.DATABASE_LOCKED: N_("The database is busy with another program. Nothing was lost; try again."),
    ErrorCode.DATABASE_DAMAGED: N_(
        "The database is damaged: {detail}. Nothing is overwritten. Close QA Desk and open the workspace again: the "
        "last good backup is offered then."
    ),
    ErrorCode.DATABASE_REPLACEABLE: N_(
        "{file} is damaged: {detail}. It was left as it is. The last good backup is from {when} (UTC); “qa-desk "
        "restore” without a file puts it back and keeps the damaged file aside."
    ),
    ErrorCode.DATABASE_SOUND: N_("{file} is not damaged. Nothing was changed; name a backup to put back."),
    ErrorCode.DATABASE_LOST: N_(
        "{file} is damaged: {detail}. It was left as it is. There is no good backup in {folder}; put a backup of your "
        "own back with “qa-desk restore FILE” in a new folder."
    ),
    ErrorCode.DATABASE_ON_SHARE: N_(
        "{folder} lies on a network share. A database file is damaged there sooner or later, because a share does not "
        "keep the locks and flushes that it rests on. Move the folder to a disk of this computer; several desks share "
        "a PostgreSQL database (“qa-desk move-to URL”)."
    ),
    ErrorCode.WORKSPACE_READ_ONLY: N_(
        "This workspace is open for viewing only, because its folder can't be written. Nothing was saved; copy the "
        "folder to a disk where you may write, and open the copy."
    ),
    ErrorCode.UPGRADE_NEEDS_WRITING: N_(
        "This workspace was made by an older QA Desk (schema {found}), and its folder can't be written. Copy it to a "
        "disk where you may write, and open the copy."
    ),
    ErrorCode.DATABASE_IN_USE: N_(
        "{count} other connections to the database are open. Nothing was changed; have QA Desk closed on every desk, "
        "and try again."
    ),
    ErrorCode.ALREADY_MOVED: N_("The workspace in {folder} is on a server already. Nothing was changed."),
    ErrorCode.DATABASE_NOT_EMPTY: N_("That database holds something already. Nothing was changed; name an empty one."),
    ErrorCode.SERVER_TOO_OLD: N_(
        "The server runs PostgreSQL {found}; QA Desk needs {expected} or newer. Nothing was changed."
    ),
    ErrorCode.KEEPER_ONLY: N_(
        "Only whoever keeps the server may do this: its superuser, or a member of the role {owner}. "
        "Another login would see only a part. Nothing was changed; ask them to do it with {command}."
    ),
    ErrorCode.COPY_DIFFERS: N_("The copy differs in {table}, and was thrown away. Nothing else was changed."),
    ErrorCode.BACKUP_EXISTS: N_("{file} is there already and was left as it is. Name another file."),
    ErrorCode.BACKUP_BROKEN: N_("{file} is not a whole backup ({detail}). Nothing was changed; take an older backup."),
    ErrorCode.BACKUP_NEWER: N_("{file} was made by a newer QA Desk. Install that one to put it back."),
    ErrorCode.BACKUP_KEY_MISSING: N_(
        "The recordings of {file} are encrypted, and their key ({key}) is not on this machine. Nothing was put back; "
        "name the key file with --key."
    ),
    ErrorCode.BACKUP_KEY_WRONG: N_(
        "{key_file} holds another key ({found}) than the one that the recordings of {file} are encrypted with ({key}). "
        "Nothing was put back; name the right key file."
    ),
    ErrorCode.DISK_FULL: N_("The disk is full. What was saved before is safe; make room and try again."),
    ErrorCode.RECORDINGS_AWAY: N_(
        "The recordings store can't be reached ({place}: {detail}). Calls kept here still play; the others come "
        "when it is back."
    ),
    ErrorCode.RECORDING_ALTERED: N_(
        "{file} in the recordings store is not what was brought in, so it is not played. Put it back from a backup."
    ),
    ErrorCode.RECORDINGS_KEY_MISSING: N_(
        "The recordings are encrypted, and their key ({key}) is not on this machine. Ask your administrator for the "
        "key file."
    ),
    ErrorCode.KEY_FILE_INVALID: N_(
        "{file} holds no key of the kind asked for. Nothing was changed; choose the right file."
    ),
    ErrorCode.PERSON_UNKNOWN: N_("Nobody called “{person}” is known here. Name a person of this workspace."),
    ErrorCode.PASSWORD_NEEDED: N_(
        "{person} signs in with a password. Run the command in a terminal, which asks for it, or from the system "
        "account that stands for this person."
    ),
    ErrorCode.PASSWORD_WRONG: N_("That is not the password. Nothing was changed; try again."),
    ErrorCode.PASSWORD_UNFIT: N_("This password can't be taken: {expected}."),
    ErrorCode.PASSWORD_MUST_CHANGE: N_("{person} has a first password. Sign in at the window and choose your own."),
    ErrorCode.TRIES_TOO_MANY: N_("Too many wrong tries. The next one is heard in {wait_s} seconds."),
    ErrorCode.CODE_WRONG: N_(
        "No agent can sit down with this code: it is mistyped, used or expired. Ask for a new one."
    ),
    ErrorCode.CANCELLED: N_("Stopped as you asked. What was done until then is kept."),
}


_WORDS_FROM_BELOW: dict[str, str] = {
    "a number": N_("a number"),
    "a number above 0": N_("a number above 0"),
    "a step that divides max": N_("a step that divides max"),
    "different points from 0 upwards": N_("different points from 0 upwards"),
    "label and points": N_("label and points"),
    "points above 0": N_("points above 0"),
    "two levels or more": N_("two levels or more"),
    "too_short": N_("at least 8 characters"),
    "too_long": N_("at most 256 characters"),
    "too_plain": N_("one that is not easily guessed, such as your name or one letter many times"),
    "the_same": N_("another one than before"),
    "not_twice": N_("the same in both fields"),
    "draft": N_("draft"),
    "published": N_("published"),
    "blind": N_("blind"),
    "revealed": N_("revealed"),
    "settled": N_("settled"),
    "closed": N_("closed"),
    "open": N_("open"),
    "in_work": N_("in work"),
    "done": N_("done"),
    "effect_shown": N_("effect shown"),
    "no_effect_shown": N_("no effect shown"),
    "reopened": N_("re-opened"),
    "proposed": N_("proposed"),
    "valid": N_("valid"),
    "retired": N_("retired"),
}
"""What domain and store say in errors, which know no language: states by their value, expectations by their words."""


def explain(error: QADeskError) -> str:
    """The sentence a person reads for this error, in the language in use; places without a value read “?”."""
    return _filled(_SENTENCES[error.code], error)


_IN_ITS_ROW: dict[ErrorCode, str] = {
    ErrorCode.CSV_ROW_WIDTH: N_("{found} cells where the header has {expected}"),
    ErrorCode.CSV_BAD_VALUE: N_("{column}: “{value}” is not {expected}"),
    ErrorCode.CSV_VALUE_MISSING: N_("the column “{column}” is empty"),
    ErrorCode.CSV_DUPLICATE_ROW: N_("“{value}” was named in row {first_row} already"),
    ErrorCode.SCORES_ANSWER_MISSING: N_("“{criterion}” has no answer"),
}


def explain_in_its_row(error: QADeskError) -> str:
    """The same where file, row and outcome stand beside it already: what is wrong, and no more."""
    if error.code not in _IN_ITS_ROW:
        return explain(error)
    return _filled(_IN_ITS_ROW[error.code], error)


def in_language(said: object) -> object:
    """The words for a state or an expectation that an error from below carries; anything else as it is."""
    known = _WORDS_FROM_BELOW.get(said) if isinstance(said, str) else None
    return _(known) if known else said


def _filled(sentence: str, error: QADeskError) -> str:
    words = {name: in_language(value) if name in _IN_WORDS else value for name, value in error.params.items()}
    return _(sentence).format_map(_Known(words))


_IN_WORDS = frozenset({"state", "expected"})


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "" if key in ("who_can", "detail") else "?"
