"""A Table as text, for any reader: filtered, sorted, formatted. Knows no disk and no terminal."""
