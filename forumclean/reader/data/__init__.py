"""Data: threads that come as JSON, as the interfaces of forums give them.

In: the text of a JSON document.
Out: a `Thread` on a page of its own, with authors, dates, numbers and who answers whom.
Must not know: pages that people see, rules and scores.
"""
