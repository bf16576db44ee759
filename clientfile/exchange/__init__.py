"""Foreign formats ↔ records. Pure: data in, data out."""
