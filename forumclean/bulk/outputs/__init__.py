"""Outputs: finished chunks -> files that appear whole.

In: finished chunks, in order.
Out: the output, the rejects and a checkpoint to go on from.
Must not know: how a record was read or cleaned.
"""
