"""Everything that touches the disk, git or the cache: records in, records out."""
