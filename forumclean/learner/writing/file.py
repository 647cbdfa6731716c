"""File: a learnt pack as the TOML that a person reads, edits and checks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from forumclean.learner.writing.rules import Doubt
from forumclean.rules.pack import RulePack
from forumclean.rules.rule import Rule

__all__ = ["profile_toml", "rule_toml", "to_toml"]

_WIDTH = 110
_PHRASES = ("lines", "field", "starts", "ends")


def to_toml(head: Sequence[str], pack: RulePack, doubts: Sequence[Doubt], profile: dict[str, Any] | None = None) -> str:
    """Write a pack: comments at its head, its rules; what is doubtful, and a profile to look at, commented out."""
    lines = [*(f"# {line}" for line in head), "[pack]", f"name = {_value(pack.name)}"]
    if pack.sites:
        lines.append(f"sites = {_value(pack.sites)}")
    parts = ["\n".join(lines), *(rule_toml(rule, pack.name) for rule in pack.rules)]
    if doubts:
        parts.append("# Doubtful: take the marks away from what you know to be chrome.")
    for doubt in doubts:
        rule = rule_toml(doubt.rule, pack.name).splitlines()
        parts.append("\n".join([f"# Because {doubt.reason}", *(f"# {line}" for line in rule)]))
    if profile:
        said = "A profile of pages that no engine's profile knows: take the marks away where it reads them right."
        parts.append("\n".join(f"# {line}" for line in (said, *profile_toml(profile).splitlines())))
    return "\n\n".join(parts) + "\n"


def profile_toml(profile: dict[str, Any]) -> str:
    """Write the tables of a profile the way a config has them."""
    tables = {key: value for key, value in profile.items() if isinstance(value, dict)}
    lines = ["[[profile]]", *(f"{key} = {_value(value)}" for key, value in profile.items() if key not in tables)]
    for name, table in tables.items():
        lines += [f"[profile.{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    return "\n".join(lines)


def rule_toml(rule: Rule, pack: str = "") -> str:
    """Write a rule the way a pack file has it; its id without the name of the pack.

    >>> print(rule_toml(Rule(id="mine/bye", lines=("Bye all",)), "mine"))
    [[rule]]
    id = "bye"
    lines = ["Bye all"]
    """
    data: dict[str, Any] = msgspec.to_builtins(rule)
    data["id"] = rule.id.removeprefix(f"{pack}/")
    return "\n".join(["[[rule]]", *(f"{key} = {_of_key(key, value)}" for key, value in data.items())])


def _of_key(key: str, value: Any) -> str:
    """A value; phrases one a line, so that one more or less is a line in a diff."""
    return _column(value) if key in _PHRASES and len(value) > 1 else _value(value)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return _list(value)
    # JSON strings and numbers are TOML strings and numbers, but for the escape of DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _list(values: Sequence[Any]) -> str:
    line = "[" + ", ".join(map(_value, values)) + "]"
    if len(line) <= _WIDTH:
        return line
    return _column(values)


def _column(values: Sequence[Any]) -> str:
    return "[\n" + "".join(f"  {_value(inner)},\n" for inner in values) + "]"
