"""`python -m clientfile`."""

from clientfile.cli import main

main()
