"""Messages as files (.eml, mbox): bytes or text to the text that a person reads, head first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from forumclean.reader.mail.heads import decoded
from forumclean.reader.mail.markup import text_of_markup
from forumclean.reader.page.encoding import decode

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["is_message", "text_of_messages"]

_SEEN = 1 << 16
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_FIELD = re.compile(rb"^([A-Za-z][\w-]{1,50}):", re.M)
_LINE = re.compile(rb"(?:[A-Za-z][\w-]{1,50}:.*|[ \t].*|>?From .*)\r?")
_ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{3,160}\r?\n(?=[A-Za-z][\w-]{1,50}:)")
# Fields that only programs write, and those of which a head has at least so many.
_PROGRAMS = frozenset(
    (b"message-id", b"mime-version", b"received", b"return-path", b"references", b"in-reply-to", b"newsgroups",
     b"content-transfer-encoding", b"delivered-to", b"x-mailer", b"user-agent", b"path", b"content-type")
)  # fmt: skip
_PEOPLES = frozenset((b"from", b"date", b"subject", b"to"))
_PLAIN = frozenset(("", "7bit", "8bit", "binary"))
# A page that a browser saved is a message by its form alone.
_SAVED = re.compile(rb"^(?:from:\s*<saved by |snapshot-content-location:)", re.I | re.M)
# Letters put into a letter, one in the other: nobody writes more.
_DEEPEST = 20


def is_message(raw: bytes | str) -> bool:
    r"""Tell by its head whether an input is a message, or an mbox of them, as programs store them.

    >>> is_message(b"From: ann@a.example\nSubject: Rain\nMessage-ID: <1@a.example>\n\nIt rained.\n")
    True
    >>> is_message("From: Hallam\nTo: Ferris\nDate: 9 May\n\nOne way.")
    False
    """
    head = raw[:_SEEN]
    data = head.encode("utf-8", "surrogatepass") if isinstance(head, str) else head
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not _LINE.fullmatch(data.partition(b"\n")[0]):
        return False  # nearly every text and page: they need not be cut into lines
    lines = _BLANK.split(data, maxsplit=1)[0].split(b"\n")
    if not all(map(_LINE.fullmatch, lines)) or _SAVED.search(b"\n".join(lines)):
        return False
    fields = {name.lower() for name in _FIELD.findall(b"\n".join(lines))}
    peoples = len(fields & _PEOPLES)
    return b"from" in fields and peoples >= 2 and bool(fields & _PROGRAMS or lines[0].startswith(b"From "))


def text_of_messages(raw: bytes | str, encoding: str | None = None) -> tuple[str, list[str]]:
    r"""The text of one message, or of all of an mbox, one below the other; and warnings.

    A plain message comes back as it is. Of others the head is written out, then the text, then names of what is
    attached.

    Args:
        raw: what `is_message` knows.
        encoding: of text that does not say it.

    >>> mail = "From: a@b.example\nTo: b@b.example\nContent-Transfer-Encoding: quoted-printable\n"
    >>> text_of_messages(mail + "\nEs regnet =E2=80=93 viel.\n")[0].splitlines()[-1]
    'Es regnet – viel.'
    """
    from email import message_from_bytes, policy  # with the network and more: few texts are mail

    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    told: list[str] = []
    texts = []
    for piece in _pieces(data):
        message = message_from_bytes(piece.lstrip(b"\r\n"), policy=policy.compat32)
        if _is_plain(message):
            texts.append(_decode(piece, message, encoding, told, is_text=isinstance(raw, str)))
        else:
            text = _written(message, encoding, told, is_text=isinstance(raw, str))
            envelope = message.get_unixfrom()
            texts.append(f"{envelope}\n{text}\n\n" if envelope else text)
    return "".join(texts), told


def _pieces(data: bytes) -> Iterator[bytes]:
    """The messages of an mbox; one that is none is a single piece."""
    starts = [found.start() for found in _ENVELOPE.finditer(data)]
    if starts:
        starts[0] = 0
    for start, end in zip(starts or [0], [*starts[1:], len(data)], strict=True):
        yield data[start:end]


def _is_plain(message: Message) -> bool:
    return not message.is_multipart() and message.get_content_type() == "text/plain" and _transfer(message) in _PLAIN


def _transfer(message: Message) -> str:
    return str(message.get("Content-Transfer-Encoding", "")).strip().lower()


def _decode(data: bytes, message: Message, encoding: str | None, told: list[str], *, is_text: bool) -> str:
    """Bytes of a message as text: by its own word, else as the caller says, else as they look."""
    if is_text and _transfer(message) in _PLAIN:
        return data.decode("utf-8", "surrogatepass")
    charset = _charset(message)
    try:
        return data.decode(charset) if charset else _guess(data, encoding, told)
    except (LookupError, UnicodeDecodeError):  # it says what it is not
        return _guess(data, encoding, told)


def _charset(message: Message) -> str | None:
    try:
        charset = message.get_content_charset()
    except (LookupError, UnicodeError, ValueError):
        return None
    # Latin 1 is what programs of Windows call their own code page; ASCII is what they say who say nothing.
    return {"iso-8859-1": "windows-1252", "us-ascii": None}.get(charset or "us-ascii", charset)


def _guess(data: bytes, encoding: str | None, told: list[str]) -> str:
    text, warnings = decode(data, encoding)
    told += [warning for warning in warnings if warning not in told]
    return text


def _written(message: Message, encoding: str | None, told: list[str], *, is_text: bool, depth: int = 0) -> str:
    """A message of parts, written out."""
    head = [f"{name}: {decoded(' '.join(str(value).split()))}" for name, value in message.items()]
    bodies: list[str] = []
    attached: list[str] = []
    for part in _leaves(message):
        kind, inner = part.get_content_type(), part.get_payload()
        letters = [some for some in inner if not isinstance(some, str)] if isinstance(inner, list) else []
        if kind == "message/rfc822" and letters and depth < _DEEPEST:
            sent_on = _written(letters[0], encoding, told, is_text=is_text, depth=depth + 1)
            bodies.append(f"---------- Forwarded message ----------\n{sent_on}")
        elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            data = part.get_payload(decode=True)
            text = _decode(data if isinstance(data, bytes) else b"", part, encoding, told, is_text=is_text)
            bodies.append(text_of_markup(text) if kind == "text/html" else text)
        else:
            name = decoded(str(part.get_filename() or "")) or "no name"
            attached.append(f"[attachment: {' '.join(name.split())} ({kind})]")
    return "\n\n".join(part for part in ("\n".join(head), *map(str.strip, bodies), "\n".join(attached)) if part)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts without parts; of those that say the same, the plain one."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        inner = [some for some in payload if not isinstance(some, str)] if isinstance(payload, list) else []
        if part.get_content_type() == "message/rfc822" or not inner:
            yield part
        elif part.get_content_type() == "multipart/alternative":
            waiting += _best(inner)
        else:
            waiting += reversed(inner)


def _best(forms: list[Message]) -> list[Message]:
    """Of forms of one text the plain one, if it says anything, else the last that is text."""
    for form in forms:
        if form.get_content_type() == "text/plain" and str(form.get_payload()).strip():
            return [form]
    return [form for form in forms if form.is_multipart() or form.get_content_type() == "text/html"][-1:] or forms[:1]
