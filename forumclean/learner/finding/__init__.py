"""Finding: which of the lines that come back are chrome.

In: pages, and a key for each of their lines.
Out: a finding a key: what speaks for it, and what becomes of it.
Must not know: how a rule is written.
"""
