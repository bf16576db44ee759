"""The only caller of git.

Git is run as a command, in one place (`process.py`), for `init` too. Arguments are fixed lists:
text that the user typed reaches git only after `--` or `--end-of-options`, or on standard input.
"""
