"""Workbench: rules made from the lines of posts that stay or go, looked at in a browser.

In: posts of a forum, and the file of rules that a person is writing.
Out: candidates with their counts, and the file, patched; a page on this machine that shows both.
Must not know: how cleaning works.
"""
