"""`brief`: one page before a visit."""
