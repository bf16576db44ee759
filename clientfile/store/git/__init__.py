"""The folder's git: nobody else talks to it.

Git is called as a command; GitPython, which takes longer to import than most of them to run, makes
the repository. Its index is never used, since it loses commits of concurrent writers. Arguments are
fixed lists: text of the user's reaches git only behind `--` or `--end-of-options`, or as a message
on standard input.
"""
