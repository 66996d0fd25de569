"""What use-cases share inside a unit of work: handing in, facts of record, search entries, clean text."""
