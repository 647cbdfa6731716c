"""Markup to text blocks: one pass over an element, white space as a browser shows it.

The pass is a loop over lxml's own walk, never recursion: quotes in the wild nest thousands deep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from lxml import etree

from forumclean.reader.page.formula import formula_in_script, formula_source
from forumclean.reader.page.grid import Grid, is_one_line, row_text
from forumclean.reader.page.markup import (
    CELL,
    CONTROL,
    IMAGE,
    LINE,
    LINK,
    PARAGRAPH,
    PRE,
    ROW,
    SCRIPT,
    SKIP,
    TAGS,
    is_emoji,
    is_hidden,
)
from forumclean.reader.page.roles import RoleMap
from forumclean.reader.page.scripts import script_text
from forumclean.values.model import Kind

__all__ = ["Columns", "Walker", "text_of"]

Element = Any

_MOST = 0.5
_ENDS_WORD = ROW | PARAGRAPH | LINE | CELL
_NEAR = 8  # siblings between the attribution of a quote and the quote
_GUESSES = 100  # chrome of one body that is weighed; what nests deeper is taken at its word
_QUOTED = ("quote", "attribution")
_HIDING = frozenset(("hidden", "style", "aria-hidden"))
_LINES = "lines"  # whose style keeps line ends and blanks as they stand in the source
_HEADS = 20  # columns that a table is believed to have heads for
_COLUMNS = 100  # the most that are left free before a cell
_SOFT_HYPHEN = "\xad"  # where a browser may break a word; no reader sees it
_CELL_MARK = "\x1f"  # stands between two cells of a row until the line is done; no page shows it


@dataclass(slots=True)
class Columns:
    """Blocks as they are found, a list a property; see `forumclean.values.document.Document`.

    Of each the innermost element around it that ends a line or says what its text is stands in ``elements``.
    """

    texts: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    kinds: list[Kind | None] = field(default_factory=list)
    links: list[float] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)

    def part(self, start: int, end: int) -> Columns:
        """Some of the blocks."""
        return Columns(**{item.name: getattr(self, item.name)[start:end] for item in fields(self)})

    def extend(self, other: Columns, post: int) -> None:
        """Add blocks that were read elsewhere, as those of a post."""
        for item in fields(self):
            getattr(self, item.name).extend(getattr(other, item.name))
        self.posts[-len(other.posts) :] = [post] * len(other.posts)


# What a walk knows of the place where it is: kind, verdict, number of the quote, and whether white space counts, text
# is a link, and what looks hidden is shown.
_State = tuple[Kind | None, str, int, bool, bool, bool]
_PLAIN: _State = (None, "", 0, False, False, False)
_PREFORMATTED: _State = (Kind.CODE, "", 0, True, False, False)


class Walker:
    """Collects the blocks of one or more elements.

    Args:
        roles: what elements inside a post are: ``quote``, ``attribution``, ``show`` (shown though hidden), ``skip``
            (no text at all), or a part of the chrome, which becomes a verdict.
        reasons: role to verdict, for the chrome.
        stops: elements that are not entered, such as a post inside another; with a number that is not negative a block
            without text holds the place of that post.
        guarded: the roles are guesses; chrome that would be most of an element is none.
        known: roles of single elements, whatever the selectors say.
        apart: elements that only style puts apart, such as a name and a count of posts, are set apart by a blank.
    """

    def __init__(
        self,
        roles: RoleMap,
        reasons: dict[str, str],
        stops: dict[Element, int] | None = None,
        *,
        guarded: bool = False,
        known: dict[Element, str] | None = None,
        apart: bool = False,
    ) -> None:
        self.columns = Columns()
        self.post = 0
        self._roles, self._reasons, self._stops = roles, reasons, stops
        self._known, self._apart = known or {}, apart
        self._guarded, self._whole, self._guesses = guarded, 0, 0
        self._chosen: dict[Element, str] = {}
        self._bare: Collection[str] | None = None
        self._buffer: list[str] = []
        # Open elements that end a line or changed the state: each with its line ends and the state to go back to.
        self._open: list[tuple[Element, int, _State]] = []
        self._walked: Element = None
        self._state = _PLAIN
        self._quotes = 0
        self._leading = False  # what comes now leads to the next quote, and goes with it
        self._link_length = 0
        self._breaks = 2
        self._grid = Grid()
        self._cell: Element = None  # the last one that stands below a head

    def use(self, roles: RoleMap, reasons: dict[str, str], *, guarded: bool) -> None:
        """Take what elements are from other roles, in what is walked from now on."""
        self._roles, self._reasons, self._guarded = roles, reasons, guarded

    def walk(self, element: Element) -> None:
        """Add the blocks of an element; one that is not the first starts a paragraph."""
        self._breaks, self._leading, self._walked = 2, False, element
        self._state = _PREFORMATTED if element.tag == "pre" else _PLAIN
        self._guesses = _GUESSES if self._guarded else 0
        self._whole = 0
        self._chosen = {el: hit.role for el, hit in self._roles.find_by_xpath(element)}
        # An element without attributes has a role only by its tag alone, unless a role is told by what stands around.
        self._bare = None if self._chosen or self._known else self._roles.bare
        walk = etree.iterwalk(element, events=("start", "end"))
        next(walk, None)
        if element.text:
            self._add(element.text)
        for event, el in walk:
            if event == "start":
                if self._enter(el):
                    walk.skip_subtree()
                elif text := el.text:
                    self._add(text)
            elif el is not element:
                if self._open and self._open[-1][0] is el:
                    self._leave()
                if text := el.tail:
                    self._add(text)
        self._flush()

    def _add(self, text: str) -> None:
        _, _, _, pre, linked, _ = self._state
        if linked:
            self._link_length += len(text)
        elif not self._buffer and not pre and text.isspace():
            return
        self._buffer.append(text)

    def _enter(self, el: Element) -> bool:
        """Take note of a start tag; True when the element's inside is not to be read."""
        what = TAGS.get(el.tag, 0)
        if what == LINE:
            self._break_line()
            return True
        if what == SKIP:
            if el.tag == "script" and (source := formula_in_script(el)):
                self._add(source)
            return True
        if self._stops and el in self._stops:
            self._stop(self._stops[el])
            return True
        if self._apart and self._buffer:
            self._buffer.append(" ")
        names = el.keys()
        role = self._role(el, names) if names or self._bare is None or el.tag in self._bare else ""
        if role == "formula" or what == IMAGE:
            self._add_sign(el, role)
            return True
        if role == "skip" or (
            not _HIDING.isdisjoint(names) and not self._state[5] and role != "show" and _is_hidden(el, names)
        ):
            return True
        is_done = what == SCRIPT and not role and self._add_script(el)
        if role or what & ~SCRIPT:
            self._push(el, what, role)
        return is_done

    def _add_sign(self, el: Element, role: str) -> None:
        """Add what a picture or a formula stands for."""
        if role == "skip" or is_hidden(el, el.keys()):
            return
        if sign := formula_source(el) if role == "formula" else is_emoji(el):
            self._add(sign)

    def _add_script(self, el: Element) -> bool:
        """Add raised or lowered text that would join digits, by which the element is done."""
        text = script_text(el, self._buffer[-1] if self._buffer else "")
        if text:
            self._add(text)
        return bool(text)

    def _break_line(self) -> None:
        if self._state[3]:
            self._buffer.append("\n")
            return
        self._flush()
        # Two line breaks in a row show as a blank line.
        self._breaks = min(self._breaks + 1, 2)

    def _role(self, el: Element, names: Collection[str]) -> str:
        if self._known and el in self._known:
            return self._known[el]
        hits = self._roles.hits(el, names)
        if not hits:
            return self._chosen.get(el, "") if self._chosen else ""
        role = hits[0].role if len(hits) == 1 else min(hits, key=lambda hit: hit.rank).role
        if self._guesses and not self._state[1] and role in self._reasons and self._is_most(el):
            return ""
        return role

    def _is_most(self, el: Element) -> bool:
        """True when an element holds most of the body: its class then speaks of the layout, not of chrome."""
        self._guesses -= 1
        self._whole = self._whole or len("".join(self._walked.itertext()))
        return len("".join(el.itertext())) > _MOST * self._whole

    def _push(self, el: Element, what: int, role: str) -> None:
        tag, breaks, state = el.tag, what & 3, self._state
        if not role and tag == "blockquote" and next(el.iter("time"), None) is not None:
            role = "quote"  # it says when that was written: a post of the page, not a quotation
        if not role and what == breaks and tag not in KINDS and tag != "blockquote":
            if self._cell is not None and el.getparent() is self._cell and is_one_line(el):
                return
            self._end_line(breaks)
            self._open.append((el, breaks, state))
            return
        verdict = self._reasons.get(role or "control", "") if role or what == CONTROL else ""
        if role == "attribution" and not state[2]:
            self._lead(el, ended=bool(breaks))
        elif not breaks and (role in _QUOTED or role == _LINES):
            breaks = 1
        # Of two parts the outer one counts, but a title is one in the breadcrumbs too.
        begins = bool(verdict) and (not state[1] or role == "title")
        # Chrome inside a line ends the piece of text before it, but not the line.
        if breaks or begins:
            self._end_line(breaks)
        self._open.append((el, breaks, state))
        if what == CELL:
            self._begin_cell(el)
        elif tag == "tr":
            self._grid.begin(el)
        kind, above, quote, pre, linked, shown = state
        if role == "quote" and not quote:
            self._quotes += 1
            quote, self._leading = self._quotes, False
        self._state = (
            _kind(tag, role, kind, quote), verdict if begins else above, quote,
            pre or what == PRE or role == _LINES, linked or what == LINK, shown or role == "show",
        )  # fmt: skip

    def _begin_cell(self, el: Element) -> None:
        column, step = self._grid.place(el)
        self._cell = el if not self._apart and self._grid.is_headed(el) else None
        # A line that begins inside a row begins below its head; a row of hundreds of cells was not ended by its page.
        is_below = self._cell is not None and not self._buffer and column <= _HEADS
        if marks := _CELL_MARK * min(column if is_below else step, _COLUMNS):
            self._buffer.append(marks)

    def _lead(self, el: Element, *, ended: bool) -> None:
        """Begin the attribution of a quote that stands before it; one that no quote follows is text."""
        if self._state[1] or not self._leads(el, ended=ended):
            return
        self._end_line(1)
        self._leading = True

    def _leads(self, el: Element, *, ended: bool) -> bool:
        """True when a quote follows, with no more between than the rest of the line and white space."""
        for _ in range(_NEAR):
            tail, el = el.tail, el.getnext()
            if el is None or (ended and tail and not tail.isspace()):
                return False
            if self._role(el, names := el.keys()) == "quote":
                return not _is_hidden(el, names)
            what = TAGS.get(el.tag, 0)
            if what & 3 or (ended and what != LINE):
                return False
            ended = ended or what == LINE
        return False

    def _leave(self) -> None:
        _, breaks, state = self._open[-1]
        if breaks or state[1] != self._state[1]:
            self._end_line(breaks)
        self._open.pop()
        self._state = state

    def _end_line(self, breaks: int) -> None:
        if self._buffer:
            self._flush()
        if self._breaks < breaks:  # noqa: PLR1730 - half the time of max(): this runs for most elements
            self._breaks = breaks

    def _flush(self) -> None:
        buffer = self._buffer
        if not buffer:
            return
        text = "".join(buffer) if len(buffer) > 1 else buffer[0]
        buffer.clear()
        if self._state[3]:
            text = text.strip("\r\n").rstrip()
            text = "" if text.isspace() else text.replace("\r\n", "\n")
        elif _CELL_MARK in text:
            text = row_text([" ".join(cell.split()) for cell in text.split(_CELL_MARK)], headed=self._cell is not None)
        else:
            text = " ".join(text.split())
        if _SOFT_HYPHEN in text:
            text = text.replace(_SOFT_HYPHEN, "")
        length, self._link_length = self._link_length, 0
        if text:
            self._emit(text, length)

    def _emit(self, text: str, linked: int) -> None:
        columns = self.columns
        columns.texts.append(text)
        columns.breaks.append(self._breaks)
        kind, verdict, quote, _, _, _ = self._state
        columns.kinds.append(Kind.QUOTE if self._leading else kind)
        columns.links.append(min(1.0, linked / len(text)) if linked else 0.0)
        columns.verdicts.append(verdict)
        columns.quotes.append(self._quotes + 1 if self._leading else quote)
        columns.posts.append(self.post)
        columns.elements.append(self._open[-1][0] if self._open else self._walked)
        self._breaks = 0

    def _stop(self, post: int) -> None:
        self._flush()
        if post >= 0:
            before, self.post = self.post, post
            self._emit("", 0)
            self.post = before
        self._breaks = 2


def _kind(tag: str, role: str, around: Kind | None, quote: int) -> Kind | None:
    """The kind of blocks in an element, by what it is, the kind of those around it, and the quote that it is in."""
    if around is Kind.QUOTE or (quote and role in _QUOTED) or (tag == "blockquote" and role != "show"):
        return Kind.QUOTE
    return KINDS.get(tag, around)


def _is_hidden(el: Element, names: Sequence[str]) -> bool:
    return is_hidden(el, names) or ("aria-hidden" in names and el.get("aria-hidden") == "true")


KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST),
    **dict.fromkeys(("pre", "listing", "xmp"), Kind.CODE),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    "tr": Kind.TABLE,
}


def text_of(element: Element, *, apart: bool = False) -> str:
    r"""All text of an element on one line; a blank stands where a line or a block ends.

    Args:
        element: the element.
        apart: put a blank between two words of different elements, which only style sets apart.

    >>> text_of(etree.fromstring("<p>one <b>two</b>\n three</p>"))
    'one two three'
    >>> text_of(etree.fromstring("<p>March 5, 2024<br/>6:40 am</p>"))
    'March 5, 2024 6:40 am'
    >>> text_of(etree.fromstring("<p><b>Ann</b><i>Posts: 2</i></p>"), apart=True)
    'Ann Posts: 2'
    """
    if not len(element):
        return " ".join((element.text or "").replace(_SOFT_HYPHEN, "").split())
    pieces: list[str] = []
    for text in _texts(element):
        if apart and pieces and pieces[-1][-1:].isalnum() and text[:1].isalnum():
            pieces.append(" ")
        pieces.append(text)
    return " ".join("".join(pieces).replace(_SOFT_HYPHEN, "").split())


def _texts(element: Element) -> Iterator[str]:
    if all(TAGS.get(el.tag, 0) & (_ENDS_WORD | SCRIPT) == 0 for el in element.iterdescendants()):
        yield from element.itertext()
        return
    said = ""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, el in walk:
        what = TAGS.get(el.tag, 0)
        if what & _ENDS_WORD:
            said = " "
            yield said
        script = script_text(el, said) if event == "start" and what == SCRIPT else ""
        if script:
            walk.skip_subtree()
        if text := script or (el.text if event == "start" else el.tail if el is not element else None):
            said = text
            yield text
