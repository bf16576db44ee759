"""clientfile: a command-line client file for people who sell to other companies."""

__version__ = "0.1.0"
