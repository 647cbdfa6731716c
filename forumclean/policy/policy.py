"""Policy: the rules, profiles, models and settings by which a cleaner decides, and the name of them all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from forumclean.errors import ConfigError
from forumclean.outcome.loss import OnLoss
from forumclean.policy.lock import check_ruleset, config_in, lock_of, parts_of, read_lock
from forumclean.reader.damage.mojibake import ftfy_version
from forumclean.reader.engines.profileset import ProfileSet, shipped_profiles
from forumclean.rules.layers import PROFILE, Config, RuleSet, layer, load_config
from forumclean.rules.pack import RulePack
from forumclean.scorer.judge import Preset
from forumclean.scorer.model import Model, shipped_model
from forumclean.threads.model import Models, shipped_models
from forumclean.version import __version__

__all__ = ["ConfigSource", "Policy", "freeze", "profiles_of"]

E = TypeVar("E", bound=StrEnum)
ConfigSource: TypeAlias = "str | Path | dict[str, Any] | RulePack | None"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a cleaner decides by.

    Attributes:
        rules: of all packs.
        profiles: of engines.
        preset: how much doubt keeps a line.
        on_loss: what is done when much would go.
        fix_encoding: mend what was decoded as what it is not.
        model: of the scorer.
        threads: the models that tell posts apart.
        ruleset: version and hash of all of it.
    """

    rules: RuleSet
    profiles: ProfileSet
    preset: Preset
    on_loss: OnLoss
    fix_encoding: bool = False
    model: Model = field(default_factory=shipped_model)
    threads: Models = field(default_factory=shipped_models)
    ruleset: str = field(init=False)

    def __post_init__(self) -> None:
        models = f"{self.model.digest} {self.threads.digest}"
        parts = f"{self.rules.digest} {self.profiles.digest} {models} {self.preset} {self.on_loss}"
        if self.fix_encoding:
            parts += f" ftfy {ftfy_version()}"
        object.__setattr__(self, "ruleset", f"{__version__}+{hashlib.sha256(parts.encode()).hexdigest()[:12]}")

    def __reduce__(self) -> tuple[Any, ...]:
        # The rules themselves go along: a worker may not see the file or the packages that they came from.
        return Policy, (self.rules, self.profiles, self.preset, self.on_loss, self.fix_encoding)

    @classmethod
    def of(cls, settings: Config, *, preset: str, on_loss: str, fix_encoding: bool = False) -> Policy:
        """Return the policy of a config, with the packs that it stands on.

        Raises:
            ConfigError, MissingExtraError: as `Cleaner` says.
        """
        chosen = _one_of(Preset, preset, "preset"), _one_of(OnLoss, on_loss, "on_loss")
        return cls(layer(settings), profiles_of(settings), *chosen, fix_encoding)

    @classmethod
    def locked(cls, path: str | Path, *, preset: str, on_loss: str) -> Policy:
        """Return the policy that a lock file stands for.

        Raises:
            ConfigError: what is installed, or asked for, is something else.
        """
        lock, file = read_lock(path), str(path)
        settings = config_in(lock, file=file, profiles=_profile_hashes(), model=_models_hash())
        for name, asked, usual in (("preset", preset, Preset.BALANCED), ("on_loss", on_loss, OnLoss.FLAG)):
            if asked not in (usual, getattr(lock, name)):
                problem = f"{name} '{asked}' is asked for, '{getattr(lock, name)}' is in the lock"
                raise ConfigError(problem, file=file, hint="leave it out")
        policy = cls.of(settings, preset=lock.preset, on_loss=lock.on_loss)
        if lock.version == __version__:
            check_ruleset(lock, policy.ruleset, file=file)
        return policy

    def under(self, pack: RulePack) -> Policy:
        """Return a policy with one more pack on top.

        Raises:
            ConfigError: a rule is called like one of another pack.
        """
        known = {rule.id for rule in self.rules.rules}
        if twice := next((rule.id for rule in pack.rules if rule.id in known), None):
            raise ConfigError(f"there is a rule '{twice}' already", file=pack.file, hint="give the pack another name")
        return replace(self, rules=self.rules.under(pack))


def freeze(config: ConfigSource = None, *, preset: str = "balanced", on_loss: str = "flag") -> str:
    """Return the text of a lock file for ``Cleaner(lock=…)``: what a `Cleaner` of these arguments decides by.

    Raises:
        ConfigError, TypeError: as for `Cleaner`.

    >>> freeze().splitlines()[1]
    ' "lock": 1,'
    """
    settings = load_config(config)
    policy = Policy.of(settings, preset=preset, on_loss=on_loss)
    return lock_of(
        settings, preset=policy.preset, on_loss=policy.on_loss, profiles=_profile_hashes(),
        model=_models_hash(), ruleset=policy.ruleset,
    )  # fmt: skip


def profiles_of(settings: Config) -> ProfileSet:
    """Return the shipped profiles with those of the config on top, without those that it switches off."""
    off = [name.removeprefix(PROFILE) for name in settings.disable if name.startswith(PROFILE)]
    profiles = shipped_profiles().extended(settings.profiles, file=settings.file, text=settings.text)
    return profiles.without(off, file=settings.file, text=settings.text, prefix=PROFILE)


def _models_hash() -> str:
    """Of all that was learnt: whichever part changes, other text comes out."""
    from forumclean.reader.article.trees import trees_digest  # with all that reads pages

    parts = f"{shipped_model().digest} {shipped_models().digest} {trees_digest()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def _profile_hashes() -> dict[str, str]:
    return parts_of((profile.name, profile.spec) for profile in shipped_profiles())


def _one_of(names: type[E], name: str, key: str) -> E:
    try:
        return names(name)
    except ValueError:
        raise ConfigError(f"unknown {key} '{name}'", key=key, hint=f"it is one of {', '.join(names)}") from None
