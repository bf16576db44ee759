"""What commands share at the terminal: the run, options, listing, writing, questions."""
