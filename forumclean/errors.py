"""What forumclean raises: one base class, one class per kind of mistake."""

from __future__ import annotations

__all__ = ["ConfigError", "ForumCleanError", "InputError", "LossError", "MissingExtraError", "WorkerError"]


class ForumCleanError(Exception):
    """Base of every error that forumclean raises on purpose."""


class InputError(ForumCleanError, ValueError):
    """The input is of an accepted type but cannot be read as a post."""


class LossError(InputError):
    """So much would go that a person should look, or the input is no thread; of ``Cleaner(on_loss="raise")`` only."""


class MissingExtraError(ForumCleanError, ImportError):
    """Something needs a package that the base install does not bring; the message says what to install."""


class WorkerError(ForumCleanError, RuntimeError):
    """Worker processes cannot be started from this script, or one of them died."""


class ConfigError(ForumCleanError, ValueError):
    """A rule pack, profile or config is wrong; raised when it is loaded, never during a run.

    Attributes:
        problem: what is wrong, without the place.
        file: path or name of the config.
        line: line number in the file, counted from 1, where it is known.
        key: the key at fault, such as ``rule[2].patern``.
        hint: how to mend it, such as the nearest right name.

    >>> print(ConfigError("unknown key 'patern'", file="a.toml", line=4, hint="did you mean 'pattern'?"))
    a.toml:4: unknown key 'patern'; did you mean 'pattern'?
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        line: int | None = None,
        key: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.problem, self.file, self.line, self.key, self.hint = problem, file, line, key, hint
        place = (file or "config") + (f":{line}" if line else "")
        where = f"{place}: {key}: " if key else f"{place}: "
        super().__init__(where + problem + (f"; {hint}" if hint else ""))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.problem, self.file, self.line, self.key, self.hint)


def _rebuild(problem: str, file: str | None, line: int | None, key: str | None, hint: str | None) -> ConfigError:
    return ConfigError(problem, file=file, line=line, key=key, hint=hint)
