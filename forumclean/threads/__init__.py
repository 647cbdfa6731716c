"""Threads: the posts of a plain-text dump told apart.

In: a document without posts, the marks of the rules on it, and the verdicts.
Out: the same document with the post of each block, and the heads of the posts.
Must not know: rules, packs and the model; words of any language.
"""
