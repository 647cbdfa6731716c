"""Forms: a result as others read it.

In: paragraphs and posts, with the source they point into.
Out: a fragment of HTML, Markdown, a list of turns.
Must not know: `Result`, which hands them what it has; how anything was read, matched or scored.
"""
