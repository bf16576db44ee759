"""A table without a map: which system wrote it, and which column goes to which field."""
