"""Unknown: pages that no profile knows.

In: a parsed page.
Out: its posts by repeated structure, or its article by density or embedded data.
Must not know: which engine made it.
"""
