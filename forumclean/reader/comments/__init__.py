"""Comments: threads of sites and boards whose heads are several lines, as they are pasted or crawled.

In: plain text in which lines of a known family stand in the order of its posts.
Out: a `Document` with a post a comment, its author and date; heads, buttons and notes as noise, and what was said.
Must not know: pages, rules and scores.
"""
