"""Practice and qualification: what to practise, comparing, recalling, known cases, sets, and certificates."""
