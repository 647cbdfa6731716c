"""Chats: logs, exports and pasted talk of messengers and IRC as text.

In: plain text of which many lines begin with one head of a known shape.
Out: a `Document` with a post a message, its author and date; heads, notes of the software and placeholders as noise.
Must not know: pages, rules and scores.
"""
