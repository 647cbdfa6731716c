"""Pages: what a page was wrapped in, taken off.

In: the bytes of a file.
Out: the page, and where it says that it came from.
Must not know: where the bytes lay, and what becomes of the page.
"""
