"""Learner: posts of one forum -> a pack of its own chrome.

In: posts of one forum, as `Cleaner.clean` takes them.
Out: a `LearnedPack`: rules with their evidence, what is doubtful, and the file that says so.
Must not know: where the posts came from, and who uses the pack.
"""

from forumclean.learner.learn import LearnedPack, learn

__all__ = ["LearnedPack", "learn"]
