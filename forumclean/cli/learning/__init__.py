"""Commands that look at many posts of one forum: what it teaches, and what rules do to them.

In: files and folders, rules.
Out: a pack, tables, differences.
Must not know: how a rule is found or applied.
"""
