"""The folder's git: nobody else talks to it.

GitPython wraps the git command; its index is never used, since it loses commits of concurrent
writers. Arguments are fixed lists: text of the user's reaches git only behind `--` or
`--end-of-options`, or as a message on standard input.
"""
