"""The set of profiles that a page is held against to tell which engine made it."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import msgspec

from forumclean.cache import recalled
from forumclean.config import line_of, read_toml
from forumclean.errors import ConfigError
from forumclean.reader.address import host_of
from forumclean.reader.engines.profile import Profile, ProfileSpec, gap_in, load_profile
from forumclean.reader.engines.traits import Traits, stems_of
from forumclean.reader.page.parse import Page

__all__ = ["ProfileSet", "shipped_profiles"]

Element = Any
_NEW = ProfileSpec(name="new")
_IDENTITY = ("why", "order", "hosts", "detect", "dayfirst")
_FOLDER = Path(__file__).parent / "profiles"


class ProfileSet:
    """Profiles in the order in which they are asked. Immutable, picklable, safe to share between threads.

    Args:
        profiles: the profiles.
        own: names of those that are no shipped ones.

    >>> ProfileSet.shipped().get("xenforo").name
    'xenforo'
    >>> ours = {"name": "ours", "hosts": ["example.org"], "page": {"post": ["li"]}, "post": {"body": ["p"]}}
    >>> len(ProfileSet()), "ours" in ProfileSet().extended([ours])
    (0, True)
    """

    def __init__(self, profiles: Sequence[Profile] = (), *, own: Collection[str] = ()) -> None:
        self._own = frozenset(own)
        self._profiles = tuple(sorted(profiles, key=lambda profile: (profile.spec.order, profile.name)))
        self._markable = tuple(profile for profile in self._profiles if profile.has_marks)
        self._by_name = {profile.name: profile for profile in self._profiles}

    def __reduce__(self) -> tuple[object, ...]:
        return partial(ProfileSet, own=self._own), (self._profiles,)

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @staticmethod
    def shipped() -> ProfileSet:
        """The profiles that come with forumclean."""
        return shipped_profiles()

    def is_own(self, name: str) -> bool:
        """True for a profile of the user's: he wants to know when it does not fit."""
        return name in self._own

    def get(self, name: str) -> Profile:
        """Return a profile by name.

        Raises:
            KeyError: there is none of this name.
        """
        return self._by_name[name]

    def extended(self, tables: Sequence[Mapping[str, Any]], *, file: str = "<dict>", text: str = "") -> ProfileSet:
        """Return a set with more profiles; one of the same name takes the place of the shipped one.

        Raises:
            ConfigError: a profile is wrong.
        """
        if not tables:
            return self
        known = {name: profile.spec for name, profile in self._by_name.items()}
        own: dict[str, Profile] = {}
        for number, data in enumerate(tables):
            table = f"profile[{number}]"
            spec = load_profile(data, file=file, text=text, table=table)
            if spec.extends is not None and spec.extends not in known:
                raise _no_base(spec.extends, known, file=file, line=line_of(text, f"{table}.extends"))
            spec = _inherit(spec, known)
            known[spec.name] = spec
            own[spec.name] = Profile(spec, file=file)
            own[spec.name].check()
        _check_whole(own, tables, file=file, text=text)
        return ProfileSet([*(p for p in self._profiles if p.name not in own), *own.values()], own=self._own | set(own))

    def without(self, names: Sequence[str], *, file: str = "<dict>", text: str = "", prefix: str = "") -> ProfileSet:
        """Return a set without the profiles of these names; "*" leaves none.

        Args:
            names: of the profiles.
            file: the config that switches them off, for the error.
            text: what stands in it.
            prefix: what it writes before a profile's name.

        Raises:
            ConfigError: there is no profile of a name.
        """
        if unknown := next((name for name in names if name != "*" and name not in self), None):
            near = difflib.get_close_matches(unknown, self._by_name, n=1)
            raise ConfigError(
                f"no profile '{unknown}' to disable", file=file, line=line_of(text, "disable"), key="disable",
                hint=f"did you mean '{prefix}{near[0]}'?" if near else "see forumclean profiles list",
            )  # fmt: skip
        kept = [p for p in self if p.name not in names and "*" not in names]
        return self if not names else ProfileSet(kept, own=self._own)

    @cached_property
    def digest(self) -> str:
        """Hash of every profile in the set."""
        data = msgspec.json.encode([profile.spec for profile in self._profiles])
        return hashlib.sha256(data).hexdigest()[:12]

    @cached_property
    def _stems(self) -> dict[bytes, bytes]:
        return stems_of({text.encode() for p in self._profiles for clause in p.spec.detect for text in clause.source})

    def candidates(self, parsed: Page, url: str | None = None) -> Iterator[Profile]:
        """Profiles that could have made the page, likeliest first; a start tag says more than a string in the source.

        Args:
            parsed: the page.
            url: its address, if known.
        """
        host = host_of(url)
        page = Traits(parsed.root, parsed.source, self._stems, lambda: parsed.looks[1])
        marked = [p for p in self._markable if (host and _is_host(host, p.spec.hosts)) or p.is_marked(page)]
        for profile in marked:
            if _is_host(host, profile.spec.hosts) or profile.is_made(page):
                yield profile
        for profile in self._profiles:
            if profile not in marked and profile.is_made(page):
                yield profile


def _check_whole(own: Mapping[str, Profile], tables: Sequence[Mapping[str, Any]], *, file: str, text: str) -> None:
    """Refuse a profile that finds nothing, unless others extend it: it may be there for them alone."""
    bases = {table.get("extends") for table in tables}
    for number, table in enumerate(tables):
        if table["name"] not in bases and (gap := gap_in(own[table["name"]].spec)):
            key, problem, hint = gap
            raise ConfigError(problem, file=file, line=line_of(text, f"profile[{number}].{key}"), key=key, hint=hint)


def _is_host(host: str, hosts: Sequence[str]) -> bool:
    return bool(hosts) and any(host == known or host.endswith("." + known) for known in hosts)


def _no_base(name: str, known: Mapping[str, ProfileSpec], *, file: str, line: int | None = None) -> ConfigError:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "'forumclean profiles list' shows what there is"
    return ConfigError(f"no profile '{name}' to extend", file=file, line=line, key="extends", hint=hint)


def _inherit(spec: ProfileSpec, known: Mapping[str, ProfileSpec]) -> ProfileSpec:
    """Fill what a profile leaves empty from the one that it extends; one of the same name is known by the same marks.

    The base must be among the known ones.
    """
    if spec.extends is None:
        return spec
    base = known[spec.extends]
    changes: dict[str, Any] = {}
    for name in _IDENTITY if spec.name == base.name else ():
        if getattr(spec, name) == getattr(_NEW, name):
            changes[name] = getattr(base, name)
    for section in ("page", "post", "body", "patterns"):
        own, theirs = getattr(spec, section), getattr(base, section)
        given = {name: getattr(own, name) for name in own.__struct_fields__ if getattr(own, name)}
        changes[section] = msgspec.structs.replace(theirs, **given)
    for section in ("chrome", "frame"):
        changes[section] = {**getattr(base, section), **getattr(spec, section)}
    return msgspec.structs.replace(spec, **changes)


def _read(path: Path) -> ProfileSpec:
    data, text = read_toml(path)
    return load_profile(data, file=str(path), text=text)


@cache
def shipped_profiles() -> ProfileSet:
    """Read the shipped files, bases before those that extend them; the tests compile them, not every import."""
    specs: dict[str, ProfileSpec] = {}
    paths = sorted(_FOLDER.glob("*.toml"))
    sources = [path.read_bytes() for path in (*sorted(Path(__file__).parent.glob("*.py")), *paths)]
    own = recalled("profiles", sources, tuple[ProfileSpec, ...], lambda: tuple(map(_read, paths)))
    waiting = [(spec, str(path)) for spec, path in zip(own, paths, strict=True)]
    files = {spec.name: file for spec, file in waiting}
    while waiting:
        ready = [(spec, file) for spec, file in waiting if spec.extends is None or spec.extends in specs]
        if not ready:
            spec, file = waiting[0]
            raise _no_base(spec.extends or "", specs, file=file)
        for spec, _ in ready:
            specs[spec.name] = _inherit(spec, specs)
        waiting = [item for item in waiting if item not in ready]
    return ProfileSet([Profile(spec, file=files[name]) for name, spec in specs.items()])
