"""Dates: what dates are made of, in every language; where one stands in a text, and what it means.

In: the text of a date, or of a line that may hold one; the language of its page.
Out: the words that dates are made of; moments, or all that a date can mean where one reading is not the only one.
Must not know: pages, rules and posts.
"""
