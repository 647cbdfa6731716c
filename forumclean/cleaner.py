"""Cleaner: the way of the data, from raw input to Result.

raw -> reader -> Document -> rules -> Marks -> scorer -> Verdicts -> Result
"""

from __future__ import annotations

import difflib
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from forumclean.config import line_of
from forumclean.errors import ConfigError, LossError
from forumclean.outcome.loss import OnLoss, kept_whole, loss_in
from forumclean.outcome.result import Result
from forumclean.reader.engines.profileset import ProfileSet, shipped_profiles
from forumclean.reader.page.encoding import check_encoding
from forumclean.reader.read import Raw, read
from forumclean.rules.engine import Engine
from forumclean.rules.layers import PROFILE, Config, RuleSet, layer, load_config
from forumclean.rules.matcher import Matcher
from forumclean.rules.pack import RulePack
from forumclean.scorer.judge import Preset, judge
from forumclean.scorer.model import shipped_model
from forumclean.values.document import Document
from forumclean.values.marks import Marks
from forumclean.values.verdicts import Verdicts
from forumclean.version import __version__

__all__ = ["Cleaner", "ConfigSource", "Raw", "clean", "profiles_of"]

E = TypeVar("E", bound=StrEnum)
ConfigSource: TypeAlias = "str | Path | dict[str, Any] | RulePack | None"


class Cleaner:
    r"""Turns raw posts into articles. Immutable, thread-safe, picklable; no call changes what the next one gives.

    Args:
        config: path of a TOML file, the same as a dict, or a `RulePack`; put on top of the shipped packs. None: those
            alone.
        preset: how much doubt keeps a line: ``"precision"``, ``"balanced"`` or ``"recall"``.
        on_loss: when so much of an input goes that a person should look: ``"flag"`` sets `Result.suspicious`,
            ``"keep"`` also gives the input back whole, ``"raise"`` raises `LossError`.

    Raises:
        ConfigError: the config is wrong; the message names file, line, key and the nearest right name.
        TypeError: the config is of another type.

    >>> cleaner = Cleaner({"rule": [{"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}]})
    >>> cleaner.clean("The ferry sails again from Monday, the port authority said.\nCheers, Ann").text
    'The ferry sails again from Monday, the port authority said.'
    """

    def __init__(self, config: ConfigSource = None, *, preset: str = "balanced", on_loss: str = "flag") -> None:
        self._preset = _one_of(Preset, preset, "preset")
        self._on_loss = _one_of(OnLoss, on_loss, "on_loss")
        settings = load_config(config)
        self._start(layer(settings), profiles_of(settings))

    def _start(self, rules: RuleSet, profiles: ProfileSet) -> None:
        self._rules, self._profiles, self._model = rules, profiles, shipped_model()
        parts = f"{rules.digest} {profiles.digest} {self._model.digest} {self._preset} {self._on_loss}"
        self._ruleset = f"{__version__}+{hashlib.sha256(parts.encode()).hexdigest()[:12]}"
        self._engines: dict[tuple[str, ...], Engine] = {}
        self._engine("")

    @property
    def ruleset(self) -> str:
        """Version and hash of everything that decides: packs, profiles, model, preset, on_loss."""
        return self._ruleset

    def clean(self, raw: Raw, *, url: str | None = None, encoding: str | None = None) -> Result:
        """Clean one post or page.

        Args:
            raw: the input: str, bytes, bytearray, memoryview, a bs4 Tag or an lxml element.
            url: where it came from; it switches on the packs for that site and makes links whole.
            encoding: what bytes are written in, such as ``"windows-1250"``; a byte order mark is stronger. None: as
                they say themselves, or else as they look, with a warning where that is in doubt; text has none.

        Raises:
            TypeError: raw is of another type.
            InputError: there is no such encoding.
            LossError: too much would go, and ``on_loss`` is ``"raise"``.
        """
        readable = url if _is_readable(url) else None
        document, warnings = read(raw, url=readable, encoding=encoding, profiles=self._profiles)
        if url and not readable:
            warnings.append(f"the address {url!r} can't be read: links stay as they are, and no rule is for its site")
        marks = self._engine(_host(readable)).mark(document)
        verdicts = judge(document, marks, self._model, self._preset)
        loss = loss_in(document, verdicts, marks.drops)
        if loss and self._on_loss is OnLoss.RAISE:
            raise LossError(loss)
        if loss and self._on_loss is OnLoss.KEEP:
            verdicts = kept_whole(document, verdicts)
        return self._result(document, marks, verdicts, loss, warnings)

    def clean_many(self, raws: Iterable[Raw], *, workers: int = 1, encoding: str | None = None) -> Iterator[Result]:
        """Clean many inputs, in their order.

        Args:
            raws: the inputs; taken as they are needed, so that memory stays bounded.
            workers: processes to use; 1 cleans in this one.
            encoding: what all bytes among them are written in; as for `clean`.

        Raises:
            ValueError: workers is less than 1.
            InputError: there is no such encoding.
        """
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        check_encoding(encoding)
        work = partial(self.clean, encoding=encoding)
        return map(work, raws) if workers == 1 else _in_processes(self, raws, workers, encoding)

    def _engine(self, host: str) -> Engine:
        """The rules for a host; hosts that no pack is limited to share one engine."""
        key = self._rules.limited_to(host)
        if key not in self._engines:
            rules, proved = self._rules.for_host(host)
            self._engines[key] = Engine(Matcher(rules, proved=proved))
        return self._engines[key]

    def _result(
        self, document: Document, marks: Marks, verdicts: Verdicts, loss: str | None, warnings: list[str]
    ) -> Result:
        warnings += [f"rule {rule} ran out of time on a line and was passed over there" for rule in marks.slow]
        if loss:
            warnings.append(loss + "; all of it was kept" * (self._on_loss is OnLoss.KEEP))
        title = document.title
        if title is None and verdicts.title is not None:
            title = document.texts[verdicts.title]
        return Result(
            title=title,
            prefix=document.prefix,
            engine=document.engine,
            ruleset=self.ruleset,
            warnings=tuple(warnings),
            suspicious=loss is not None,
            _document=document,
            _verdicts=verdicts,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # The rules themselves go along: a worker may not see the file or the packages that they came from.
        return _rebuild, (self._rules, self._profiles, self._preset, self._on_loss)


def clean(raw: Raw, *, url: str | None = None, encoding: str | None = None) -> Result:
    r"""Clean one post or page with the shipped rules; see `Cleaner.clean`.

    >>> clean("Experienced member\nThe bridge was opened on Monday after three years of work.").text
    'The bridge was opened on Monday after three years of work.'
    """
    return _default().clean(raw, url=url, encoding=encoding)


@cache
def _default() -> Cleaner:
    return Cleaner()


def _rebuild(rules: RuleSet, profiles: ProfileSet, preset: Preset, on_loss: OnLoss) -> Cleaner:
    cleaner = Cleaner.__new__(Cleaner)
    cleaner._preset, cleaner._on_loss = preset, on_loss
    cleaner._start(rules, profiles)
    return cleaner


def _one_of(names: type[E], name: str, key: str) -> E:
    try:
        return names(name)
    except ValueError:
        raise ConfigError(f"unknown {key} '{name}'", key=key, hint=f"it is one of {', '.join(names)}") from None


def profiles_of(settings: Config) -> ProfileSet:
    """Return the shipped profiles with those of the config on top, without those that it switches off."""
    profiles = shipped_profiles().extended(settings.profiles, file=settings.file, text=settings.text)
    off = [name.removeprefix(PROFILE) for name in settings.disable if name.startswith(PROFILE)]
    try:
        return profiles.without(off)
    except KeyError as error:
        near = difflib.get_close_matches(error.args[0], [profile.name for profile in profiles], n=1)
        raise ConfigError(
            f"no profile '{error.args[0]}' to disable", file=settings.file, line=line_of(settings.text, "disable"),
            key="disable", hint=f"did you mean '{PROFILE}{near[0]}'?" if near else "see forumclean profiles list",
        ) from None  # fmt: skip


def _host(url: str | None) -> str:
    return (urlsplit(url).hostname or "") if url else ""


def _is_readable(url: str | None) -> bool:
    try:
        return bool(url) and urlsplit(url) is not None
    except ValueError:  # "http://[bad"
        return False


def _in_processes(cleaner: Cleaner, raws: Iterable[Raw], workers: int, encoding: str | None) -> Iterator[Result]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_set_worker, initargs=(cleaner,)) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        for chunk in _chunks(raws):
            waiting.append(pool.submit(_clean_chunk, chunk, encoding))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_worker: list[Cleaner] = []


def _set_worker(cleaner: Cleaner) -> None:
    _worker[:] = [cleaner]


def _clean_chunk(raws: list[Raw], encoding: str | None) -> list[Result]:
    return [_worker[0].clean(raw, encoding=encoding) for raw in raws]


def _chunks(raws: Iterable[Raw], size: int = 32) -> Iterator[list[Raw]]:
    chunk: list[Raw] = []
    for raw in raws:
        chunk.append(raw)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
