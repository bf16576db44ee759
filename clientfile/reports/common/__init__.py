"""What several reports share: groups, caveats, standings, words in French."""
