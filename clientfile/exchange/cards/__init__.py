"""Cards of address books ↔ people of records."""
