"""What pages are made of: controls, badges, tables, charts and the sound. They know no page and no service."""
