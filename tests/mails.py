"""Ten mails of our own in each language of mails.toml, with what is in them; for tests and for benchmarks/mails.py."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from pathlib import Path
from quopri import encodestring
from typing import Any

__all__ = ["LANGUAGES", "NAME", "Mail", "mails"]

NAME, _ADDRESS, _OWN = "Marta Holm", "marta@mill.example", ("Bram Tol", "Quay 4, Port Hallam", "Tel. +44 555 0170")
_FILE = Path(__file__).parent / "mails.toml"
LANGUAGES: dict[str, dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail and what each of its lines is.

    Attributes:
        name: language and shape.
        raw: as it is given to `clean`.
        said: lines of the newest reply.
        quoted: lines that others wrote.
        attributions: lines above quotes and messages that were sent on.
        signature: lines of signatures and telephones.
        has_history: a message of somebody else is in it, which is a post of its own.
        author: of the newest reply, where the mail says it.
    """

    name: str
    raw: str | bytes
    said: tuple[str, ...]
    quoted: tuple[str, ...]
    attributions: tuple[str, ...]
    signature: tuple[str, ...]
    has_history: bool = True
    author: str | None = None


def mails() -> Iterator[Mail]:
    """All of them."""
    for language, words in LANGUAGES.items():
        for shape, make in _SHAPES.items():
            yield make(f"{language}-{shape}", words)


def _line(words: dict[str, Any], client: str) -> str:
    return str(words[client]).format(name=NAME, address=_ADDRESS)


def _quote(lines: list[str], mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in lines)


def _mail(name: str, words: dict[str, Any], body: str, lines: list[str], signature: list[str], **more: Any) -> Mail:
    said = (words["greeting"], *words["said"]) if "said" not in more else more.pop("said")
    said = (*said, *more.pop("farewell", ()))
    return Mail(name, more.pop("raw", body), said, tuple(words["asked"]), tuple(lines), tuple(signature), **more)


def _reply(words: dict[str, Any]) -> str:
    return "\n\n".join([words["greeting"], " \n".join(words["said"][:1]), *words["said"][1:]])


def _top(name: str, words: dict[str, Any]) -> Mail:
    line, farewell = _line(words, "gmail"), [words["closing"], _OWN[0]]
    body = f"{_reply(words)}\n\n{farewell[0]}\n{farewell[1]}\n\n{line}\n\n{_quote(words['asked'])}\n"
    return _mail(name, words, body, [line], [], farewell=farewell)


def _wrapped(name: str, words: dict[str, Any]) -> Mail:
    line = _line(words, "gmail")
    middle = line.rfind(" ", 0, max(line.find("<"), line.find("("), 30) + 1)
    lines = [line[:middle], line[middle + 1 :]] if middle > 21 else [line]
    body = f"{_reply(words)}\n\n\n" + "\n".join(lines) + f"\n\n{_quote(words['asked'])}\n"
    return _mail(name, words, body, lines, [])


def _outlook(name: str, words: dict[str, Any]) -> Mail:
    head = [line.format(name=NAME, address=_ADDRESS) for line in words["head"]]
    parts = [_reply(words), "\n".join([words["closing"], *_OWN]), "\n".join(head), *words["asked"]]
    body = "\n\n".join(parts)
    return _mail(name, words, body, head, list(_OWN), farewell=[words["closing"]])


def _forwarded(name: str, words: dict[str, Any]) -> Mail:
    head = [words["forwarded"], *(line.format(name=NAME, address=_ADDRESS) for line in words["head"])]
    body = f"{_reply(words)}\n\n" + "\n".join(head) + "\n\n\n" + "\n".join(words["asked"])
    return _mail(name, words, body, head, [])


def _interleaved(name: str, words: dict[str, Any]) -> Mail:
    line, (one, two), said = _line(words, "thunderbird"), words["asked"], words["said"]
    body = f"{line}\n> {one}\n\n{said[0]}\n\n> {two}\n\n{said[1]}\n{said[2]}\n\n-- \n" + "\n".join(_OWN)
    return _mail(name, words, body, [line], ["--", *_OWN], said=tuple(said), has_history=False)


def _bottom(name: str, words: dict[str, Any]) -> Mail:
    line = _line(words, "apple")
    body = f"{line}\n\n{_quote(words['asked'])}\n\n{_reply(words)}\n\n{words['closing']}\n{_OWN[0]}\n"
    return _mail(name, words, body, [line], [], farewell=[words["closing"], _OWN[0]], has_history=False)


def _phone(name: str, words: dict[str, Any]) -> Mail:
    line = _line(words, "apple")
    body = f"{_reply(words)}\n\n{words['device']}\n\n> {line}\n> \n{_quote(words['asked'])}\n"
    return _mail(name, words, body, [line], [words["device"]])


def _deep(name: str, words: dict[str, Any]) -> Mail:
    lines = [_line(words, "thunderbird"), _line(words, "gmail")]
    quoted = f"{_quote(words['asked'][:1])}\n>\n> {lines[1]}\n>\n{_quote(words['asked'][1:], '>> ')}"
    body = f"{_reply(words)}\n\n{lines[0]}\n{quoted}\n\n-- \n{_OWN[0]}\n{_OWN[2]}\n"
    return _mail(name, words, body, lines, ["--", _OWN[0], _OWN[2]])


def _listed(name: str, words: dict[str, Any]) -> Mail:
    line, footer = _line(words, "thunderbird"), ["_" * 47, "Cranes mailing list", "cranes@lists.quay.example"]
    foot = [*footer, "https://lists.quay.example/mailman/listinfo/cranes"]
    body = f"{_reply(words)}\n\n{words['closing']}\n{_OWN[0]}\n\n{line}\n{_quote(words['asked'])}\n\n" + "\n".join(foot)
    return _mail(name, words, body, [line], foot, farewell=[words["closing"], _OWN[0]])


def _file(name: str, words: dict[str, Any]) -> Mail:
    line, subject = _line(words, "gmail"), Header(words["head"][3], "utf-8").encode()
    text = f"{_reply(words)}\n\n{words['closing']}\n{_OWN[0]}\n\n{line}\n{_quote(words['asked'])}\n".encode()
    is_quoted = len(name) % 2 == 0
    body = encodestring(text) if is_quoted else b64encode(text)
    head = (
        f"Received: from mx.quay.example; Thu, 14 Mar 2024 10:15:00 +0100\nFrom: {_OWN[0]} <bram@quay.example>\n"
        f"To: {NAME} <{_ADDRESS}>\nDate: Thu, 14 Mar 2024 10:15:00 +0100\nSubject: {subject}\n"
        f"Message-ID: <1@quay.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: {'quoted-printable' if is_quoted else 'base64'}\n\n"
    )
    farewell = [words["closing"], _OWN[0]]
    return _mail(name, words, "", [line], [], farewell=farewell, author=_OWN[0], raw=head.encode() + body)


_SHAPES = {
    "top": _top, "wrapped": _wrapped, "outlook": _outlook, "forwarded": _forwarded, "interleaved": _interleaved,
    "bottom": _bottom, "phone": _phone, "deep": _deep, "list": _listed, "file": _file,
}  # fmt: skip
