"""Reports: each module computes a Table from a ledger and parameters; nothing is printed."""
