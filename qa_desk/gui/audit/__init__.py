"""Where administrators and auditors read who did what."""
