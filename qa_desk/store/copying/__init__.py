"""Whole workspaces copied: backups of a file or a server, put back, moved to another database, and proved equal."""
