"""A client record as plain data: no disk, no git, no terminal, the standard library only."""
