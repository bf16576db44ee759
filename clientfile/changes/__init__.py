"""One function a verb: a record and what was asked → a Change. No disk, no git, no terminal."""
