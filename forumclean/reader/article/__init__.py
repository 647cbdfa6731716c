"""Article: what a page says of the article that it is.

In: a parsed page, and the blocks around its main text.
Out: which blocks are no part of the article; its title, author and date.
Must not know: engines, and how the main text was found.
"""
