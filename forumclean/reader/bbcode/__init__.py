"""BBCode: the source of a post as phpBB, vBulletin, XenForo, SMF, MyBB, Invision or Discourse keep it.

In: a text.
Out: a `Document` like that of the page that an engine makes of it, with spans into the text; None for other texts.
Must not know: HTML pages and the profiles of engines, rules, scores.
"""
