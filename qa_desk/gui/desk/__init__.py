"""The scoring desk: hearing a call and answering its form; used by scoring, practice, the meeting and previews."""
