"""Dates: what dates are made of, in every language.

In: the text of a date, or of a line that may hold one.
Out: the words that dates are made of.
Must not know: pages, rules and posts.
"""
