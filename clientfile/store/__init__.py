"""Everything that touches the records on disk, git or the cache."""
