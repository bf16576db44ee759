"""Reports: one module a report, clients and parameters in, a Table out. No printing."""
