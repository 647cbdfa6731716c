"""Rule file: rules that are patched as text, so that comments and order stay, and checked before they are there."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from forumclean.cleaner import Cleaner
from forumclean.config import decode, parse_toml
from forumclean.errors import ConfigError
from forumclean.rules.rule import Rule

__all__ = ["RuleFile", "rules_in"]

# What a TOML text is made of, as far as it must be known where a table begins.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r"|^\ufeff?[ \t]*\[\[?[ \t]*(?P<name>[\w.\"' -]+?)[ \t]*\]\]?|[\[\]{}]",
    re.M | re.S,
)
_NEW = "# Rules of {}. Made with forumclean workbench; edit it as you like.\n"


@dataclass(frozen=True, slots=True)
class _Written:
    """What an undo needs: the text before and after."""

    before: str | None
    after: str


class RuleFile:
    """A file of rules.

    Args:
        path: of the file; it need not be there yet.

    Raises:
        ConfigError: it is there, and cannot be read or does not check.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._done: list[_Written] = []
        self.cleaner = Cleaner(path if path.exists() else None)

    @property
    def text(self) -> str:
        """What is in the file now; "" when it is not there."""
        return self._read() or ""

    @property
    def can_undo(self) -> bool:
        """True when something was written."""
        return bool(self._done)

    def add(self, rule: str) -> None:
        """Write a rule below all others.

        Args:
            rule: as TOML, with its comments.

        Raises:
            ConfigError: the file would not check; it stays as it is.
        """
        (new,) = _one(rule)
        self._change(lambda text: _appended(text or _NEW.format(self.path.stem), rule), lambda old: [*old, new])

    def replace(self, id: str, rule: str) -> None:
        """Write a rule in the place of another; raises `ConfigError` as `add` does, and when there is no such rule."""
        (new,) = _one(rule)
        number = self._number(id)
        self._change(lambda text: _patched(text, number, rule), lambda old: [*old[:number], new, *old[number + 1 :]])

    def remove(self, id: str) -> None:
        """Take a rule out; raises `ConfigError` as `replace` does."""
        number = self._number(id)
        self._change(lambda text: _patched(text, number, ""), lambda old: old[:number] + old[number + 1 :])

    def note(self, comment: str) -> None:
        """Write a comment at the end."""
        line = "# " + " ".join(comment.split())
        self._change(lambda text: _appended(text or _NEW.format(self.path.stem), line), lambda old: old)

    def undo(self) -> None:
        """Give the file back as it was before the last change.

        Raises:
            ConfigError: somebody else has written to it since, or nothing was done.
        """
        if not self._done:
            raise ConfigError("there is nothing to undo", file=str(self.path))
        last = self._done[-1]
        if self._read() != last.after:
            raise ConfigError("it was changed by somebody else since", file=str(self.path), hint="undo it there")
        if last.before is None:
            self.path.unlink()
            self.cleaner = Cleaner()
        else:
            self._write(last.before)
        self._done.pop()

    def source_of(self, id: str) -> str:
        """The text of a rule as it stands in the file; raises `ConfigError` when there is none."""
        start, end = _spans(self.text)[self._number(id)]
        return self.text[start:end]

    def _number(self, id: str) -> int:
        ids = [rule.get("id") for rule in parse_toml(self.text.lstrip("\ufeff"), file=str(self.path)).get("rule", [])]
        if id not in ids or len(_spans(self.text)) != len(ids):
            raise ConfigError(f"no table [[rule]] with the id '{id}'", file=str(self.path), hint="look at the file")
        return ids.index(id)

    def _change(self, patch: Callable[[str], str], expected: Callable[[list[Any]], list[Any]]) -> None:
        before = self._read()
        after = patch(before or "")
        old = parse_toml((before or "").lstrip("\ufeff"), file=str(self.path))
        new = parse_toml(after.lstrip("\ufeff"), file=str(self.path))
        # Whatever the patch did to the text, it says what was meant and nothing else.
        wanted = {**old, "rule": expected(old.get("rule", []))}
        if {"rule": [], **new} != wanted:
            raise ConfigError(
                "the change can't be written without touching more", file=str(self.path), hint="edit it by hand"
            )
        self._write(after)
        self._done.append(_Written(before, after))

    def _read(self) -> str | None:
        try:
            return self.path.read_bytes().decode()
        except FileNotFoundError:
            if not self.path.resolve().parent.is_dir():
                raise ConfigError("there is no such folder", file=str(self.path), hint="make it first") from None
            return None
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise ConfigError(f"cannot be read: {why}", file=str(self.path)) from None

    def _write(self, text: str) -> None:
        """Put the text in the place of the file, if it checks."""
        real = self.path.resolve()  # a link stays one
        handle, name = tempfile.mkstemp(prefix=f".{real.stem}.", suffix=".toml", dir=real.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode())
                stream.flush()
                os.fsync(stream.fileno())
            cleaner = self._checked(name)
            if real.exists():
                shutil.copymode(real, name)
            Path(name).replace(real)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self.cleaner = cleaner

    def _checked(self, name: str) -> Cleaner:
        try:
            return Cleaner(name)
        except ConfigError as error:
            raise ConfigError(
                error.problem, file=str(self.path), line=error.line, key=error.key, hint=error.hint
            ) from None


def rules_in(text: str, *, file: str) -> list[Rule]:
    """The rules that a TOML text has; raises `ConfigError`."""
    tables = parse_toml(text.lstrip("\ufeff"), file=file).get("rule", [])
    return decode(tables, list[Rule], file=file, text=text)


def _one(rule: str) -> list[Any]:
    """The one table of a rule's text; raises `ConfigError`."""
    data = parse_toml(rule, file="the rule")
    tables = data.get("rule")
    if list(data) != ["rule"] or not isinstance(tables, list) or len(tables) != 1:
        raise ConfigError("it must be one rule and nothing else", file="the rule", hint="begin it with [[rule]]")
    decode(tables, list[Rule], file="the rule", text=rule)
    return tables


def _appended(text: str, block: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    head = text if not text or text.endswith("\n") else text + end
    return head + end + end.join(block.strip().splitlines()) + end


def _patched(text: str, number: int, block: str) -> str:
    spans = _spans(text)
    if number >= len(spans):
        raise ConfigError("its rules do not stand as tables [[rule]]", hint="edit it by hand")
    start, end = spans[number]
    line_end = "\r\n" if "\r\n" in text else "\n"
    rest = text[end:] if block.strip() else text[end:].lstrip("\r\n")
    return text[:start] + line_end.join(block.strip().splitlines()) + rest


def _spans(text: str) -> list[tuple[int, int]]:
    """Where each [[rule]] begins and ends; comments and blank lines after its last key belong to what follows."""
    heads: list[tuple[int, str]] = []
    depth = 0
    for token in _TOKEN.finditer(text):
        if token["name"] and not depth:
            heads.append((token.start() + token[0].startswith("\ufeff"), token["name"].strip()))
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
    heads = [(at, name) for at, name in heads if not name.startswith("rule.")] + [(len(text), "")]
    return [(at, at + len(_trimmed(text[at:after]))) for (at, name), (after, _) in pairwise(heads) if name == "rule"]


def _trimmed(block: str) -> str:
    lines = block.splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "".join(lines).rstrip("\r\n")
