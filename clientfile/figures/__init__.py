"""The money engine: every figure that a report, a brief or a page shows. Pure and exact.

`results.figures_of` is the entry point: a client and a period in, figures with their parts out.
Reports use them without the parts, as `summary.Summary`. The rules are those of
docs/record-format.md, "How the figures are made".
"""
