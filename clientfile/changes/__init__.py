"""Pure functions, one a command that writes: a record and a request → a Change."""
