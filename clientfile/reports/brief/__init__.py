"""The `brief` report: one page to read before a visit."""
