"""Lock: packs, profiles and model of a run by hash, in a file from which another machine makes the same or refuses.

What comes with forumclean is named with its hash; what a user added stands in the file whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from forumclean.errors import ConfigError
from forumclean.rules.layers import Config
from forumclean.rules.pack import RulePack, shipped_packs
from forumclean.version import __version__

__all__ = ["Lock", "check_ruleset", "config_in", "lock_of", "parts_of", "read_lock"]

_FORM = 1


class LockedPack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pack by hash; whole where it does not come with forumclean."""

    name: str
    hash: str
    own: RulePack | None = None


class Lock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a lock file says.

    Attributes:
        lock: the form of the file.
        version: of the forumclean that wrote it.
        ruleset: the hash of everything that decided.
        preset: how much doubt keeps a line.
        on_loss: what is done when much would go.
        packs: from weakest to strongest.
        disable: rules and profiles that are off.
        profiles: hash of each shipped profile.
        own_profiles: the user's, whole.
        model: hash of all that was learnt: scorer, posts of dumps, blocks of articles.
    """

    lock: int
    version: str
    ruleset: str
    preset: str
    on_loss: str
    model: str
    packs: tuple[LockedPack, ...]
    profiles: dict[str, str]
    disable: tuple[str, ...] = ()
    own_profiles: tuple[dict[str, Any], ...] = ()


def lock_of(
    settings: Config, *, preset: str, on_loss: str, profiles: Mapping[str, str], model: str, ruleset: str
) -> str:  # fmt: skip
    """Return the text of a lock file.

    Args:
        settings: packs, from weakest to strongest, and the user's profiles.
        preset: of the cleaner.
        on_loss: of the cleaner.
        profiles: hash of each shipped profile, by name.
        model: hash of the model.
        ruleset: of the cleaner.
    """
    shipped = {pack.name: pack for pack in shipped_packs()}
    packs = tuple(
        LockedPack(name=p.name, hash=_hash(p), own=None if shipped.get(p.name) == p else _bare(p))
        for p in settings.packs
    )
    lock = Lock(
        lock=_FORM, version=__version__, ruleset=_hash_in(ruleset), preset=preset, on_loss=on_loss, model=model,
        packs=packs, profiles=dict(sorted(profiles.items())), disable=settings.disable, own_profiles=settings.profiles,
    )  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(lock), indent=1).decode() + "\n"


def read_lock(path: str | Path) -> Lock:
    """Read a lock file.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    advice = "write one with 'forumclean freeze'"
    try:
        lock = msgspec.json.decode(Path(path).read_bytes(), type=Lock)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(path), hint=advice) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"no lock file: {error}", file=str(path), hint=advice) from None
    if lock.lock != _FORM:
        raise ConfigError(f"it is of form {lock.lock}; this forumclean reads {_FORM}", file=str(path), hint=advice)
    return lock


def config_in(lock: Lock, *, file: str, profiles: Mapping[str, str], model: str) -> Config:
    """Return the config that a lock stands for.

    Args:
        lock: what the file says.
        file: its name.
        profiles: hash of each profile that is installed, by name.
        model: hash of the model that is installed.

    Raises:
        ConfigError: what is installed is something else; the message names each part.
    """
    shipped = {pack.name: pack for pack in shipped_packs()}
    packs = [locked.own or shipped.get(locked.name) for locked in lock.packs]
    wrong = [
        _differs(f"pack '{locked.name}'", locked.hash, None if pack is None else _hash(pack))
        for locked, pack in zip(lock.packs, packs, strict=True)
    ]
    wrong += [_differs(f"profile '{name}'", lock.profiles.get(name), profiles.get(name))
              for name in sorted({*lock.profiles, *profiles})]  # fmt: skip
    wrong += [
        _differs("the model", lock.model, model),
        _differs("the series", *map(_series, (lock.version, __version__))),
    ]
    if told := [line for line in wrong if line]:
        raise ConfigError(
            "; ".join(told), file=file,
            hint=f"install forumclean {lock.version}, or look at what changed and run 'forumclean freeze' again",
        )  # fmt: skip
    return Config(tuple(p for p in packs if p), lock.disable, lock.own_profiles, file)


def check_ruleset(lock: Lock, ruleset: str, *, file: str) -> None:
    """Make sure that what was made of a lock decides as it says.

    Raises:
        ConfigError: it does not.
    """
    if told := _differs("the ruleset", lock.ruleset, _hash_in(ruleset)):
        raise ConfigError(told, file=file, hint="the file was changed by hand; run 'forumclean freeze' again")


def parts_of(profiles: Iterable[tuple[str, msgspec.Struct]]) -> dict[str, str]:
    """Return the hash of each profile, by name."""
    return {name: _hash(spec) for name, spec in profiles}


def _differs(part: str, locked: str | None, here: str | None) -> str:
    return "" if locked == here else f"{part} differs: {locked or 'none'} in the lock, {here or 'none'} installed"


def _series(version: str) -> str:
    """The part of a version within which only mistakes are mended."""
    return ".".join(version.split(".")[:2])


def _hash(part: msgspec.Struct) -> str:
    part = _bare(part) if isinstance(part, RulePack) else part
    return hashlib.sha256(msgspec.json.encode(part)).hexdigest()


def _bare(pack: RulePack) -> RulePack:
    """A pack without the path that it came from, which is another on every machine."""
    return msgspec.structs.replace(pack, file="")


def _hash_in(ruleset: str) -> str:
    return ruleset.rpartition("+")[2]
