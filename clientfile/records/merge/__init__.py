"""Three-way merge of a record's data, by what makes two parts the same."""

from clientfile.records.merge.merge import RecordMerge, Side, merge_records

__all__ = ["RecordMerge", "Side", "merge_records"]
