"""Scorer: Document + Marks -> Verdicts.

In: a `Document` and its `Marks`.
Out: `Verdicts`: label, kind, score and reason of each block, and the title.
Must not know: how a document was read, and which rules there are.
"""
