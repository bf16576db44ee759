"""The engine that makes every figure a report, a brief or a page shows. Pure, and exact.

`results.figures_of` is the way in: a client and a period in, figures with their parts out. Reports
tell them as `summary.Summary`, without the parts.
"""
