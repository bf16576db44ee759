"""The JSON Schema of a record, what is compiled from it, and validation against it."""
