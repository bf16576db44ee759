"""What several reports share: groups, notes, standings, period parts, words of cells."""
