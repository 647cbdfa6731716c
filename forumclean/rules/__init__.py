"""Rules: Document -> Marks.

In: a `Document`, and packs of rules from `packs/` and from the user.
Out: `Marks`: which rule drops, keeps, cuts or hints at each block.
Must not know: how a document was read, and what the scorer makes of the marks.
"""
