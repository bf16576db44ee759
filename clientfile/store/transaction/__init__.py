"""One write of records, all or nothing."""
