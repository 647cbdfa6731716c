"""Lines of a mail to its parts: which message each belongs to, what is quoted, and what programs and signatures say."""

from __future__ import annotations

import re
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
# Answers are counted so deep.
_DEEPEST = 1000
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


def segments_of(lines: Sequence[Line]) -> Segments:
    """Tell the parts of a text apart.

    Args:
        lines: all of them.
    """
    found = Segments([""] * len(lines), [0] * len(lines), [0] * len(lines), attributions=attributions_in(lines))
    _split(lines, found)
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
                _insert(found, len(found.heads), one)
                is_new = True
        elif line.text:
            rule_above = False
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
    if not any(line.text and not part for line, part in zip(lines[:at], found.parts[:at], strict=True)):
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
        starts = not found.parts[i] and (i == 0 or found.parts[i - 1] in (HEAD, ATTRIBUTION) or lines[i - 1].depth < line.depth)
        greeted = fold(line.text).rstrip(" ,!:").replace(",", " ").split()
        if starts and 1 < len(greeted) <= 4 and greeted[0] in mail_words().greetings:
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
    for post in reversed(range(len(found.heads))):
        inside = [i for i, of in enumerate(found.posts) if of == post]
        for level, one in reversed(list(_history(lines, found, inside))):
            _insert(found, post + 1, one)
            for i in range(one.first, len(lines)):
                if found.posts[i] == post and lines[i].depth <= level:
                    found.quotes[i] = 0
                found.posts[i] += found.posts[i] > post or i <= inside[-1]


def _history(lines: Sequence[Line], found: Segments, inside: Sequence[int]) -> Iterator[tuple[int, Attribution]]:
    """The attributions of the messages that end a message, each quoted one level deeper; with that level."""
    level, start = 0, inside[0] if inside else 0
    end = start + len(inside)
    while True:
        said = [i for i in range(start, end) if lines[i].depth == level and lines[i].text and not found.parts[i]]
        after = said[-1] if said else end
        below = (
            one for one in found.attributions
            if after < one.first and one.last + 1 < end and lines[one.last + 1].depth > level
        )  # fmt: skip
        if (one := next(below, None)) is None:
            return
        start = one.last + 1
        level = lines[start].depth
        yield level, one


def _insert(found: Segments, place: int, one: Attribution) -> None:
    found.heads.insert(place, PostHead(author=one.author, date=one.date, date_text=one.date_text))
    found.ids.insert(place, ("", ""))


def related(found: Segments) -> list[PostHead]:
    """The heads, each with the message that it answers: the one it names, else the one that it quotes below itself."""
    places = {own: place for place, (own, _) in reversed(list(enumerate(found.ids))) if own}
    last = len(found.heads) - 1
    parents: list[int | None] = []
    for place, (_, answered) in enumerate(found.ids):
        below = place + 1 if place < last and not found.ids[place + 1][0] else None
        parents.append(places.get(answered, below))
    return [
        replace(head, parent=parents[place], depth=_depth(parents, place)) for place, head in enumerate(found.heads)
    ]


def _depth(parents: Sequence[int | None], place: int) -> int:
    """How many answers deep a message stands; ids that answer each other in a circle end it."""
    depth, parent = 0, parents[place]
    while parent is not None and depth < len(parents) and depth < _DEEPEST:
        depth, parent = depth + 1, parents[parent]
    return depth
