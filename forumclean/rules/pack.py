"""Packs in: a pack file or a dict, checked and proved, becomes a `RulePack`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from forumclean.cache import recalled
from forumclean.config import decode, host_slip, line_of, read_toml
from forumclean.errors import ConfigError
from forumclean.rules.check import failing_samples, pattern_problem
from forumclean.rules.rule import Name, Rule
from forumclean.rules.slips import slips_of

__all__ = ["PackFile", "RulePack", "config_schema", "make_pack", "read_pack_file", "shipped_packs"]

_ROOM = Path(__file__).parent
# What makes packs of files.
_CODE = (_ROOM / "pack.py", _ROOM / "rule.py", _ROOM.parent / "config.py")


class PackHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ``[pack]`` table."""

    name: Name
    sites: tuple[str, ...] = ()


class RulePack(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of rules, ready to be put on top of others.

    Attributes:
        name: rules are known as ``name/id``.
        sites: hosts the pack is for; empty for all.
        rules: in the order of the file; their ids are whole (``name/id``).
        file: where it came from, for messages.
    """

    name: str
    rules: tuple[Rule, ...]
    sites: tuple[str, ...] = ()
    file: str = "<dict>"

    @classmethod
    def load(cls, path: str | Path) -> RulePack:
        """Read a pack file, check it and run its hits and misses.

        Raises:
            ConfigError: the file is wrong; the message names file, line, key and the nearest right name.
        """
        return make_pack(*read_pack_file(path), file=str(path), prove=True)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> RulePack:
        """Make a pack from the same tables as a dict.

        Raises:
            ConfigError: as for `load`.

        >>> pack = RulePack.from_dict({"pack": {"name": "mine"}, "rule": [{"id": "bye", "lines": ["Bye all"]}]})
        >>> pack.rules[0].id
        'mine/bye'
        """
        return make_pack(decode(data, PackFile, file="<dict>"), "", file="<dict>", prove=True)


class PackFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pack file or a config: the same form, a config may say more."""

    pack: PackHead | None = None
    extends: tuple[str, ...] | None = None
    disable: tuple[str, ...] = ()
    rule: tuple[Rule, ...] = ()
    profile: tuple[dict[str, Any], ...] = ()


@cache
def shipped_packs() -> tuple[RulePack, ...]:
    """The packs that come with forumclean, by name; their rules are proved by the tests, not when they are loaded."""
    paths = sorted((_ROOM / "packs").rglob("*.toml"), key=lambda path: path.name)
    sources = (path.read_bytes() for path in (*_CODE, *paths))
    packs = recalled("packs", sources, tuple[RulePack, ...], lambda: tuple(map(_shipped, paths)))
    return tuple(msgspec.structs.replace(pack, file=str(path)) for pack, path in zip(packs, paths, strict=True))


def _shipped(path: Path) -> RulePack:
    return make_pack(*read_pack_file(path), file=path.name, prove=False)


def read_pack_file(path: str | Path) -> tuple[PackFile, str]:
    """Return what a file says, and its text; raises `ConfigError`."""
    data, text = read_toml(path)
    return decode(data, PackFile, file=str(path), text=text), text


def make_pack(spec: PackFile, text: str, *, file: str, prove: bool, name: str | None = None) -> RulePack:
    """Make a pack of what a file says.

    Args:
        spec: what it says.
        text: the text of the file, to name a line.
        file: its name.
        prove: whether to probe patterns and run samples, as for all but the shipped packs, which the tests prove.
        name: the pack's name, where the file may go without one.

    Raises:
        ConfigError: an id is used twice, or the proof of a rule fails.
    """
    if spec.pack is None and name is None:
        raise ConfigError("the table [pack] with a name is missing", file=file, hint='add [pack] and name = "…"')
    head = spec.pack or PackHead(name=name or "")
    for number, site in enumerate(head.sites):
        if slip := host_slip(site):
            line, key = line_of(text, "pack.sites"), f"pack.sites[{number}]"
            raise ConfigError(slip[0], file=file, line=line, key=key, hint=slip[1])
    seen: set[str] = set()
    rules: list[Rule] = []
    for number, rule in enumerate(spec.rule):
        key = f"rule[{number}]"
        if rule.id in seen:
            problem = f"the id '{rule.id}' is used twice"
            line = line_of(text, f"{key}.id")
            raise ConfigError(problem, file=file, line=line, key=f"{key}.id", hint="give each rule an id of its own")
        seen.add(rule.id)
        whole = rule.id if "/" in rule.id else f"{head.name}/{rule.id}"
        rules.append(msgspec.structs.replace(rule, id=whole))
        if prove:
            _prove(rules[-1], key, file, text)
    if prove:
        _prove_samples(rules, file, text)
    return RulePack(name=head.name, rules=tuple(rules), sites=head.sites, file=file)


def _prove(rule: Rule, key: str, file: str, text: str) -> None:
    if problem := pattern_problem(rule):
        way = f"{key}.{rule.way}"
        raise ConfigError(problem, file=file, line=line_of(text, way), key=way)
    for part, problem, hint in slips_of(rule):
        where = f"{key}.{part}"
        raise ConfigError(problem, file=file, line=line_of(text, where), key=where, hint=hint)


def _prove_samples(rules: Sequence[Rule], file: str, text: str) -> None:
    # A rule may lean on what a shipped one says of another line.
    own, leans = {rule.id for rule in rules}, any(rule.leans for rule in rules)
    below = [rule for pack in shipped_packs() for rule in pack.rules if rule.id not in own] if leans else []
    for rule, kind, sample in failing_samples((*below, *rules), rules):
        key = f"rule[{rules.index(rule)}].{kind}"
        said = "does not match" if kind == "hits" else "matches"
        problem = f"rule '{rule.id}' {said} its own sample {sample!r}"
        raise ConfigError(problem, file=file, line=line_of(text, key), key=key, hint="mend the rule or the sample")


def config_schema() -> dict[str, Any]:
    """Return the JSON schema of a pack file or config."""
    return {"title": "forumclean rules", **msgspec.json.schema(PackFile)}
