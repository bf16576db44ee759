"""The only caller of git.

Git is run as a command, in one place (`process.py`). GitPython only makes the repository: it takes
longer to import than most commands take to run, and its index is never used, since it loses commits
of concurrent writers. Arguments are fixed lists: text that the user typed reaches git only after
`--` or `--end-of-options`, or on standard input.
"""
