"""Damage: what happened to a text on its way here, undone where that is sure.

In: a text that is neither a page nor data.
Out: the text as it was written, and what was done to get it.
Must not know: what stands in it, and what will be removed.
"""
