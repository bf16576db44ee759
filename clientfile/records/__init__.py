"""What a client record is, as plain data: no disk, no git, no terminal, standard library only."""
