"""Matching: what all rules together say of lines, whatever stands around them.

In: rules, and the lines of a document.
Out: which rules match a line, what known parts it is made of, and who posts in the document.
Must not know: packs, conditions, and what becomes of a match.
"""
