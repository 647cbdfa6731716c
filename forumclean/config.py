"""Strict decoding of TOML and dicts into typed settings: every mistake is named with file, line, key and a way out."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
import tomli

from forumclean.errors import ConfigError

__all__ = ["decode", "host_slip", "line_of", "parse_toml", "read_toml"]

T = TypeVar("T")
_POSITION = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.S)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`")
# Keys of the whole file, which stand above its tables.
_FILE_KEYS = ("disable", "extends")
_SHAPE = re.compile(r"Expected `([a-z]+).*?`, got `(\w+)`")
_ENUM = re.compile(r"Invalid enum value '(.*?)'")
_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+|\.\.\.)\])?")
_HEAD = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_OWN_KEY = re.compile(r"""\s*([\w"'.-]+)\s*=""")
_PATH = re.compile(r" - at `\$(.*?)`$")


def read_toml(path: str | Path) -> tuple[dict[str, Any], str]:
    """Return the tables of a TOML file and its text.

    Raises:
        ConfigError: the file cannot be read, is not UTF-8 or is not TOML.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")  # editors of Windows begin a file with a byte order mark
    except FileNotFoundError:
        raise ConfigError("no such file", file=str(path), hint="check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(f"cannot be read: {reason}", file=str(path)) from None
    return parse_toml(text, file=str(path)), text


def parse_toml(text: str, *, file: str) -> dict[str, Any]:
    """Parse TOML; a mistake names its line.

    >>> parse_toml("a = ", file="x.toml")
    Traceback (most recent call last):
    forumclean.errors.ConfigError: x.toml:1: not valid TOML: Invalid value
    """
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        found = _POSITION.match(str(error))
        problem, line = (found[1], found[2]) if found else (str(error), None)
        at = int(line) if line else text.count("\n") + 1
        raise ConfigError(f"not valid TOML: {problem}", file=file, line=at) from None


def decode(data: object, kind: type[T], *, file: str, text: str = "", table: str = "") -> T:
    """Turn plain data into ``kind``, a msgspec struct, and translate what msgspec says of a mistake.

    Args:
        data: what TOML gave, or a dict.
        kind: the struct.
        file: the name of the file, for the message.
        text: its text, to name the line.
        table: the table of the text that the data stand in, such as ``profile[1]``.

    Raises:
        ConfigError: an unknown key, a wrong type, a missing key or a value out of range.
    """
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        path = found[1].lstrip(".") if (found := _PATH.search(message)) else ""
        problem, key, hint = _translate(_PATH.sub("", message), path, kind, table)
        if hint is None and (shape := _SHAPE.match(message)):
            head = f"[[{_bare(f'{table}.{path}').strip('.')}]]"
            head = head if shape[1] == "array" else head[1:-1]
            hint = _shape_hint(shape[1], shape[2], path, _value_at(data, path), head)
        raise ConfigError(
            problem, file=file, line=line_of(text, f"{table}.{key}"), key=key or None, hint=hint
        ) from None


def _translate(problem: str, path: str, kind: type, table: str) -> tuple[str, str, str | None]:
    if unknown := _UNKNOWN.match(problem):
        struct = _struct_at(kind, path)
        names = list(struct.__struct_encode_fields__) if struct else []
        near = difflib.get_close_matches(unknown[1], names, n=1, cutoff=0.5)
        key = f"{path}.{unknown[1]}" if path else unknown[1]
        hint = _home_hint(unknown[1], path, kind, table)
        hint = hint or (f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(names)}")
        return f"unknown key '{unknown[1]}'", key, hint
    if wrong := _ENUM.match(problem):
        values = _enum_values(kind, path)
        near = difflib.get_close_matches(wrong[1], values, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'?" if near else f"it is one of {', '.join(values)}"
        return f"unknown value '{wrong[1]}'", path, hint
    return problem[:1].lower() + problem[1:], path, None


def _home_hint(name: str, path: str, kind: type, table: str) -> str | None:
    """Say where a key belongs that stands in the wrong table: TOML gives a key to the table above it."""
    root = msgspec.inspect.type_info(kind)
    fields = root.fields if isinstance(root, msgspec.inspect.StructType) else ()
    above = "write it above the first {}: what stands below belongs to that table"
    if path and any(field.encode_name == name for field in fields):
        return above.format(_table_head(path, kind, table))
    if table and name in _FILE_KEYS:
        return above.format(f"[[{_bare(table)}]]")
    for field in fields:
        inner = _unwrap(_pick(field.type, "["))
        elsewhere = isinstance(inner, msgspec.inspect.StructType) and not path.startswith(field.encode_name)
        if elsewhere and any(key.encode_name == name for key in getattr(inner, "fields", ())):
            return f"it belongs below a line {_table_head(field.encode_name, kind, table)}"
    return None


def _bare(path: str) -> str:
    return re.sub(r"\[.*?\]", "", path)


def _table_head(path: str, kind: type, table: str) -> str:
    """The line that begins a table in TOML."""
    dotted = _bare(f"{table}.{path}").strip(".")
    return f"[[{dotted}]]" if hasattr(_walk(kind, _bare(path)), "item_type") else f"[{dotted}]"


def _shape_hint(wanted: str, got: str, path: str, value: Any, head: str) -> str | None:
    """Say how to write a value that has the wrong type.

    Args:
        wanted: what msgspec calls the right type.
        got: what it calls the type of the value.
        path: where the value stands.
        value: what it is; None when that cannot be told.
        head: the line that begins the table, if the value should be one.
    """
    name, shown = _bare(path.rpartition(".")[2]), str(value)
    if wanted in ("array", "object") and got in ("array", "object"):
        return f"write {head}"
    if wanted == "array":
        return 'write it as a list: ["…"]' if value is None else f'write {name} = ["{shown}"]'
    if wanted == "str" and got == "array":
        return f'write {name} = "{value[0]}"' if isinstance(value, list) and len(value) == 1 else "it takes one value"
    if wanted == "str":
        return f'write it in quotes: "{shown}"'
    if wanted in ("int", "float"):
        whole = "a whole number" if wanted == "int" else "a number"
        return f"write {name} = {shown}" if got == "str" and shown.isdecimal() else f"write {whole}"
    return {"bool": "write true or false", "object": f"it is a table: {name} = {{ … }}"}.get(wanted)


def _value_at(data: Any, path: str) -> Any:
    """The value that a msgspec error path speaks of, if it can be told."""
    for name, index in re.findall(r"([^.\[\]]+)|\[(.*?)\]", path):
        try:
            data = data[name] if name else data[int(index)]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return data


def host_slip(host: str) -> tuple[str, str] | None:
    """Say what is wrong with a host that a config names, and how to write it; None when it is right.

    >>> host_slip("https://www.example.org/forum/")
    ("'https://www.example.org/forum/' is no host", "write 'www.example.org'")
    >>> host_slip("example.org")
    """
    try:
        parts = urlsplit(host if "//" in host else f"//{host}")
        bare = (parts.hostname or "").lstrip("*.").rstrip(".")
    except ValueError:
        bare = ""
    if bare and not bare.isspace() and bare == host:
        return None
    hint = f"write '{bare}'" if bare.strip() else "write a host such as 'example.org'"
    return f"'{host}' is no host", hint + "; hosts below it are included" * host.startswith(("*", "."))


def _walk(kind: Any, path: str) -> msgspec.inspect.Type:
    """Follow a msgspec error path such as ``rule[2].kind`` through the type."""
    node = msgspec.inspect.type_info(kind)
    for part in re.findall(r"[^.\[\]]+|\[", path):
        node = _pick(node, part)
    return _unwrap(node)


def _pick(node: msgspec.inspect.Type, part: str) -> msgspec.inspect.Type:
    node = _unwrap(node)
    if isinstance(node, msgspec.inspect.StructType):
        return next((field.type for field in node.fields if field.encode_name == part), node)
    return getattr(node, "item_type", node) if part == "[" else node


def _unwrap(node: msgspec.inspect.Type) -> msgspec.inspect.Type:
    if isinstance(node, msgspec.inspect.UnionType):
        return next(kind for kind in node.types if not isinstance(kind, msgspec.inspect.NoneType))
    return node


def _struct_at(kind: type, path: str) -> type[msgspec.Struct] | None:
    node = _walk(kind, path)
    return node.cls if isinstance(node, msgspec.inspect.StructType) else None


def _enum_values(kind: type, path: str) -> list[str]:
    node = _walk(kind, path)
    if isinstance(node, msgspec.inspect.EnumType):
        return [str(member.value) for member in node.cls]
    return [str(value) for value in getattr(node, "values", ())]


def line_of(text: str, key: str) -> int | None:
    r"""Line of ``rule[2].pattern`` in a TOML text, counted from 1: the key's own, else its table's, else None.

    >>> line_of("[[rule]]\nid = 1\n[[rule]]\n[rule.more]\nid = 2", "rule[1].more.id")
    5
    """
    wanted = [(name, int(index) if index.isdigit() else 0) for name, index in _STEP.findall(key)]
    table: list[tuple[str, int]] = []
    tables: Counter[str] = Counter()
    best, found = 0, None
    for number, line in enumerate(text.splitlines() if wanted else (), 1):
        if head := _HEAD.match(line):
            names = _names(head[2])
            tables[head[2]] += head[1] == "[["
            table = [(name, max(0, tables[".".join(names[: n + 1])] - 1)) for n, name in enumerate(names)]
            place, fits = table, table == wanted[: len(table)]
        elif own := _OWN_KEY.match(line):
            place = [*table, *((name, 0) for name in _names(own[1]))]
            # The last name may stand for a list: an index in it says nothing of the line.
            at = wanted[: len(place)]
            fits = [name for name, _ in place] == [name for name, _ in at] and place[:-1] == at[:-1]
        else:
            continue
        if fits and len(place) > best:
            best, found = len(place), number
    return found


def _names(dotted: str) -> list[str]:
    return [name.strip(" \t\"'") for name in dotted.split(".")]
