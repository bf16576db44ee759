"""A visit report at the terminal, shared by add-meeting and add-call."""
