"""Which of many clients, or people, may be one and the same."""
