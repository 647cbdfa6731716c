"""Report: results as pages that open from disk, load nothing and need no script.

In: results, each with a name, and maybe what another cleaner made of the same input.
Out: one page, or a folder of pages, in pieces of text.
Must not know: how inputs are found, how anything is cleaned, where the pages are written.
"""

from forumclean.report.gather import Gathered, Shown, gather
from forumclean.report.pages import folder_pages, one_page

__all__ = ["Gathered", "Shown", "folder_pages", "gather", "one_page"]
