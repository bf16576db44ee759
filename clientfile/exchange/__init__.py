"""Foreign formats ↔ records. Pure: streams and data in, data out."""
