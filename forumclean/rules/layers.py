"""Layers: the packs that a config stands on, one above the other, become the rules of a Cleaner."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from forumclean.config import decode, line_of
from forumclean.errors import ConfigError
from forumclean.rules.pack import PackFile, RulePack, make_pack, read_pack_file, shipped_packs
from forumclean.rules.plugins import entry_points
from forumclean.rules.rule import RULE, Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["PROFILE", "Config", "RuleSet", "layer", "load_config"]

ENTRY_POINTS = "forumclean.packs"
# What `disable` says of a reader's profile, which is none of the rules' business, begins so.
PROFILE = "profile:"


@dataclass(frozen=True, slots=True)
class Config:
    """What a user's config says: packs from weakest to strongest, what is off, and profiles for the HTML reader."""

    packs: tuple[RulePack, ...]
    disable: tuple[str, ...] = ()
    profiles: tuple[dict[str, Any], ...] = ()
    file: str = "<dict>"
    text: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that hold after layering, weakest first.

    Attributes:
        rules: with whole ids.
        sites: hosts that a rule is limited to, by id.
        proved: how many rules, from the start, are shipped ones.
        digest: hash of everything in it.
    """

    rules: tuple[Rule, ...]
    sites: dict[str, tuple[str, ...]]
    proved: int
    digest: str = field(default="")

    def under(self, pack: RulePack) -> RuleSet:
        """Return the rules with those of a pack, all of them new, on top."""
        sites = {**self.sites, **{rule.id: pack.sites for rule in pack.rules if pack.sites}}
        digest = hashlib.sha256(f"{self.digest} {_digest(pack.rules, sites)}".encode()).hexdigest()[:12]
        return RuleSet((*self.rules, *pack.rules), sites, self.proved, digest)

    def limited_to(self, host: str) -> tuple[str, ...]:
        """Return the ids of the rules that are limited to some hosts, and hold for this one."""
        return tuple(rule for rule, sites in self.sites.items() if _is_for(sites, host))

    def for_host(self, host: str) -> tuple[tuple[Rule, ...], int]:
        """Return the rules for a host ("" when the caller gave no url) and how many of them are shipped ones."""
        chosen = [rule for rule in self.rules if _is_for(self.sites.get(rule.id, ()), host)]
        shipped = {rule.id for rule in self.rules[: self.proved]}
        return tuple(chosen), sum(1 for rule in chosen if rule.id in shipped)


def _is_for(sites: Sequence[str], host: str) -> bool:
    return not sites or any(host == site or host.endswith("." + site) for site in sites)


def load_config(config: str | Path | dict[str, Any] | RulePack | None) -> Config:
    """Read what the caller of `Cleaner` gave, and the packs that it stands on.

    Raises:
        ConfigError: the config, or a pack that it extends, cannot be read or is wrong.
        TypeError: it is none of the accepted types.
    """
    if config is None:
        return Config(_base_packs())
    if isinstance(config, RulePack):
        _check_overrides(config, (), "")
        return Config((*_base_packs(), config))
    if isinstance(config, (str, Path)):
        spec, text = read_pack_file(config)
        return _config(spec, text, file=str(config), folder=Path(config).parent)
    if isinstance(config, dict):
        return _config(decode(config, PackFile, file="<dict>"), "", file="<dict>", folder=Path())
    raise TypeError(f"config must be a path, a dict, a RulePack or None, not {type(config).__name__}")


def _config(
    spec: PackFile, text: str, *, file: str, folder: Path, seen: tuple[str, ...] = (), below: Sequence[RulePack] = ()
) -> Config:
    packs: list[RulePack] = []
    disable: list[str] = []
    profiles: list[dict[str, Any]] = []
    for number, name in enumerate(spec.extends or ()):
        if name.endswith(".toml"):
            path = str((folder / name).resolve())
            if path in seen:
                raise ConfigError(f"'{name}' extends itself", file=file, line=line_of(text, "extends"), key="extends")
            inner, inner_text = read_pack_file(path)
            below_it = (*below, *packs)
            base = _config(inner, inner_text, file=path, folder=Path(path).parent, seen=(*seen, path), below=below_it)
            packs += base.packs
            disable += base.disable
            profiles += base.profiles
        else:
            packs.append(_named_pack(name, file=file, line=line_of(text, "extends"), key=f"extends[{number}]"))
    if spec.extends is None:
        packs += () if seen else _base_packs()
    if spec.rule or spec.pack:
        own = make_pack(spec, text, file=file, prove=True, name="user")
        _check_overrides(own, (*below, *packs), text)
        packs.append(own)
    return Config(tuple(packs), (*disable, *spec.disable), (*profiles, *spec.profile), file, text)


def _check_overrides(pack: RulePack, below: Sequence[RulePack], text: str) -> None:
    """Raise `ConfigError` for a rule that is named after another pack's, when nobody knows such a rule."""
    known = dict.fromkeys(rule.id for other in (*_base_packs(), *below) for rule in other.rules)
    for number, rule in enumerate(pack.rules):
        if rule.id.startswith(f"{pack.name}/") or rule.id in known:
            continue
        near = difflib.get_close_matches(rule.id, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else "leave the part before the slash out for a rule of your own"
        key = f"rule[{number}].id"
        raise ConfigError(
            f"no rule '{rule.id}' to override", file=pack.file, line=line_of(text, key), key=key, hint=hint
        )


def _named_pack(name: str, *, file: str, line: int | None, key: str) -> RulePack:
    known = {pack.name: pack for pack in _base_packs()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"the packs are {', '.join(known)}; a file's name ends in .toml"
    raise ConfigError(f"unknown pack '{name}'", file=file, line=line, key=key, hint=hint)


@cache
def _base_packs() -> tuple[RulePack, ...]:
    """Shipped packs, then those that installed packages offer under the entry point group ``forumclean.packs``."""
    return (*shipped_packs(), *map(_plugin, entry_points(ENTRY_POINTS)))


def _plugin(entry: EntryPoint) -> RulePack:
    found = entry.load()
    value = found() if callable(found) else found
    if isinstance(value, RulePack):
        return value
    if isinstance(value, dict):
        return make_pack(decode(value, PackFile, file=entry.value), "", file=entry.value, prove=True)
    if isinstance(value, (str, Path)):
        return RulePack.load(value)
    raise ConfigError(
        f"entry point '{entry.name}' gives a {type(value).__name__}",
        file=entry.value, hint="it must give a RulePack, a dict or the path of a pack file",
    )  # fmt: skip


def layer(config: Config) -> RuleSet:
    """Put the packs of a config on top of each other: a later rule replaces an earlier one of the same whole id.

    Raises:
        ConfigError: ``disable`` names no rule and no pack, or a condition a rule that nobody has.
    """
    rules: dict[str, Rule] = {}
    sites: dict[str, tuple[str, ...]] = {}
    shipped = {rule.id: rule for pack in shipped_packs() for rule in pack.rules}
    for pack in config.packs:
        for rule in pack.rules:
            rules[rule.id] = rule
            sites[rule.id] = pack.sites
    for pack in config.packs:
        _check_named(pack, rules)
    for number, name in enumerate(config.disable):
        if name.startswith(PROFILE):
            continue
        for off in _disabled(name, rules, config, number):
            del rules[off]
    proved = [rule for rule in rules.values() if shipped.get(rule.id) == rule]
    others = [rule for rule in rules.values() if shipped.get(rule.id) != rule]
    return RuleSet((*proved, *others), {k: v for k, v in sites.items() if v and k in rules}, len(proved),
                   _digest((*proved, *others), sites))  # fmt: skip


def _check_named(pack: RulePack, known: Collection[str]) -> None:
    """Raise `ConfigError` for a condition that names a rule which nobody has."""
    for number, rule in enumerate(pack.rules):
        for named in (phrase.removeprefix(RULE) for asked in rule.asked for phrase in asked if phrase.startswith(RULE)):
            if named not in known:
                near = difflib.get_close_matches(named, known, n=1)
                hint = f"did you mean '{RULE}{near[0]}'?" if near else "it is a whole rule id (pack/rule)"
                raise ConfigError(
                    f"no rule '{named}', which '{rule.id}' asks for", file=pack.file, key=f"rule[{number}]", hint=hint
                )


def _disabled(name: str, rules: dict[str, Rule], config: Config, number: int) -> list[str]:
    found = [rule for rule in rules if rule == name or (name.endswith("/*") and rule.startswith(name[:-1]))]
    if not found:
        near = difflib.get_close_matches(name, rules, n=1)
        hint = f"did you mean '{near[0]}'?" if near else "it is a whole rule id (pack/rule) or pack/*"
        key, line = f"disable[{number}]", line_of(config.text, "disable")
        raise ConfigError(f"no rule '{name}' to disable", file=config.file, line=line, key=key, hint=hint)
    return found


def _digest(rules: Iterable[Rule], sites: dict[str, tuple[str, ...]]) -> str:
    data = msgspec.json.encode([[rule, sites.get(rule.id, ())] for rule in rules])
    return hashlib.sha256(data).hexdigest()[:12]
