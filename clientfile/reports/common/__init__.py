"""What several reports share: groups, notes, standings, French words."""
