"""Texts as people type them, parsed into values: days, amounts, periods, names."""
