"""How a reading is chosen: the opening of a page and its replies, or its article and the comments.

1. A fragment is one post.
2. A profile that knows the page, and finds several posts on it, is believed.
3. Else everybody proposes posts: the profiles that match, what microdata names, what repeats, and the densest text.
4. A proposal is worth what it explains: main text in its posts, and heads of posts. To be known is a bonus.
5. A page on which nothing repeats may be flat: it is folded, and looked at again. One that shows little is asked for
   the data of its scripts.
6. What is left of the main text before the posts is the opening, the first post.
7. Comments under an article are no thread: the article is the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from forumclean.dates.orders import order_of
from forumclean.reader.article.byline import article_head, told_author
from forumclean.reader.article.judge import Known, main_blocks
from forumclean.reader.article.lines import breaks_off
from forumclean.reader.engines.blame import blame
from forumclean.reader.engines.profile import Profile
from forumclean.reader.engines.profileset import ProfileSet, shipped_profiles
from forumclean.reader.engines.thread import FoundPost, Thread, read_thread
from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.parse import Page
from forumclean.reader.reading.kind import is_article, is_forum, is_guestbook
from forumclean.reader.reading.opening import Opening, find_openings, has_lead
from forumclean.reader.reading.proposal import Proposal, View
from forumclean.reader.reading.replies import are_comments, are_replies, are_reviews
from forumclean.reader.unknown.anatomy import Anatomy, dissect
from forumclean.reader.unknown.embedded import embedded_posts
from forumclean.reader.unknown.flat import box_loose_text, fold
from forumclean.reader.unknown.generic import found_post, is_thread, unknown_head
from forumclean.reader.unknown.microdata import named_posts, type_of
from forumclean.reader.unknown.repeated import find_posts
from forumclean.reader.unknown.words import words

__all__ = ["choose_reading"]

Element = Any

_KNOWN = 0.25  # what it is worth that a profile knows the page
_FULLER = 2  # times the running text on show that posts in a page's data must hold to be taken instead
_THIN = 1500  # characters of running text: a page that shows no more may have its posts in its data
_SMALL = 0.15  # of the running text of the posts: an opening of less has a heading, and a head of its own
_MOST = 0.5  # of the main text: posts that hold it are what the page is about, whatever stands around them
_ARTICLE = 300  # characters of running text under the heading of a page that are more than a notice
_CUT = 0.8  # of the texts that break off
_HEADED = 0.6  # of the comments under an article that must have a name or a date


def choose_reading(page: Page, profiles: ProfileSet, *, url: str | None, links: str | None) -> tuple[Thread, list[str]]:
    """The posts of a page, and what its reader should know.

    Args:
        page: the parsed page.
        profiles: the engines to look for.
        url: address of the page, which may give away the engine.
        links: what the links of the page start from.
    """
    view = View(page, links)
    thread, warnings = _chosen(view, profiles, url)
    # A box of comments has no title but its engine's.
    is_untitled = thread.title is None and page.whole and not thread.profile.spec.comments
    return replace(thread, title=view.title) if is_untitled else thread, warnings


def _chosen(view: View, profiles: ProfileSet, url: str | None) -> tuple[Thread, list[str]]:
    page, links, warnings = view.page, view.url, list[str]()
    proposals: list[Proposal] = []
    for profile in profiles.candidates(page, url):
        thread = read_thread(page.root, profile, url=links)
        if not _says_something(thread):
            warnings += [blame(profile, page.root)] if profiles.is_own(profile.name) else []
        elif not page.whole or _is_sure(thread, profile):
            return _opened(view, thread), warnings
        else:
            proposals.append(_of_profile(view, thread))
    if not page.whole:
        return _fragment(view), warnings
    best = max([*proposals, *_generic(view)], key=view.worth, default=None)
    if (
        best is not None
        and best.thread.engine is None
        and best.places
        and box_loose_text(view.measures, best.places[0])
    ):
        view.measure_again()
        best = max(_generic(view), key=view.worth, default=None)
    return _whole(view, best) or _flat(view) or _alone(view), warnings


def _generic(view: View) -> list[Proposal]:
    """What is proposed without any knowledge of engines."""
    return [*filter(None, (_of_microdata(view), _of_group(view)))]


def _flat(view: View) -> Thread | None:
    """The posts of a page on which they have no elements of their own."""
    if not fold(view.measures, view.language):
        return None
    view.measure_again()
    return _whole(view, _of_group(view))


def _says_something(thread: Thread) -> bool:
    return any(not text.isspace() for post in thread.posts for text in post.body.itertext())


def _is_sure(thread: Thread, profile: Profile) -> bool:
    """One post can be anything; comments alone are half of a page."""
    return len(thread.posts) > 1 and not profile.spec.comments


def _of_profile(view: View, thread: Thread) -> Proposal:
    heads = [post.read_head()[0] for post in thread.posts]
    headed = sum(1 for head in heads if head.author or head.date_text) / len(heads)
    comments = thread.profile.spec.comments
    return Proposal(thread, _places(view, thread), headed, _KNOWN, comments=comments, follows=comments)


def _places(view: View, thread: Thread) -> list[int]:
    return sorted(view.places[post.element] for post in thread.posts if post.element in view.places)


def _of_microdata(view: View) -> Proposal | None:
    """Posts that schema.org types name; a page names its questions and answers, or the comments only."""
    anatomies = named_posts(view.measures, view.title, view.language) if view.measures.items else []
    # Questions without an author are the page's own.
    if len(anatomies) < 2 or _headed(anatomies) < _HEADED:
        return None
    comments = all(type_of(view.measures, part.post) in words().comment for part in anatomies)
    return _proposal(view, anatomies, comments=comments, follows=comments)


def _of_group(view: View) -> Proposal | None:
    """Posts by what repeats, if they are what the page is about, or say that they are comments."""
    group = find_posts(view.measures) or (find_posts(view.measures, undated=True) if is_guestbook(view) else None)
    if group is None:
        return None
    anatomies = dissect(view.measures, group, title=view.title, language=view.language)
    if not group.signed and sum(part.author is not None for part in anatomies) < _HEADED * len(anatomies):
        return None
    if group.named == 1 and not _has_several_voices(view, anatomies):
        return None
    if not (is_main := is_thread(view.measures, group, anatomies, view.article)):
        is_named = group.named in (1, 3) or (group.named == 2 and is_forum(view))
        if (
            not (is_named or are_replies(view, anatomies) or are_reviews(view, anatomies))
            or _headed(anatomies) < _HEADED
        ):
            return None
    if _are_teasers(view, anatomies):
        return None
    follows = group.named in (1, 3)
    return _proposal(view, anatomies, comments=group.named == 1, follows=follows, beside=not is_main)


def _are_teasers(view: View, anatomies: Sequence[Anatomy]) -> bool:
    """True for texts that all but the first break off."""
    others = anatomies[1:]
    spared = len(others) - max(2, _CUT * len(others))  # so many may go on
    for body in (view.measures.elements[part.post if part.body is None else part.body] for part in others):
        spared -= not breaks_off(text_of(body))
        if spared < 0:
            return False
    return spared >= 0


def _has_several_voices(view: View, anatomies: Sequence[Anatomy]) -> bool:
    """False for boxes in an article, which its author signs."""
    names = {text_of(view.measures.elements[part.author]) for part in anatomies if part.author is not None}
    return len(names) != 1 or len(anatomies) < 3


def _headed(anatomies: Sequence[Anatomy]) -> float:
    """Share of the posts that have a name or a date."""
    return sum(1 for part in anatomies if part.author is not None or part.date is not None) / len(anatomies)


def _proposal(
    view: View,
    anatomies: Sequence[Anatomy],
    *,
    comments: bool,
    follows: bool,
    beside: bool = False,
) -> Proposal:
    posts = [found_post(view.measures, part, url=view.url, language=view.language) for part in anatomies]
    places = [part.post for part in anatomies]
    thread, headed = _unknown(view, posts), _headed(anatomies)
    return Proposal(thread, places, headed, comments=comments, follows=follows, beside=beside)


def _unknown(view: View, posts: Sequence[FoundPost]) -> Thread:
    """A thread of posts that no profile knows."""
    profile = shipped_profiles().get("generic")
    return Thread(tuple(posts), profile, None, view.title, heading=view.heading, order=order_of(view.language))


def _opened(view: View, thread: Thread) -> Thread:
    """A thread of a known engine, with an opening that the theme sets apart from the posts."""
    if not view.page.whole or not has_lead([post.element for post in thread.posts], thread.heading, view.language):
        return thread
    places = _places(view, thread)
    openings = find_openings(view, places, alone=False) if places else []
    openings = [
        opening for opening in openings
        if opening.is_headed and (opening.is_signed_apart or (opening.has_both and opening.prose >= _ARTICLE))
    ]  # fmt: skip
    return _with(view, thread, openings)


def _whole(view: View, best: Proposal | None) -> Thread | None:
    """The best proposal with its opening; None when it is no more than comments on what nobody found."""
    if best is None or not best.places:
        return None if best is None else best.thread
    openings = [] if _holds_article(best) else find_openings(view, best.places, alone=best.comments)
    openings = [opening for opening in openings if _stands_for_itself(view, opening, best)]
    thread = _with(view, best.thread, openings)
    is_opened = len(thread.posts) > len(best.thread.posts)
    if best.beside and not is_opened and view.explained(best.places) < _MOST:
        return None
    comments = best.comments or (
        is_opened and not best.follows and are_comments(view, best.places[0], thread.posts[0].body)
    )
    if comments and len(thread.posts) > 1 and (is_opened or _holds_article(best)):
        prose = sum(opening.prose for opening in openings)
        if is_article(view, thread.posts[0].body, prose, outweighs=best.beside):
            return _judged(view, replace(thread, article=True))
    is_long = is_opened and not comments and not best.follows and (best.beside or _is_longest(view, openings, best))
    if is_long and is_article(view, thread.posts[0].body, 0):
        return _judged(view, replace(thread, article=True))
    if best.comments and len(thread.posts) == 1:
        return _judged(view, thread)
    return thread


def _is_longest(view: View, openings: Sequence[Opening], best: Proposal) -> bool:
    """True for an opening that says nearly as much as all that follows."""
    said = sum(opening.prose for opening in openings)
    return said >= _MOST * view.explained(best.places) * sum(view.main)


def _stands_for_itself(view: View, opening: Opening, best: Proposal) -> bool:
    """True for more than a notice: it has a heading or much to say, and a head, all of it where no replies follow."""
    is_long = opening.prose >= _SMALL * view.explained(best.places) * sum(view.main)
    if best.beside and opening.is_headed and is_long:
        return True  # an article says what it is by its heading alone
    if not best.follows:
        if is_long and opening.is_headed and opening.prose >= _ARTICLE and not is_forum(view):
            return True  # an article needs no name above its comments, whatever their classes call them
        return (opening.is_signed and is_long) or (
            opening.is_headed and opening.has_head and (opening.has_both or is_long)
        )
    return is_long or (opening.is_headed and opening.has_head)


def _holds_article(proposal: Proposal) -> bool:
    """True when the first post is of another kind than the comments after it."""
    posts = proposal.thread.posts
    if not proposal.comments or proposal.thread.engine is None or len(posts) < 2:
        return False
    first, second = ({*(post.element.get("class") or "").split()} for post in posts[:2])
    return first.isdisjoint(second)


def _with(view: View, thread: Thread, openings: Sequence[Opening]) -> Thread:
    """The thread with its openings before its posts."""
    posts = [
        post for opening in openings
        if not _tells_of(
            post := found_post(view.measures, opening.anatomy, url=view.url, language=view.language),
            thread.posts[0], is_sure=opening.is_signed,
        )
    ]  # fmt: skip
    if not posts:
        return thread
    generic = shipped_profiles().get("generic")
    led = (*(replace(post, profile=generic) for post in posts), *thread.posts)
    return replace(thread, posts=led, title=thread.title or view.title)


def _tells_of(opening: FoundPost, first: FoundPost, *, is_sure: bool) -> bool:
    """True for lines above the posts that say who began the thread, and when, or who wrote last.

    Of what no markup calls a name, the date alone tells.
    """
    (lead, said), (head, known) = opening.read_head(), first.read_head()
    before, after = lead.date or (said and said.moment), head.date or (known and known.moment)
    if before and after and before > after:
        return True
    same_author = lead.author is not None and lead.author == head.author
    if lead.date_text is None:
        return same_author
    same_date = lead.date_text == head.date_text or (before is not None and before == after)
    return same_date and (same_author or lead.author is None or not is_sure)


def _alone(view: View) -> Thread:
    """The article of a page that shows no posts, or posts that it carries for its scripts."""
    article = view.article
    if article.prose[0] < _THIN:
        data = embedded_posts(view.root)
        if data and sum(len("".join(post.body.itertext())) for post in data) > _FULLER * article.prose[0]:
            return _unknown(view, data)
    element = view.measures.elements[article.place]
    alone = _unknown(view, [FoundPost(unknown_head, element, element)])
    return _judged(view, alone, view.measures.elements[article.core])


def _judged(view: View, thread: Thread, core: Element | None = None) -> Thread:
    """The thread whose first post is an article, told block by block from what stands around it.

    Args:
        view: the page.
        thread: the article, and comments on it.
        core: where the article is densest, where that is known.
    """
    first, *comments = thread.posts
    if thread.engine is not None and first.profile is None:
        return thread  # its engine says where the text is, better than any look at it
    profile = shipped_profiles().get("generic")
    # What stands loose beside its comments has no element of its own.
    place = first.body.getparent() if first.more else first.body
    main = main_blocks(
        view.around(first.body), place if core is None else core, place, roles=profile.shown_roles,
        reasons=profile.reasons, known=Known(view.titled, told_author(view.said)),
        without=[post.element for post in comments],
    )  # fmt: skip
    if main is None:
        return thread
    head = partial(article_head, view.root, view.said, main.element, view.heading, first.read_head)
    return replace(thread, posts=(FoundPost(head, main.element, main.element, blocks=main.columns), *comments))


def _fragment(view: View) -> Thread:
    """A part of a page is one post."""
    return Thread((FoundPost(unknown_head, view.body, view.body),), shipped_profiles().get("generic"), None)
