"""Result: what `clean` gives back. Paragraphs are made when somebody asks; `text` needs none of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from forumclean.outcome.paragraphs import paragraphs_of, without
from forumclean.outcome.quotes import quote_heads
from forumclean.outcome.stats import stats_of
from forumclean.values.document import Document, Layout, QuoteHead
from forumclean.values.model import Kind, Label, Paragraph, Post, Quote
from forumclean.values.verdicts import Known, Verdicts

if TYPE_CHECKING:
    # What writes a result in other forms than text is loaded when somebody asks for one.
    from forumclean.outcome.forms.markdown import Piece
    from forumclean.outcome.forms.nesting import Place
    from forumclean.outcome.forms.thread import Turn
    from forumclean.outcome.markup import MarkupSpans

__all__ = ["Comments", "Quotes", "Result"]

Quotes: TypeAlias = Literal["keep", "once", "drop"]
Comments: TypeAlias = Literal["keep", "drop"]
_COMMENTS = ("keep", "drop")
_WORDS_KEPT = ("keep", "once", "drop")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Result:
    r"""The article, and the reason for everything that is not in it.

    Attributes:
        title: the title line, or None.
        prefix: the forum's label before the title, where the markup keeps it apart.
        engine: the forum software that the page was made with, such as ``xenforo``; ``bbcode`` for a post in it; None.
        ruleset: version and hash of everything that decided: packs, profiles, model, preset.
        suspicious: True when so much went that a person should look, or when the input is no thread and no article.

    >>> import forumclean
    >>> result = forumclean.clean("Staff member\nThe bridge was opened on Monday after three years of work.")
    >>> result.text
    'The bridge was opened on Monday after three years of work.'
    >>> [paragraph.reason for paragraph in result.removed]
    ['xenforo/member-titles']
    >>> result
    <Result: 'no title', 1 post, 11 words kept, 2 removed>
    """

    title: str | None
    prefix: str | None
    engine: str | None
    ruleset: str
    suspicious: bool
    _warnings: Callable[[], tuple[str, ...]]
    _document: Document = field(repr=False)
    _verdicts: Verdicts = field(repr=False)
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know: a rule that was cut off, bytes that had to be replaced, a suspicious loss."""
        if "warnings" not in self._cache:
            self._cache["warnings"] = self._warnings()
        return self._cache["warnings"]  # type: ignore[no-any-return]

    @property
    def source(self) -> str:
        """The decoded text that offsets point into; for text the input, or what a warning says was made of it."""
        return self._layout().source

    @property
    def text(self) -> str:
        """The body; paragraphs apart by a blank line where the source had one, else by a newline.

        Comments under an article are not part of it: they are in `posts`, and `to_text` gives them when asked.
        """
        return self.to_text()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Everything in the source, body and noise, in order; what is outside the spans is white space."""
        if "paragraphs" not in self._cache:
            self._cache["paragraphs"] = tuple(self._located())
        return self._cache["paragraphs"]  # type: ignore[no-any-return]

    @property
    def removed(self) -> tuple[Paragraph, ...]:
        """The noise paragraphs, each with its reason."""
        return tuple(p for p in self.paragraphs if p.label is Label.NOISE)

    @property
    def posts(self) -> tuple[Post, ...]:
        r"""The posts of a thread page, or of a plain-text dump as far as its lines show them; a fragment is one post.

        Of a dump they are told apart when somebody asks for them; where that is in doubt it is one post.

        >>> import forumclean
        >>> news, answer = "The bridge was opened on Monday.", "I drove over it this morning, and it sways."
        >>> head = "Post by {} on Mar {}, 2024 17:22:41 GMT"
        >>> lines = [head.format("ann", 1), news, head.format("piet", 2), answer]
        >>> [(post.author, post.text) for post in forumclean.clean("\n".join(lines)).posts]
        [('ann', 'The bridge was opened on Monday.'), ('piet', 'I drove over it this morning, and it sways.')]
        """
        if "posts" not in self._cache:
            self._cache["posts"] = tuple(self._posts())
        return self._cache["posts"]  # type: ignore[no-any-return]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes that say whom they quote, one inside another with the outer one.

        >>> import forumclean
        >>> forumclean.clean('[quote="Ann, post: 7"]Will it rain?[/quote]It will not.').quotes
        (Quote(author='Ann', date=None, post='7', text='Will it rain?'),)
        """
        blocks: dict[int, list[int]] = {}
        for i, quote in enumerate(self._document.quotes or ()):
            if quote:
                blocks.setdefault(quote, []).append(i)
        heads = self._document.quoted or [QuoteHead()] * max(blocks, default=0)
        return tuple(
            Quote(head.author, head.date, head.post, self._join(blocks.get(n, ()), headers=False, quotes="keep"))
            for n, head in enumerate(heads, start=1)
        )

    @property
    def author(self) -> str | None:
        """Who wrote the article, or the first post."""
        return self._document.heads[0].author if self._document.heads else None

    @property
    def date(self) -> datetime | None:
        """When the article, or the first post, was published; aware."""
        return self._document.heads[0].date if self._document.heads else None

    @property
    def markup(self) -> str | None:
        """The page that `Paragraph.markup` points into; None for plain text and data."""
        return self._spans().markup if self._document.markup is not None else None

    @property
    def stats(self) -> dict[str, Any]:
        """Words and characters kept and removed, in all; per kind; and words removed per reason.

        Kept are those of `text`, and of the comments under an article.
        """
        return stats_of(self._document, self._verdicts, self._layout())

    def to_text(
        self, *, title: bool = False, headers: bool = False, quotes: Quotes = "once", comments: Comments = "drop"
    ) -> str:
        """Return the body as text.

        Args:
            title: put the title before it, when it is not there anyway.
            headers: put "author" and "date" lines before each post that has them.
            quotes: ``"once"`` leaves out a quote that repeats another post of the page, ``"drop"`` leaves out all,
                ``"keep"`` none.
            comments: ``"drop"`` leaves out what stands under an article, ``"keep"`` does not. Replies of a thread are
                no comments: they are part of the text.

        Raises:
            ValueError: ``quotes`` or ``comments`` is nothing of this.
        """
        if quotes not in _WORDS_KEPT:
            raise ValueError(f"quotes must be one of {', '.join(_WORDS_KEPT)}, not {quotes!r}")
        if comments not in _COMMENTS:
            raise ValueError(f"comments must be one of {', '.join(_COMMENTS)}, not {comments!r}")
        whole = range(len(self._document.texts))
        blocks = whole if comments == "keep" else _without_comments(self._document)
        text = self._join(blocks, headers=headers, quotes=quotes)
        is_in_text = self._verdicts.title is not None and not self._verdicts.detached
        if not title or not self.title or is_in_text or _begins_with(text, self.title):
            return text
        return f"{self.title}\n\n{text}" if text else self.title

    def to_markdown(self, *, title: bool = False, headers: bool = False) -> str:
        r"""Return the body as Markdown: headings, lists, code, tables, and quotes with who is quoted.

        What only looks like markup is escaped; an address in the text is a link.

        Args:
            title: put the title before it, as a heading, when it is not there anyway.
            headers: put author and date before each post that has them, with links where they are known.

        >>> import forumclean
        >>> page = "<article><h2>The ferry</h2><p>It sails again from Monday.</p><ul><li>at six</li></ul></article>"
        >>> print(forumclean.clean(page).to_markdown())
        ## The ferry
        <BLANKLINE>
        It sails again from Monday.
        <BLANKLINE>
        - at six
        """
        from forumclean.outcome.forms.markdown import Piece, markdown_of, post_head

        document, grounds = self._document, self._verdicts.grounds()
        blocks = [
            i for i, is_body in enumerate(self._verdicts.body)
            if is_body and not (i == self._verdicts.title and (self._verdicts.detached or title))
        ]  # fmt: skip
        written = [markdown_of([Piece(self.title, Kind.TITLE)])] if title and self.title else []
        if written and blocks and _folded(document.texts[blocks[0]]) == _folded(self.title or ""):
            del blocks[0]
        heads, nested = quote_heads(document), self._nested(blocks, grounds.kinds)
        for post, group in groupby(blocks, key=lambda i: document.posts[i] if document.posts else 0):
            head = post_head(self.posts[post]) if headers and 0 <= post < len(self.posts) else ""
            pieces = (self._piece(i, grounds.kinds.get(i, Kind.PARAGRAPH), i in heads, nested.get(i)) for i in group)
            written += [part for part in (head, markdown_of(piece for piece in pieces if piece.text)) if part]
        return "\n\n".join(written)

    def to_thread(self) -> list[Turn]:
        r"""Return the posts that say something as turns: ``author``, ``date``, ``parent`` and ``text``.

        ``date`` is in ISO form where the page says it so that a machine can read it, else as it is printed; ``parent``
        is the index of the turn that is answered, None where the input does not say.

        >>> import forumclean
        >>> forumclean.clean("Staff member\nThe bridge was opened on Monday.").to_thread()
        [{'author': None, 'date': None, 'parent': None, 'text': 'The bridge was opened on Monday.'}]
        """
        from forumclean.outcome.forms.thread import thread_of

        return thread_of(self.posts)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON types, in a fixed order."""
        return {
            "text": self.text,
            "title": self.title,
            "prefix": self.prefix,
            "engine": self.engine,
            "posts": [post.to_dict() for post in self.posts],
            "paragraphs": [p.to_dict() for p in self.paragraphs],
            "stats": self.stats,
            "suspicious": self.suspicious,
            "warnings": list(self.warnings),
            "ruleset": self.ruleset,
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Return `to_dict` as JSON. Lone surrogates are escaped, so that it always encodes as UTF-8.

        Args:
            indent: blanks for each level, a value a line; None: all of it on one line.
        """
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        return text if _encodes(text) else json.dumps(self.to_dict(), indent=indent)

    def explain(self) -> str:
        """Return a table for a person: verdict, kind, score, reason and text of every paragraph."""
        from forumclean.outcome.table import render_table

        rows = [(p.label.value, p.kind.value, f"{p.score:.2f}", p.reason, p.text) for p in self.paragraphs]
        return render_table(("verdict", "kind", "score", "reason", "text"), rows)

    def _repr_html_(self) -> str:
        """What a notebook shows: the source with what was removed tinted, and why on hover, tap and key."""
        from forumclean.outcome.forms.html import fragment
        from forumclean.outcome.forms.sheet import sheet_of

        return fragment(sheet_of(self))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        words, posts = self.stats["words"], len(self._document.heads)
        parts = [
            repr(self.title or "no title"), f"{posts} post{'s' * (posts != 1)}", f"{words['kept']} words kept",
            f"{words['removed']} removed", *(["suspicious"] if self.suspicious else []),
        ]  # fmt: skip
        return f"<Result: {', '.join(parts)}>"

    def __eq__(self, other: object) -> bool:
        # What both say decides, not how each was read: a layout may hold a parse tree.
        if not isinstance(other, Result):
            return NotImplemented
        return self.source == other.source and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.ruleset, self.text))

    def __reduce__(self) -> tuple[Any, ...]:
        # What is still to be worked out holds a parse tree or a model; what comes of it is small and can be pickled.
        document = replace(self._document, layout=Known(self._layout()))
        known = self._verdicts
        verdicts = replace(known, grounds=Known(known.grounds()), scores=Known(known.scores()))
        return Result, (
            self.title, self.prefix, self.engine, self.ruleset, self.suspicious, Known(self.warnings), document,
            verdicts,
        )  # fmt: skip

    def _layout(self) -> Layout:
        if "layout" not in self._cache:
            self._cache["layout"] = self._document.layout()
        return self._cache["layout"]  # type: ignore[no-any-return]

    def _located(self) -> Iterator[Paragraph]:
        found = paragraphs_of(self._document, self._verdicts, self._layout())
        if self._document.markup is None:
            return iter(found)
        return (replace(paragraph, _spans=self._spans()) for paragraph in found)

    def _spans(self) -> MarkupSpans:
        if "spans" not in self._cache:
            from forumclean.outcome.markup import MarkupSpans

            layout = self._layout()
            places = sorted([*zip(layout.starts, layout.ends, strict=True), *((f.start, f.end) for f in layout.frames)])
            page = (self._document.markup or b"").decode("utf-8", "replace")
            self._cache["spans"] = MarkupSpans(page, layout.source, [(int(start), int(end)) for start, end in places])
        return self._cache["spans"]  # type: ignore[no-any-return]

    def _join(self, blocks: Sequence[int], *, headers: bool, quotes: Quotes) -> str:
        document, verdicts = self._document, self._verdicts
        left_out = _all_quotes(document) if quotes == "drop" else frozenset()
        brought_back = quote_heads(document) | verdicts.repeats if quotes == "keep" else frozenset()
        pieces: list[str] = []
        gap, head = 0, -1
        for i in blocks:
            gap = max(gap, document.breaks[i])
            if not (verdicts.body[i] or i in brought_back) or i in left_out:
                continue
            if i == verdicts.title and verdicts.detached:
                continue
            if headers and document.posts and document.posts[i] != head:
                head = document.posts[i]
                lines = [line for line in (document.heads[head].author, document.heads[head].date_text) if line]
                if lines:
                    pieces += ["\n\n" if pieces else "", "\n".join(lines)]
                    gap = 1
            text = without(document.texts[i], verdicts.cuts[i]) if i in verdicts.cuts else document.texts[i]
            if text:
                pieces += [_GAPS[gap] if pieces else "", text]
                gap = 0
        return "".join(pieces)

    def _nested(self, blocks: Sequence[int], kinds: Mapping[int, Kind]) -> dict[int, Place]:
        """The places of blocks in lists, tables and quotes, as far as there is markup that says."""
        from forumclean.outcome.forms.nesting import places

        nested = [i for i in blocks if kinds.get(i) in (Kind.LIST, Kind.TABLE, Kind.QUOTE)]
        if self._document.markup is None or not nested:
            return {}
        layout, spans = self._layout(), self._spans()
        found = {i: span for i in nested if (span := spans(int(layout.starts[i]), int(layout.ends[i])))}
        return dict(zip(found, places(spans.markup, (start for start, _ in found.values())), strict=True))

    def _piece(self, i: int, kind: Kind, attribution: bool, place: Place | None = None) -> Piece:
        from forumclean.outcome.forms.markdown import Piece

        document, cuts = self._document, self._verdicts.cuts
        text = without(document.texts[i], cuts[i]) if i in cuts else document.texts[i]
        where = () if place is None else (place,)
        return Piece(text, kind, document.quotes[i] if document.quotes else 0, attribution, *where)

    def _posts(self) -> list[Post]:
        document = self._document
        paragraphs: dict[int, tuple[Paragraph, ...]] = {
            post: tuple(group)
            for post, group in groupby((p for p in self.paragraphs if p.post is not None), key=lambda p: p.post or 0)
        }
        blocks: dict[int, list[int]] = {}
        for i in range(len(document.texts)):
            blocks.setdefault(document.posts[i] if document.posts else 0, []).append(i)
        return [
            Post(
                number=head.number, author=head.author, author_url=head.author_url, date=head.date, url=head.url,
                title_line=head.title_line, date_text=head.date_text, source_url=head.source_url,
                parent=head.parent, depth=head.depth, signature=head.signature or _signature(paragraphs.get(n, ())),
                text=self._join(blocks.get(n, []), headers=False, quotes="once"), paragraphs=paragraphs.get(n, ()),
            )
            for n, head in enumerate(document.heads)
        ]  # fmt: skip


def _signature(paragraphs: Sequence[Paragraph]) -> str | None:
    return "\n".join(part.text for part in paragraphs if part.kind is Kind.SIGNATURE) or None


_BEGINNING, _HEAD_LINES = 1000, 4
_GAPS = ("", "\n", "\n\n")


def _without_comments(document: Document) -> Sequence[int]:
    """The blocks of a text: all of a thread, and of an article with comments the article."""
    posts = document.posts
    if not document.article or posts is None:
        return range(len(document.texts))
    return [i for i, post in enumerate(posts) if post == 0]


def _all_quotes(document: Document) -> frozenset[int]:
    return frozenset(i for i, kind in enumerate(document.kinds or ()) if kind is Kind.QUOTE)


def _begins_with(text: str, title: str) -> bool:
    """Whether a title stands on one of the first lines, whatever its case: below it may stand who wrote, and when."""
    lines = [line for line in text[: _BEGINNING + 4 * len(title)].splitlines() if line.strip()]
    return _folded(title) in map(_folded, lines[:_HEAD_LINES])


def _folded(line: str) -> str:
    return " ".join(line.split()).casefold()


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
