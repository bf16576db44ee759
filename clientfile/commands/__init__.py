"""One module a command family: declares its options, calls one function, writes what came of it."""
