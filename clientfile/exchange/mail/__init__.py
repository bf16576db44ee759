"""E-mails: the bytes of a message → who wrote what to whom."""
