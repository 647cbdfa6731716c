"""Outcome: what a caller gets, and what is worked out from it.

In: a `Document` and its `Verdicts`.
Out: `Result`; its text, posts, counts and warnings; records and their Arrow types for pipelines.
Must not know: how anything was read, matched or scored.
"""
