"""Reader: raw input -> Document.

In: text, bytes, a page or an element of one, in any encoding.
Out: a `Document`: blocks in columns, with spans into the source; `read.py` is the door.
Must not know: rules, scores and what will be removed.
"""
