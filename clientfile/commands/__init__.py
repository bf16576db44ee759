"""One module a command, named after it: its options, one call of a change or report, its output."""
