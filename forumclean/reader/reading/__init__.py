"""Reading: what a page holds, chosen among all that could be its posts.

In: a parsed page and the profiles of engines.
Out: a `Thread`: the opening and its replies, or an article and its comments.
Must not know: blocks of a body, rules and scores.
"""
