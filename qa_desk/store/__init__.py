"""Where it is kept: the only SQL. Services open a unit of work here; rows never leave, frozen dataclasses do."""
