"""Web: the workbench as a page on this machine.

In: a session, and requests of a browser on this machine.
Out: the page, and JSON; the page makes text of it, never markup.
Must not know: what a candidate or a file of rules is made of.
"""
