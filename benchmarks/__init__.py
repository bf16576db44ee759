"""Benchmarks: generated folders, and commands measured beside programs to pick instead."""
