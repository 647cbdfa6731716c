"""Tokens to marks: which brackets are markup, and whether the text is BBCode at all.

Each closing tag goes with the last tag of its name that is open, whatever stands between: what is nested wrong keeps
its meaning. A bracket that nobody can be sure of stays text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from forumclean.reader.bbcode.tags import speech
from forumclean.reader.bbcode.tokens import CLOSE, OPEN, Token, is_stored_as_xml

__all__ = ["Marks", "marks_of"]

_BESIDE = 24  # characters beside a tag in which a text speaks of it
_ADDRESS = re.compile(r"://|\bwww\.|[\w.+-]@[\w-]")
_ELEMENT = re.compile(
    r"</?(?:article|body|div|dl|font|form|h[1-6]|head|html|li|ol|p|pre|script|section|span|style|table|td|tr|ul)\b[^<>]*>",
    re.I,
)
# What is hidden is an address or a number, not a text that somebody forgot to close.
_MOST_HIDDEN, _MOST_BLANKS = 2000, 20
# The first entry of a list is one of its first tags; an example is shorter than this.
_NEAR, _EXAMPLE = 50, 60
_NEAR_ADDRESS = 200
_NAMED_QUOTE = re.compile(
    r"""=.*;n?\d+$|["'”“].*["'”“]|\b(?:author|name|post(?:_?id)?|pid|time|date(?:line)?)\s*[=:]""", re.S
)
_FENCED = re.compile(r"^[ \t]*(```|~~~)[^\n]*\n.*?^[ \t]*\1", re.M | re.S)
# So long a mark behind a name is one that phpBB makes.
_UID = re.compile(r":(?=[a-z]*\d)[0-9a-z]{5,10}$")


@dataclass(slots=True)
class Marks:
    """The tokens that are markup.

    Attributes:
        tokens: in the order of the text.
        mates: of each the index of the tag that closes it; itself for one that stands alone; -1 for a closing tag, one
            whose partner is missing, and what is no tag.
    """

    tokens: list[Token]
    mates: list[int] = field(default_factory=list)


def marks_of(source: str, tokens: Iterable[Token]) -> Marks | None:
    """Find the markup among the tokens of a text; None when the text is no BBCode.

    >>> from forumclean.reader.bbcode.tokens import tokens_of
    >>> def marks(text):
    ...     found = marks_of(text, tokens_of(text))
    ...     return found and [text[token.start : token.end] for token in found.tokens]
    >>> marks("[b]Rain[/b], a[i] and [sic]"), marks("Put it in [b] and [/b] tags.")
    (['[b]', '[/b]'], None)
    """
    found = _outside_verbatim(source, _outside_fences(source, list(tokens)))
    is_xml = is_stored_as_xml(source)
    speaking = {i for i, token in enumerate(found) if token.role and not is_xml and _is_spoken_of(source, token)}
    mates = _paired(found, speaking)
    for i in list(mates):
        if not _is_one(source, found, i, mates[i]):
            del mates[i]
    if not is_xml and (not _is_sure(source, found, mates, bool(speaking)) or _is_page(source, found, mates)):
        return None
    return _settled(found, mates, speaking)


def _outside_fences(source: str, tokens: list[Token]) -> list[Token]:
    """The tokens without those in fenced code, which Discourse has beside BBCode."""
    if "```" not in source and "~~~" not in source:
        return tokens
    fences = [found.span() for found in _FENCED.finditer(source)]
    begins = [start for start, _ in fences]
    found = []
    for token in tokens:
        at = bisect_right(begins, token.start) - 1
        if at < 0 or token.start >= fences[at][1]:
            found.append(token)
    return found


def _outside_verbatim(source: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the brackets between tags that hold code."""
    closes: dict[str, list[int]] = {}
    for i, token in enumerate(tokens):
        if token.what == CLOSE:
            closes.setdefault(token.name, []).append(i)
    found, until, keeps_marks = [], -1, True
    for i, token in enumerate(tokens):
        if i < until:
            if not token.role and keeps_marks:
                found.append(token)
            continue
        found.append(token)
        if token.what == OPEN and token.role and token.role.verbatim:
            later = closes.get(token.name, [])
            at = bisect_left(later, i)
            if at < len(later):
                until = later[at]
                keeps_marks = not _is_raw(source, tokens[i:until], token.end, tokens[until].start)
    return found


def _is_raw(source: str, inner: Sequence[Token], start: int, end: int) -> bool:
    """True where code stands as it was typed: it has a mark that a stored text has as an entity."""
    for token in inner[1:]:
        if "<" in source[start : token.start] or "&" in source[start : token.start]:
            return True
        start = token.end
    return "<" in source[start:end] or "&" in source[start:end]


@cache
def _beside() -> re.Pattern[str]:
    return speech().beside


def _is_spoken_of(source: str, token: Token) -> bool:
    """True for a tag that the sentence around it speaks of: "the [b] tag", "use '[quote]'"."""
    before = source[max(token.start - _BESIDE, 0) : token.start].rpartition("\n")[2]
    after = source[token.end : token.end + _BESIDE].partition("\n")[0]
    around = speech().around
    if before[-1:] == "`" or after[:1] == "`":
        return True
    if before[-1:] and after[:1] and before[-1] in around and after[0] in around:
        return True
    if token.value or not (after[:1].isspace() or after[:1] in "-,.;)"):
        return False
    # What a tag holds comes right behind it; what is said of it has a blank or a hyphen before it.
    near = (*before.split()[-2:], *after.replace("-", " ").split()[:2])
    return any(_beside().search(word) for word in near)


def _paired(tokens: Sequence[Token], speaking: set[int]) -> dict[int, int]:
    """The tags that are closed, each with what closes it."""
    mates: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for i, token in enumerate(tokens):
        if i in speaking:
            continue
        if token.what == OPEN:
            opened.setdefault(token.name, []).append(i)
        elif token.what == CLOSE and (stack := opened.get(token.name)):
            mates[stack.pop()] = i
    return mates


def _is_one(source: str, tokens: Sequence[Token], i: int, mate: int) -> bool:
    """True for a pair that is what its name says: a link has an address, a list has entries."""
    token, role = tokens[i], tokens[i].role
    assert role is not None
    size = tokens[mate].start - token.end
    held = source[token.end : token.end + min(size, _MOST_HIDDEN)]
    if role.holds:
        return any(one.role and one.role.role == role.holds for one in tokens[i + 1 : min(mate, i + _NEAR)])
    if role.hidden:
        is_short = size <= _MOST_HIDDEN and held.count(" ") <= _MOST_BLANKS and "\n\n" not in held
        return is_short and bool(held.strip())
    if role.address:
        return bool(held.strip()) if token.value else bool(_ADDRESS.search(held[:_NEAR_ADDRESS]))
    return True


def _is_sure(source: str, tokens: Sequence[Token], mates: dict[int, int], speaks: bool) -> bool:
    """Tell whether there is any tag that only a text in BBCode has."""
    if any(_is_sign(source, tokens[i], tokens[mate], speaks) for i, mate in mates.items()):
        return True
    # A quote that was cut off is one where its tag begins a line and says more than a writer would.
    return any(
        token.what == OPEN
        and token.role
        and token.role.role == "quote"
        and _NAMED_QUOTE.search(token.value)
        and not source[max(token.start - _BESIDE, 0) : token.start].rpartition("\n")[2].strip()
        for token in tokens
    )


def _is_sign(source: str, token: Token, mate: Token, speaks: bool) -> bool:
    if _UID.search(token.uid) and token.uid in mate.uid:
        return True
    if mate.start - token.end < _EXAMPLE and _is_example(source[token.end : mate.start]):
        return False
    before, after = source[token.start - 1 : token.start], source[mate.end : mate.end + 1]
    is_cited = bool(before and after) and before in speech().around and after in speech().around
    return not (token.role and token.role.weak and (speaks or is_cited))


def _is_example(held: str) -> bool:
    """True for what stands in a tag that is only shown: nothing, dots, "text"; " and " between two tags."""
    bare = held.strip(" \t.…-_*")
    if not any(map(str.isalnum, bare)) or bare in speech().examples:
        return True
    return held[:1] == " " and held[-1:] == " " and len(bare.split()) < 3


def _is_page(source: str, tokens: Sequence[Token], mates: dict[int, int]) -> bool:
    """True for markup of a page that holds tags: elements stand outside code."""
    at = 0
    for i, mate in sorted(mates.items()):
        role = tokens[i].role
        if role and role.verbatim:
            if _ELEMENT.search(source, at, tokens[i].start):
                return True
            at = max(at, tokens[mate].end)
    return _ELEMENT.search(source, at) is not None


def _settled(tokens: Sequence[Token], mates: dict[int, int], speaking: set[int]) -> Marks:
    """The tokens that are markup in a text that is BBCode."""
    closing = set(mates.values())
    lists = _within(tokens, mates, "list")
    kept: list[int] = []
    for i, token in enumerate(tokens):
        is_paired = token.role is None or i in mates or i in closing
        if is_paired or (i not in speaking and _is_mark_alone(token, bool(lists[i]))):
            kept.append(i)
    places = {i: place for place, i in enumerate(kept)}
    found = Marks([tokens[i] for i in kept])
    for place, i in enumerate(kept):
        role = tokens[i].role
        is_alone = role is not None and (role.alone or role.role in ("item", "attachment")) and tokens[i].what == OPEN
        found.mates.append(places[mates[i]] if i in mates else place if is_alone else -1)
    return found


def _is_mark_alone(token: Token, in_list: bool) -> bool:
    """True for a tag without its partner that is no text: it stands alone, or was left behind by a broken nesting.

    One that opens may be an index of a program or a word in brackets, unless it has a value.
    """
    assert token.role is not None
    if token.role.role == "item":
        return in_list
    if token.role.alone or token.what == CLOSE or _UID.search(token.uid):
        return True
    return bool(token.value) and not token.role.weak


def _within(tokens: Sequence[Token], mates: dict[int, int], role: str) -> list[int]:
    """For each token how many pairs of a role it stands in."""
    change = [0] * (len(tokens) + 1)
    for i, mate in mates.items():
        if (what := tokens[i].role) and what.role == role:
            change[i] += 1
            change[mate] -= 1
    depth, found = 0, []
    for step in change[:-1]:
        depth += step
        found.append(depth)
    return found
