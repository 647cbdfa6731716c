"""A text that is a mail to a Document, and what of a mail stands in a text that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forumclean.dates.reading import read_date
from forumclean.reader.mail.attribution import may_hold_attribution
from forumclean.reader.mail.footer import may_hold_footer
from forumclean.reader.mail.heads import is_field, may_hold_head
from forumclean.reader.mail.lines import Line, lines_of
from forumclean.reader.mail.segment import (
    ATTACHMENT,
    ATTRIBUTION,
    FOOTER,
    FORWARD,
    HEAD,
    SIGNATURE,
    Segments,
    related,
    segments_of,
)
from forumclean.reader.mail.words import fold, mail_words
from forumclean.reader.text import Lines, block_heads, fold_space, marked_kinds, spans_of
from forumclean.values.document import Document, PostHead
from forumclean.values.model import Kind
from forumclean.values.sentence import is_sentence

__all__ = ["ENGINE", "read_mail", "with_signatures"]

ENGINE = "mail"
_KINDS = {
    HEAD: Kind.POST_META, ATTRIBUTION: Kind.POST_META, FORWARD: Kind.POST_META, SIGNATURE: Kind.SIGNATURE,
    FOOTER: Kind.FOOTER, ATTACHMENT: Kind.ATTACHMENT,
}  # fmt: skip
# A mail that has lost its head: so many lines at most stand above the first thing that shows it to be one.
_MOST_ABOVE = 80
# Of more than so many lines, so much is prose where a person wrote them: long, or with a mark at its end.
_FEW, _LEAST_SAID, _MOST_FRAME_SAYS, _PROSE, _STOPS = 3, 0.4, 0.34, 50, tuple(".,!?:;。！？，…)»”")
# A line of so few characters that holds a date is a date and no text.
_DATE_CHARS = 45

# The blank behind the dashes is what no one types who draws a line.
_DELIMITERS = ("\n-- \n", "\n-- \r\n")
_MOST_BELOW, _LONG_BELOW = 5, 90
_REASON = f"{ENGINE}:{SIGNATURE}"


def read_mail(text: Lines, *, head: PostHead | None = None, is_file: bool = False) -> Document | None:
    r"""Read a text that is a mail, with its head or without; None for one that is none.

    Args:
        text: the text, split into its lines.
        head: what is known of its first message, so that it is one whatever it looks like.
        is_file: it comes from a file of messages, in which no page stands around them.

    >>> from forumclean.reader.text import split_lines
    >>> mail = "Yes.\n\nOn 5 May 2024 at 9:15, Ann Lee <ann@a.example> wrote:\n> Rain?"
    >>> document = read_mail(split_lines(mail))
    >>> document.texts[0], document.verdicts[1], [head.author for head in document.heads]
    ('Yes.', 'mail:attribution', [None, 'Ann Lee'])
    >>> read_mail(split_lines("On 5 May 2024 the harbour office wrote:\n\nThe boats stay in.")) is None
    True
    """
    source, texts, starts, ends, breaks = text
    has_other_signs = head is not None or may_hold_head(texts) or may_hold_footer(texts)
    gaps = breaks.tolist()
    if not has_other_signs and not may_hold_attribution(texts, gaps):
        return None
    lines = lines_of(texts, gaps)
    found = segments_of(lines, is_mail=head is not None, needs_attribution=not has_other_signs)
    if head is not None:
        found.heads[0] = head
    whole = head is not None or found.opens or _is_bare(lines, found)
    if not whole:
        if not _is_archived(lines, found):
            return None
        _take_frame(found)
    whole = whole and not _is_digest(found.heads[0])
    is_in_file = head is not None or (is_file and whole)
    keys = list(zip(found.parts, found.posts, (line.depth for line in lines), strict=True))
    cuts = [i for i in range(1, len(keys)) if keys[i] != keys[i - 1] or keys[i][0] in (HEAD, SIGNATURE)]
    heads = block_heads(texts, ends - starts, breaks, cuts)
    layout, blocks = spans_of(source, starts, ends, heads)
    folded = fold_space(blocks)
    first = heads.tolist()
    parts = [found.parts[i] for i in first]
    marked = marked_kinds(folded) or [None] * len(folded)
    kinds = [
        _KINDS[part] if part else Kind.QUOTE if lines[i].depth else kind
        for part, kind, i in zip(parts, marked, first, strict=True)
    ]
    subject = next((head.title_line for head in found.heads if head.title_line), None)
    return Document(
        texts=blocks,
        lines=folded,
        breaks=breaks[heads].tolist(),
        layout=layout,
        kinds=kinds,
        posts=[found.posts[i] for i in first],
        heads=tuple(related(found)),
        title=subject,
        engine=ENGINE,
        # Nothing stands around a message in a file; in a text it may be a page, for rules and the score to say.
        links=[0.0] * len(folded) if is_in_file else None,
        verdicts=[f"{ENGINE}:{part}" if part else "" for part in parts],
        is_alone=whole and (head is not None or found.opens),
        quotes=[found.quotes[i] for i in first],
    )


def _is_bare(lines: Sequence[Line], found: Segments) -> bool:
    """Tell a mail without its head from a page that merely holds what mails hold.

    A person wrote all that stands above the first attribution or head; a page has dates, names and counters there.
    Below it comes what is quoted, and little else.
    """
    marks = _marks(found, (ATTRIBUTION, HEAD, FOOTER))
    sure = found.told or any(one.sure for one in found.attributions)
    if not marks or not sure or marks[0] > _MOST_ABOVE or _has_frame_above(lines, found, marks[0]):
        return False
    last = len(lines) - 1
    outer = (one for one in found.attributions if not lines[one.first].depth and lines[min(one.last + 1, last)].depth)
    return len(list(outer)) <= 1


def _is_archived(lines: Sequence[Line], found: Segments) -> bool:
    """Tell a message with its head in the frame of an archive, where nobody says anything above the head."""
    heads = _marks(found, (HEAD,))
    if not found.told or not heads or heads[0] > _MOST_ABOVE or lines[heads[0]].depth or found.posts[heads[0]] != 1:
        return False
    above = _above(lines, found, heads[0])
    if FORWARD in found.parts[: heads[0]]:  # a program of mail drew a line between what was said and what was quoted
        return False
    return _said([text for text in above if not _is_frame(text)]) <= _MOST_FRAME_SAYS * len(above)


def _take_frame(found: Segments) -> None:
    """Add what stands above the first head to its message."""
    del found.heads[0], found.ids[0]
    found.posts = [max(post - 1, 0) for post in found.posts]


def _marks(found: Segments, wanted: tuple[str, ...]) -> list[int]:
    return [i for i, part in enumerate(found.parts) if part in wanted]


def _has_frame_above(lines: Sequence[Line], found: Segments, first: int) -> bool:
    above = _above(lines, found, first)
    if any(map(_is_frame, above)):
        return True
    is_greeted = bool(above) and fold(above[0]).rstrip(" ,!").split(" ")[0] in mail_words().greetings
    few = 1 if found.parts[first] == HEAD and FORWARD not in found.parts[:first] else _FEW
    return not is_greeted and len(above) > few and _said(above) < _LEAST_SAID * len(above)


def _above(lines: Sequence[Line], found: Segments, first: int) -> list[str]:
    return [line.text for line, part in zip(lines[:first], found.parts, strict=False) if line.text and not part]


def _said(texts: Sequence[str]) -> int:
    """How many lines are prose."""
    return sum(len(text) > _PROSE or text.endswith(_STOPS) for text in texts)


def _is_digest(head: PostHead) -> bool:
    return any(word in fold(head.title_line or "").split() for word in mail_words().digest)


def _is_frame(text: str) -> bool:
    """Tell a line that is a date, a number, a row of links or a field of a head, and nothing else."""
    if not any(map(str.isalpha, text)):
        return any(map(str.isdecimal, text))
    if text.count("|") > 1 or text.count("[") > 1 or is_field(text):
        return True
    if len(text) > _DATE_CHARS:
        return False
    reading = read_date(text)
    return bool(reading and reading.end - reading.start >= 0.6 * len(text))


def with_signatures(document: Document, source: str) -> Document:
    r"""The document with what stands below each "-- ", up to a blank line, known to be a signature.

    >>> from forumclean.reader.text import read_text
    >>> source = "It rained.\n\n-- \nAnn, Quay 4\n\nReply"
    >>> with_signatures(read_text(source), source).verdicts
    ['', 'mail:signature', 'mail:signature', '']
    """
    if not any(mark in source for mark in _DELIMITERS):
        return document
    layout, size = document.layout(), len(document.texts)
    verdicts = [""] * size
    for start in range(1, size - 1):
        if document.texts[start] != "--" or not source.startswith((" \n", " \r\n"), layout.ends[start]):
            continue
        end = start + 1
        while end < size and document.breaks[end] == 1:
            end += 1
        below = document.lines[start + 1 : end]
        if 0 < len(below) <= _MOST_BELOW and all(len(line) <= _LONG_BELOW and not is_sentence(line) for line in below):
            verdicts[start:end] = [_REASON] * (end - start)
    if not any(verdicts):
        return document
    known = document.kinds or [None] * size
    kinds = [Kind.SIGNATURE if verdict else kind for verdict, kind in zip(verdicts, known, strict=True)]
    return replace(document, verdicts=verdicts, kinds=kinds)
