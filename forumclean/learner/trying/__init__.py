"""Trying: rules and posts -> what the rules do: what changes, what fires, what a line could become and would cost.

In: posts, a cleaner, a line or rules.
Out: changes, counts, candidates with their proof.
Must not know: whether a person asks at the command line or in a browser.
"""
