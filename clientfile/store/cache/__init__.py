"""What reports need of every record, kept under the id of its bytes, so that each is read once.

A cache: deletable at any time, never the truth. What is read from it is checked; what is wrong,
missing or of another version is made again from the records.
"""
