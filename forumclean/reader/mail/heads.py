"""Heads of messages in a text, "From: … Date: … Subject: …", by labels of any language, and the rules above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from forumclean.dates.orders import moment_on
from forumclean.dates.reading import read_date
from forumclean.reader.mail.attribution import ADDRESS
from forumclean.reader.mail.lines import Line, visible
from forumclean.reader.mail.words import fold, mail_words
from forumclean.values.document import PostHead

__all__ = ["Head", "decoded", "head_at", "ids_of", "is_field", "is_forward", "post_head"]

_FIELD = re.compile(r"[*_]{0,2}([^\W\d_][^:：\n]{0,28}?)\s?[*_]{0,2}\s?[:：][*_]{0,2}\s*(.*)", re.S)
# What stands before the first colon of a field, whatever marks of quotes stand before its label.
_LABEL = re.compile(r"[^\w\n]*_{0,2}([^\W\d_][^\n]{0,33})")
# The first line of a message in an mbox, and of one in a file of Usenet.
_ENVELOPE = re.compile(r"From \S+(?: at \S+)?\s+.{0,40}\d\d:\d\d.{0,30}|From - .{10,40}")
_PROGRAM = re.compile(
    r"(?:message-id|in-reply-to|references|return-path|received|mime-version|xref|path|lines|organi[sz]ation|approved"
    r"|followup-to|precedence|user-agent|delivered-to|errors-to|importance|priority|sensitivity|thread-(?:topic|index)"
    r"|distribution|status|article|keywords|summary|sender|mailing-list|bcc|archived-at|autocrypt|dkim-signature"
    r"|auto-submitted|date-received|posted-date|originator|supersedes|expires|mail-followup-to|attachments?|importance"
    r"|(?:x|list|nntp|content|arc|authentication|resent|injection|relay|posting|cancel|delivery|domainkey)-[\w-]{1,40})",
    re.I,
)
_OFFSET = re.compile(r"[+-]\d{4}\b")
_ID = re.compile(r"<[^<>\s]{3,300}>")
_DASHES = re.compile(r"[-_=*~—–\s>]{3,}")
_IDS = ("message-id", "in-reply-to", "references")
_ROLES = ("from", "date", "subject", "to", "copy")
# Lines over which a field is wrapped, and characters of one after which a program wraps.
_MOST_WRAPPED, _FULL = 4, 56


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a message.

    Attributes:
        first: its first line.
        last: its last line.
        values: what its fields say, by role.
        fields: how many there are.
    """

    first: int
    last: int
    values: dict[str, str]
    fields: int


def may_hold_head(texts: Sequence[str]) -> bool:
    """Tell at a glance what has no head in it: no line says whom it is from."""
    labels = [text.partition(":")[0].partition("：")[0] for text in texts if ":" in text or "：" in text]
    found = (_LABEL.fullmatch(visible(label)) for label in labels)
    return any(_is_of_sender(one[1]) for one in found if one)


@lru_cache(maxsize=1 << 12)
def _is_of_sender(label: str) -> bool:
    """Tell the label of a sender; those of a forum come back in every post."""
    return "from" in mail_words().labels.get(fold(label.strip(" \t*_")), ())


def head_at(lines: Sequence[Line], first: int, *, announced: bool = False) -> Head | None:
    r"""The head that begins at a line, if one does.

    Args:
        lines: of the text.
        first: where to look.
        announced: a rule such as "Original Message" stands above it, so that fewer fields are enough.

    >>> from forumclean.reader.mail.lines import lines_of
    >>> lines = lines_of(["Von: Ann Lee <a@b.example>", "Datum: 5. Mai 2024", "Betreff: Regen", "Hallo"], [0, 1, 1, 2])
    >>> head_at(lines, 0).values
    {'from': 'Ann Lee <a@b.example>', 'date': '5. Mai 2024', 'subject': 'Regen'}
    """
    at, values, fields, depth = first, dict[str, str](), 0, lines[first].depth
    enveloped = bool(_ENVELOPE.fullmatch(lines[first].text))
    at += enveloped
    last_role = ""
    wrapped = 0
    while at < len(lines) and lines[at].depth == depth and (at == first + enveloped or not lines[at].apart):
        label, value = _field(lines[at].text)
        role = _role(label, values)
        if role:
            fields += 1
            last_role, wrapped = role, 0
            if role != "other":
                values[role] = value
        elif fields and wrapped < _MOST_WRAPPED and _is_wrapped(lines, at, last_role):
            wrapped += 1
            if last_role in values:
                values[last_role] = f"{values[last_role]} {lines[at].text}".strip()
        else:
            break
        at += 1
    head = Head(first, at - 1, values, fields)
    return head if _is_sure(head, announced=announced or enveloped) else None


def is_field(text: str) -> bool:
    """Tell a line of a head, such as "Subject: Rain"."""
    label, value = _field(text)
    return bool(value and (mail_words().labels.get(label) or _PROGRAM.fullmatch(label)))


def _field(text: str) -> tuple[str, str]:
    found = _FIELD.fullmatch(text)
    return (fold(found[1]), found[2].strip(" *")) if found else ("", "")


def _role(label: str, known: dict[str, str]) -> str:
    """What a label says, of the roles that no field of the head has yet; a program's own field is "other"."""
    if not label:
        return ""
    if roles := mail_words().labels.get(label, frozenset()).difference(known):
        return next(role for role in _ROLES if role in roles)
    if label in _IDS:
        return label
    return "other" if _PROGRAM.fullmatch(label) else ""


def _is_wrapped(lines: Sequence[Line], at: int, role: str) -> bool:
    """Tell whether a line goes on with the field above it: addresses, a long subject, or more fields come below."""
    text = lines[at].text
    if role in ("to", "copy", "from") and (ADDRESS.search(text) or lines[at - 1].text[-1:] in ",;"):
        return True
    if role in ("other", *_IDS) and not text.endswith((".", "!", "?")) and " " not in text[:20].strip():
        return True
    if (
        role == "subject"
        and len(lines[at - 1].text) >= _FULL
        and (at + 1 == len(lines) or lines[at + 1].apart or not lines[at + 1].text)
    ):
        return True
    below = [_field(line.text)[0] for line in lines[at + 1 : at + 3] if not line.apart]
    return any(label in mail_words().labels or _PROGRAM.fullmatch(label) for label in below if label)


def _is_sure(head: Head, *, announced: bool) -> bool:
    """Tell a head from somebody's list of places and dates that has the same labels."""
    values = head.values
    if "from" not in values or not values["from"]:
        return False
    has_address = any(ADDRESS.search(values.get(role, "")) for role in ("from", "to", "copy"))
    if announced:
        return head.fields >= 2
    others = {"date", "subject", "to", "copy"} & values.keys()
    is_dated = "date" in values and read_date(values["date"]) is not None
    if {"subject"} <= others and (is_dated or has_address or "to" in others or head.fields > 3):
        return True
    programs = head.fields - len(others) - 1
    return has_address and (is_dated or programs > 1)


def is_forward(text: str) -> bool:
    """Tell the rule above a message that was sent on: its words between dashes, or alone with a colon.

    >>> is_forward("----- Original Message -----"), is_forward("Begin forwarded message:"), is_forward("Message")
    (True, True, False)
    """
    if not text.startswith(("-", "_", "=", "*", "~", "—", "–")) and not text.endswith((":", "：")):
        return False
    inner = _DASHES.sub(" ", text) if text[:1] in "-_=*~—–" else text
    phrase = fold(inner).rstrip(" :").strip()
    words = mail_words().forwarded
    if phrase in words:
        return True
    return text[:3] == "---" and len(phrase) < _FULL and any(phrase.startswith(f"{word} ") for word in words)


def post_head(head: Head) -> PostHead:
    """What the head says of its message."""
    sender, date = decoded(head.values.get("from", "")), head.values.get("date")
    subject = decoded(head.values.get("subject", "")) or None
    return PostHead(author=author_of(sender), date=moment_of(date), date_text=date or None, title_line=subject)


def ids_of(head: Head) -> tuple[str, str]:
    """The id of its message, and of the one that it answers; "" where it has none."""
    values = head.values
    answered = _ID.findall(values.get("in-reply-to", "")) or _ID.findall(values.get("references", ""))[-1:]
    return next(iter(_ID.findall(values.get("message-id", ""))), ""), next(iter(answered), "")


def author_of(sender: str) -> str | None:
    """The name of a sender, or else the address.

    >>> author_of('"Lee, Ann" <a@b.example>'), author_of("a at b.example (Ann Lee)"), author_of("<a@b.example>")
    ('Lee, Ann', 'Ann Lee', 'a@b.example')
    """
    sender = sender.strip()
    named = re.sub(r"\[mailto:[^\]]*\]|<[^<>]*>", " ", sender)
    in_brackets = re.fullmatch(r"\S+(?:\s(?:at|\(at\))\s\S+)?\s+\(([^()]+)\)", named.strip())
    name = (in_brackets[1] if in_brackets else named).strip(" \"'*;,")
    if name and not ADDRESS.fullmatch(name):
        return name
    address = ADDRESS.search(sender)
    return address[0].strip(" <>[]()").removeprefix("mailto:") if address else sender or None


def moment_of(date: str | None) -> datetime | None:
    """The moment of a date as mail writes it, or as people do."""
    if not date:
        return None
    from email.utils import parsedate_to_datetime  # with the network and more

    # What mail writes says its zone by a number; names of zones our own reader knows better.
    reading = None if _OFFSET.search(date) else read_date(date)
    if (moment := moment_on(date, reading)) is not None:
        return moment
    try:
        moment = parsedate_to_datetime(date)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return moment_on(date, read_date(date))


def decoded(value: str) -> str:
    """A field in plain characters, where it was written in encoded words.

    >>> decoded("=?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Hallam")
    'Grüße aus Hallam'
    """
    if "=?" not in value:
        return value
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
