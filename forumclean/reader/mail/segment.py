"""Lines of a mail to its parts: which message each belongs to, what is quoted, and what programs and signatures say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from forumclean.reader.mail.attribution import Attribution, attributions_in
from forumclean.reader.mail.footer import footer_end
from forumclean.reader.mail.heads import Head, head_at, ids_of, is_forward, post_head
from forumclean.reader.mail.lines import Line
from forumclean.reader.mail.signature import signature_start
from forumclean.reader.mail.words import fold, mail_words
from forumclean.values.document import PostHead

__all__ = ["ATTACHMENT", "ATTRIBUTION", "FOOTER", "FORWARD", "HEAD", "SIGNATURE", "Segments", "related", "segments_of"]

HEAD, ATTRIBUTION, FORWARD, SIGNATURE, FOOTER = "head", "attribution", "forward", "signature", "list-footer"
ATTACHMENT = "attachment"
# What `text_of_messages` writes for a part that is no text.
_ATTACHED = re.compile(r"\[attachment: .{1,300} \([\w.+-]{1,60}/[\w.+-]{1,100}\)\]")


@dataclass(slots=True)
class Segments:
    """What each line is.

    Attributes:
        parts: "" for what was written, else one of the parts.
        posts: the message of each line.
        quotes: the number of the quote that each line stands in, 0 for none.
        heads: what is known of each message.
        ids: the id of each message, and of the one that it answers; "" where it has none.
        attributions: in order.
        opens: a head stands at the very beginning.
        has_text: somebody says something, of what is read so far.
        told: how many heads there are further down, and rules above a message that was sent on.
    """

    parts: list[str]
    posts: list[int]
    quotes: list[int]
    heads: list[PostHead] = field(default_factory=lambda: [PostHead()])
    ids: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])
    attributions: list[Attribution] = field(default_factory=list)
    opens: bool = False
    told: int = 0
    has_text: bool = False


# What a mail shows in one place at least.
_SIGNS = frozenset({HEAD, ATTRIBUTION, FOOTER})


def segments_of(lines: Sequence[Line], *, is_mail: bool = True, needs_attribution: bool = False) -> Segments:
    """Tell the parts of a text apart.

    Args:
        lines: all of them.
        is_mail: whether it is known to be one; what else shows no sign of a mail is not gone through for signatures.
        needs_attribution: whether nothing but an attribution can show it to be one; without one no line is a part.
    """
    found = Segments([""] * len(lines), [0] * len(lines), [0] * len(lines), attributions=attributions_in(lines))
    if needs_attribution and not found.attributions:
        return found
    _split(lines, found)
    if not is_mail and _SIGNS.isdisjoint(found.parts):
        return found
    names = _names(lines, found)
    for run in _runs(lines, found):
        _sign(lines, found, run, names)
    _part_history(lines, found)
    return found


def _split(lines: Sequence[Line], found: Segments) -> None:
    """Mark heads, rules and attributions, and begin a message at each that begins one."""
    attributions = {one.first: one for one in found.attributions}
    at, quote, rule_above = 0, 0, False
    while at < len(lines):
        line, last = lines[at], at
        is_new = False
        if is_forward(line.text):
            found.parts[at], rule_above = FORWARD, True
            found.told += head_below(lines, at) is not None
        elif _ATTACHED.fullmatch(line.text):
            found.parts[at] = ATTACHMENT
        elif (foot := footer_end(lines, at)) > at:
            last = foot
            found.parts[at : last + 1] = [FOOTER] * (last + 1 - at)
            found.told += not line.depth
        elif (head := head_at(lines, at, announced=rule_above)) is not None:
            last, rule_above = head.last, False
            is_new = _begin(lines, found, head, at)
            found.parts[at : last + 1] = [HEAD] * (last + 1 - at)
            _mark_rule_above(lines, found, at)
        elif at in attributions:
            one = attributions[at]
            last, rule_above = one.last, False
            found.parts[at : last + 1] = [ATTRIBUTION] * (last + 1 - at)
            below = lines[last + 1].depth if last + 1 < len(lines) else -1
            if line.depth == 0 and below == 0 and one.sure:
                _add(found, one)
                is_new = True
        elif line.text:
            rule_above, found.has_text = False, True
        post = len(found.heads) - 1
        found.posts[at : last + 1] = [post] * (last + 1 - at)
        if line.depth and (not at or not lines[at - 1].depth) and not is_new:
            quote += 1
        if line.depth:
            found.quotes[at : last + 1] = [quote] * (last + 1 - at)
        at = last + 1


def head_below(lines: Sequence[Line], rule: int) -> Head | None:
    """The head below the rule of a message that was sent on."""
    return head_at(lines, rule + 1, announced=True) if rule + 1 < len(lines) else None


def _begin(lines: Sequence[Line], found: Segments, head: Head, at: int) -> bool:
    """Begin the message of a head, unless it is quoted; the first one may be the text's own."""
    if lines[at].depth:
        return False
    if not found.has_text and not found.opens:
        found.heads[-1], found.ids[-1], found.opens = post_head(head), ids_of(head), True
        return False
    found.heads.append(post_head(head))
    found.ids.append(ids_of(head))
    found.told += 1
    return True


def _mark_rule_above(lines: Sequence[Line], found: Segments, at: int) -> None:
    """A line of nothing but marks above a head belongs to it: Outlook draws one."""
    if at and not found.parts[at - 1] and len(lines[at - 1].text) > 2 and not lines[at - 1].text.strip("-_=*—─ "):
        found.parts[at - 1], found.posts[at - 1] = FORWARD, found.posts[at]


def _names(lines: Sequence[Line], found: Segments) -> frozenset[str]:
    """Words of the names of those who write: authors, and who is greeted, for he wrote the message above."""
    words: set[str] = set()
    for head in (*found.heads, *(PostHead(author=one.author) for one in found.attributions)):
        words.update(fold(head.author or "").replace(",", " ").replace("<", " ").split())
    for i, line in enumerate(lines):
        follows = i == 0 or found.parts[i - 1] in (HEAD, ATTRIBUTION) or lines[i - 1].depth < line.depth
        if not follows or found.parts[i]:
            continue
        greeted = fold(line.text).rstrip(" ,!:").replace(",", " ").split()
        if 1 < len(greeted) <= 4 and greeted[0] in mail_words().greetings:
            words.update(greeted[1:])
    return frozenset(words)


def _runs(lines: Sequence[Line], found: Segments) -> Iterator[list[int]]:
    """Lines that one person wrote at a stretch, where a signature may end them.

    Of the writer's own that is the last stretch of a message, and the one above a quote that ends it; of others each.
    """
    stretches: list[list[int]] = []
    keys = [(found.posts[i], line.depth, bool(found.parts[i])) for i, line in enumerate(lines)]
    for (_, _, is_part), group in groupby(range(len(lines)), key=keys.__getitem__):
        if not is_part:
            stretches.append(list(group))
    own = [stretch for stretch in stretches if not lines[stretch[0]].depth]
    last: dict[int, list[list[int]]] = {}
    for stretch in own:
        last.setdefault(found.posts[stretch[0]], []).append(stretch)
    yield from (stretch for stretch in stretches if lines[stretch[0]].depth)
    for of_post in last.values():
        yield of_post[-1]
        # A signature below everything: what stands above the quote may end with a name as well.
        if len(of_post) > 1 and all(found.parts[i] or not lines[i].text for i in of_post[-1]):
            yield of_post[-2]


def _sign(lines: Sequence[Line], found: Segments, run: Sequence[int], names: frozenset[str]) -> None:
    filled = [i for i in run if lines[i].text]
    start = signature_start([lines[i] for i in filled], names)
    for i in filled[start:]:
        found.parts[i] = SIGNATURE


def _part_history(lines: Sequence[Line], found: Segments) -> None:
    """Make messages of their own of the quotes that end a message which says something above them."""
    begins: dict[int, tuple[int, Attribution]] = {}
    places = [one.first for one in found.attributions]
    first = 0
    for _, group in groupby(found.posts):
        end = first + sum(1 for _ in group)
        begins.update((one.first, (level, one)) for level, one in _history(lines, found, places, first, end))
        first = end
    if not begins:
        return
    heads, ids = found.heads, found.ids
    found.heads, found.ids = heads[:1], ids[:1]
    old, level = 0, -1
    for i, post in enumerate(list(found.posts)):
        if post != old:
            found.heads += heads[old + 1 : post + 1]
            found.ids += ids[old + 1 : post + 1]
            old, level = post, -1
        if i in begins:
            level, one = begins[i]
            _add(found, one)
        if lines[i].depth <= level:
            found.quotes[i] = 0
        found.posts[i] = len(found.heads) - 1
    found.heads += heads[old + 1 :]
    found.ids += ids[old + 1 :]


def _history(
    lines: Sequence[Line], found: Segments, places: Sequence[int], start: int, end: int
) -> Iterator[tuple[int, Attribution]]:
    """The attributions of the messages that end a message, each quoted one level deeper; with that level."""
    level = 0
    while True:
        said = next((i for i in range(end - 1, start - 1, -1) if _is_said(lines[i], found.parts[i], level)), end)
        below = (
            one for one in found.attributions[bisect_right(places, said) : bisect_right(places, end)]
            if one.last + 1 < end and lines[one.last + 1].depth > level
        )  # fmt: skip
        if (one := next(below, None)) is None:
            return
        start = one.last + 1
        level = lines[start].depth
        yield level, one


def _is_said(line: Line, part: str, level: int) -> bool:
    return line.depth == level and bool(line.text) and not part


def _add(found: Segments, one: Attribution) -> None:
    found.heads.append(PostHead(author=one.author, date=one.date, date_text=one.date_text))
    found.ids.append(("", ""))


def related(found: Segments) -> list[PostHead]:
    """The heads, each with the message that it answers: the one it names, else the one that it quotes below itself."""
    places = {own: place for place, (own, _) in reversed(list(enumerate(found.ids))) if own}
    last = len(found.heads) - 1
    parents: list[int | None] = []
    for place, (_, answered) in enumerate(found.ids):
        below = place + 1 if place < last and not found.ids[place + 1][0] else None
        parents.append(places.get(answered, below))
    depths = _depths(parents)
    return [
        replace(head, parent=parent, depth=depth)
        for head, parent, depth in zip(found.heads, parents, depths, strict=True)
    ]


def _depths(parents: Sequence[int | None]) -> list[int]:
    """How many answers deep each message stands; ids that answer each other in a circle end there.

    >>> _depths([1, 2, None, 2]), _depths([1, 0])
    ([2, 1, 0, 1], [1, 0])
    """
    depths: dict[int, int] = {}
    for place in range(len(parents)):
        chain: dict[int, None] = {}
        at: int | None = place
        while at is not None and at not in depths and at not in chain:
            chain[at] = None
            at = parents[at]
        depth = -1 if at is None or at in chain else depths[at]
        for one in reversed(chain):
            depth += 1
            depths[one] = depth
    return [depths[place] for place in range(len(parents))]
