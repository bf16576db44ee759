"""One write of records: all of it, or nothing."""
