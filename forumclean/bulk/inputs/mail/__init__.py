"""Mail: files of many messages, cut into one record each.

In: the bytes of an mbox.
Out: each message, as it lies there, with its id.
Must not know: what a message says, and what becomes of it.
"""
