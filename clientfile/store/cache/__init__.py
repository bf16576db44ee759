"""The SQLite cache: what reports need of every record, under the id of the record's bytes.

Deletable at any time, never the truth. Every row is verified when it is read; what is damaged,
missing or of another version of the program is computed again from the records. A row's key is
`FINGERPRINT:BLOB`: the fingerprint (`codec.fingerprint`) stands for the program and the settings,
the blob id is git's id of the record's bytes.
"""
