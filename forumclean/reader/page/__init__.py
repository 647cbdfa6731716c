"""Page: what any page is.

In: the bytes or the tree of a page.
Out: a parsed tree, its blocks, dates and roles of elements.
Must not know: engines and threads.
"""
