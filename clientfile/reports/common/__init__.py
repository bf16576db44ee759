"""What several reports share: groups, notes, standings, period parts, French words."""
