"""Engines: pages of forum engines that a profile knows.

In: a parsed page and the profiles of `profiles/`.
Out: the posts that the markup tells apart, with author, date, body and controls.
Must not know: pages that no profile knows.
"""
