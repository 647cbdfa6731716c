"""Mail: messages of mail, lists and Usenet, as files, as archives keep them, or as they are pasted.

In: a text, or the bytes of a message.
Out: a `Document` whose posts are the messages in it, newest first as they stand; or None for what is no mail.
Must not know: pages of forums, rules and scores.
"""
