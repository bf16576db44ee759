"""What a record may hold: the JSON Schema of the four chapters, and what is made of it."""
