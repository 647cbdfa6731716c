"""Work: records -> cleaned records, in processes that may die.

In: chunks of raw records.
Out: finished chunks and their tallies, in order.
Must not know: where they are written.
"""
