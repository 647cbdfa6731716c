"""Cleaner: the way of the data, from raw input to Result.

raw -> reader -> Document -> rules -> Marks -> scorer -> Verdicts -> threads -> Result
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, overload

from forumclean.batches import batches
from forumclean.errors import ConfigError, LossError
from forumclean.outcome.loss import OnLoss, kept_whole, loss_in
from forumclean.outcome.many import OnError, Outcomes, in_processes
from forumclean.outcome.quotes import without_repeats
from forumclean.outcome.result import Result
from forumclean.outcome.unheard import unheard
from forumclean.policy.policy import ConfigSource, Policy
from forumclean.reader.address import host_of, readable
from forumclean.reader.page.encoding import check_encoding
from forumclean.reader.read import Raw, read
from forumclean.rules.engine import Engine
from forumclean.rules.layers import load_config
from forumclean.rules.pack import RulePack
from forumclean.rules.rule import Rule
from forumclean.scorer.judge import judge
from forumclean.threads.apart import told_apart, with_signatures
from forumclean.values.document import Document
from forumclean.values.garbage import left_alone
from forumclean.values.marks import Marks
from forumclean.values.verdicts import Verdicts

__all__ = ["Cleaner", "ConfigSource", "Raw", "clean"]

# Hosts whose rules are kept ready.
_MOST_ENGINES = 256
# A raw input, its address, its encoding.
_Input: TypeAlias = "tuple[Raw, str | None, str | None]"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the reader made of an input."""

    document: Document
    warnings: list[str]
    host: str


_SETTINGS = ("config", "preset", "on_loss", "fix_encoding", "lock")


class Cleaner:
    r"""Turns raw posts into articles. Immutable, thread-safe, picklable; no call changes what the next one gives.

    Args:
        config: path of a TOML file, the same as a dict, or a `RulePack`; put on top of the shipped packs. None: those
            alone.
        preset: how much doubt keeps a line: ``"precision"``, ``"balanced"`` or ``"recall"``.
        on_loss: when so much of an input goes that a person should look: ``"flag"`` sets `Result.suspicious`,
            ``"keep"`` also gives the input back whole, ``"raise"`` raises `LossError`, for what is no thread too.
        fix_encoding: mend what was decoded as what it is not ("GrÃ¼ÃŸe"), where ftfy is sure of it; a warning says so.
        lock: path of a file that ``forumclean freeze`` wrote: the rules, profiles, model, preset and ``on_loss`` that
            it stands for, or an error that names what differs here. It goes without a config.

    Raises:
        MissingExtraError: ``fix_encoding`` is asked for, and ftfy is not installed.
        ConfigError: the config is wrong; the message names file, line, key and the nearest right name.
        TypeError: the config is of another type.

    >>> cleaner = Cleaner({"rule": [{"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}]})
    >>> cleaner.clean("The ferry sails again from Monday, the port authority said.\nCheers, Ann").text
    'The ferry sails again from Monday, the port authority said.'
    """

    @left_alone()
    def __init__(
        self,
        config: ConfigSource = None,
        *,
        preset: str = "balanced",
        on_loss: str = "flag",
        fix_encoding: bool = False,
        lock: str | Path | None = None,
    ) -> None:
        if lock is None:
            self._decide_by(Policy.of(load_config(config), preset=preset, on_loss=on_loss, fix_encoding=fix_encoding))
            return
        for given, name, advice in (
            (config is not None, "config", "a lock holds its config"),
            (fix_encoding, "fix_encoding", "no lock holds it; mend the text with ftfy before"),
        ):
            if given:
                raise ConfigError(f"{name} and lock: give one of them", file=str(lock), hint=advice)
        self._decide_by(Policy.locked(lock, preset=preset, on_loss=on_loss))

    @left_alone()
    def _decide_by(self, policy: Policy) -> None:
        self._policy = policy
        self._engines: dict[tuple[str, ...], tuple[Engine, Engine]] = {}
        self._engines_for("")

    def __setattr__(self, name: str, value: object) -> None:
        if name in _SETTINGS:
            raise AttributeError(f"a Cleaner does not change; make another: Cleaner(..., {name}={value!r})")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<Cleaner: preset {self._policy.preset}, on_loss {self._policy.on_loss}, ruleset {self.ruleset}>"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, weakest first, those that are limited to some sites among them."""
        return self._policy.rules.rules

    @property
    def ruleset(self) -> str:
        """Version and hash of everything that decides: packs, profiles, model, preset, on_loss."""
        return self._policy.ruleset

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
            LossError: too much would go, or the input is no thread, and ``on_loss`` is ``"raise"``.
        """
        (outcome,) = self.clean_batch([raw], urls=[url], encodings=[encoding], on_error="return")
        if isinstance(outcome, Result):
            return outcome
        try:
            raise outcome
        finally:
            del outcome  # its own traceback would hold it

    @overload
    def clean_batch(
        self, raws: Sequence[Raw], *, urls: Sequence[str | None] | None = None,
        encodings: Sequence[str | None] | None = None, on_error: Literal["raise"] = "raise",
    ) -> list[Result]: ...  # fmt: skip

    @overload
    def clean_batch(
        self, raws: Sequence[Raw], *, urls: Sequence[str | None] | None = None,
        encodings: Sequence[str | None] | None = None, on_error: Literal["return"],
    ) -> list[Result | Exception]: ...  # fmt: skip

    def clean_batch(
        self,
        raws: Sequence[Raw],
        *,
        urls: Sequence[str | None] | None = None,
        encodings: Sequence[str | None] | None = None,
        on_error: Literal["raise", "return"] = "raise",
    ) -> list[Result] | list[Result | Exception]:
        r"""Clean some inputs at once: the same results as one by one, in about half of the time where they are short.

        Rules look at a line that many of them have once, and the model is asked for all lines together. Some hundred
        posts, or a megabyte, are enough; more only take memory. `clean_many` makes such batches of any number.

        Args:
            raws: the inputs.
            urls: where each came from, as for `clean`.
            encodings: what the bytes of each are written in, as for `clean`.
            on_error: ``"raise"`` raises the error of the first input that cannot be cleaned; with ``"return"`` the
                error stands in the place of its result, and the other inputs go on.

        Raises:
            ValueError: there are more or fewer urls or encodings than inputs, or ``on_error`` is neither of the two.
            TypeError: it is one input, and not some; or as for `clean`.
            InputError, LossError: as for `clean`.

        >>> posts = ["Staff member\nThe bridge was opened on Monday.", "Member since 2019\nThe ferry sails again."]
        >>> [result.text for result in Cleaner().clean_batch(posts)]
        ['The bridge was opened on Monday.', 'The ferry sails again.']
        """
        _check_some(raws, "clean_batch")
        if on_error not in ("raise", "return"):
            raise ValueError(f"on_error must be raise or return, not {on_error!r}")
        for name, column in (("urls", urls), ("encodings", encodings)):
            if column is not None and len(column) != len(raws):
                raise ValueError(f"there are {len(column)} {name} and {len(raws)} inputs; give one for each")
        nothing: Sequence[None] = [None] * len(raws)
        outcomes = self._outcomes(list(zip(raws, urls or nothing, encodings or nothing, strict=True)))
        if on_error == "raise":
            for outcome in outcomes:
                if isinstance(outcome, Exception):
                    raise outcome
        return outcomes

    def clean_many(
        self, raws: Iterable[Raw], *, workers: int = 1, encoding: str | None = None, on_error: OnError = "raise"
    ) -> Iterator[Result]:
        r"""Clean many inputs, in their order.

        Args:
            raws: the inputs; taken as they are needed, so that memory stays bounded.
            workers: processes to use; 1 cleans in this one. A script that uses more calls this under
                ``if __name__ == "__main__":``, because each of them imports it.
            encoding: what all bytes among them are written in; as for `clean`.
            on_error: what to do with an input that cannot be cleaned: ``"raise"`` raises its error when its turn comes,
                and the iterator can still be asked for the next one; ``"skip"`` leaves it out; a function leaves it
                out too, and is told the number of the input, from 0, and the error.

        Raises:
            TypeError: it is one input, and not some.
            ValueError: workers is less than 1, or ``on_error`` is nothing of this.
            InputError: there is no such encoding.
            WorkerError: the line above is missing, or a worker died; while the results are taken.

        >>> posts = ["Staff member\nThe bridge was opened on Monday.", None]
        >>> [result.text for result in Cleaner().clean_many(posts, on_error="skip")]
        ['The bridge was opened on Monday.']
        """
        _check_some(raws, "clean_many")
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        check_encoding(encoding)
        some = partial(self._some, encoding)
        if workers == 1:
            return Outcomes((outcome for batch in batches(raws) for outcome in some(batch)), on_error)
        return Outcomes(in_processes(some, batches(raws), workers), on_error)

    def _some(self, encoding: str | None, raws: Sequence[Raw]) -> list[Result | Exception]:
        return self.clean_batch(raws, encodings=[encoding] * len(raws), on_error="return")

    def judged(self, raws: Iterable[Raw], *, url: str | None = None) -> Iterator[tuple[Document, Marks, Verdicts]]:
        """Yield what results are made of, for who looks at lines: of each input document, marks and verdicts.

        Raises:
            TypeError: an input is of another type; when its turn comes.
        """
        for batch in batches(raws):
            readings = []
            for raw in batch:
                reading = self._read(raw, url, None)
                if isinstance(reading, Exception):
                    raise reading
                readings.append(reading)
            for reading, (marks, verdicts) in zip(readings, self._verdicts(readings), strict=True):
                yield told_apart(reading.document, marks, verdicts, self._policy.threads), marks.whole, verdicts

    def _outcomes(self, inputs: Sequence[_Input]) -> list[Result | Exception]:
        """The result of each input, or why there is none; documents for which the same rules hold go on together."""
        found: list[_Reading | Result | Exception] = [self._read(*one) for one in inputs]
        groups: dict[tuple[str, ...], list[int]] = {}
        for i, reading in enumerate(found):
            if isinstance(reading, _Reading):
                groups.setdefault(self._policy.rules.limited_to(reading.host), []).append(i)
        for members in groups.values():
            readings = [reading for i in members if isinstance(reading := found[i], _Reading)]
            for i, outcome in zip(members, self._together(readings), strict=True):
                found[i] = outcome
        return [outcome for outcome in found if not isinstance(outcome, _Reading)]

    def _read(self, raw: Raw, url: str | None, encoding: str | None) -> _Reading | Exception:
        url, told = readable(url)
        try:
            document, warnings = read(
                raw, url=url, encoding=encoding, fix_encoding=self._policy.fix_encoding, profiles=self._policy.profiles
            )
        except Exception as error:  # noqa: BLE001  whatever it is, the other inputs go on
            return error
        warnings += told
        if document.no_thread:
            warnings.append(f"the input is {document.no_thread}, no thread")
        return _Reading(document, warnings, host_of(url))

    def _together(self, readings: Sequence[_Reading]) -> list[Result | Exception]:
        """Clean documents of hosts with the same rules; where one breaks the others, each goes alone."""
        try:
            return self._judged(readings)
        except Exception as error:  # noqa: BLE001
            if len(readings) == 1:
                return [error]
            return [outcome for reading in readings for outcome in self._together([reading])]

    def _judged(self, readings: Sequence[_Reading]) -> list[Result | Exception]:
        return [
            self._finished(reading, marks, without_repeats(reading.document, verdicts, marks.keeps))
            for reading, (marks, verdicts) in zip(readings, self._verdicts(readings), strict=True)
        ]

    def _verdicts(self, readings: Sequence[_Reading]) -> list[tuple[Marks, Verdicts]]:
        documents = [reading.document for reading in readings]
        shipped, marked = self._engines_for(readings[0].host)[1].mark_over(documents)
        judged = judge(documents, marked, shipped, self._policy.model, self._policy.preset)
        return list(zip(marked, judged, strict=True))

    def _finished(self, reading: _Reading, marks: Marks, verdicts: Verdicts) -> Result | LossError:
        document = reading.document
        loss = loss_in(document, verdicts, marks.drops)
        if (loss or document.no_thread) and self._policy.on_loss is OnLoss.RAISE:
            return LossError(loss or reading.warnings[-1])
        document = told_apart(document, marks, verdicts, self._policy.threads)
        if loss and self._policy.on_loss is OnLoss.KEEP:
            verdicts = kept_whole(document, verdicts)
        warnings = partial(self._warnings, reading.warnings, document, marks, loss)
        return self._result(document, with_signatures(document, verdicts), loss is not None, warnings)

    def _warnings(self, told: Sequence[str], document: Document, marks: Marks, loss: str | None) -> tuple[str, ...]:
        """What a person should know; worked out when asked, because one of them asks for the posts of a dump."""
        unknown = unheard(document, marks)
        late = [f"rule {rule} ran out of time on a line and was passed over there" for rule in marks.slow]
        lost = [loss + "; all of it was kept" * (self._policy.on_loss is OnLoss.KEEP)] if loss else []
        return (*told, *([unknown] if unknown else []), *late, *lost)

    def under(self, pack: RulePack) -> Cleaner:
        """Return a cleaner with one more pack on top, as what a forum has taught is; all else is shared with this one.

        Making one takes milliseconds, so each forum of a crawl can have its own.

        Raises:
            ConfigError: a rule is called like one of another pack.
        """
        return _deciding_by(self._policy.under(pack))

    def _engines_for(self, host: str) -> tuple[Engine, Engine]:
        """The shipped rules, and all rules, for a host; hosts that no pack is limited to share them."""
        key = self._policy.rules.limited_to(host)
        if key not in self._engines:
            rules, proved = self._policy.rules.for_host(host)
            shipped = _engine_of(rules[:proved])
            if len(self._engines) >= _MOST_ENGINES:
                self._engines.clear()
            self._engines[key] = shipped, shipped if proved == len(rules) else shipped.under(rules)
        return self._engines[key]

    def _result(
        self, document: Document, verdicts: Verdicts, is_lost: bool, warnings: Callable[[], tuple[str, ...]]
    ) -> Result:
        title = document.title
        if title is None and verdicts.title is not None:
            title = document.texts[verdicts.title]
        return Result(
            title=title,
            prefix=document.prefix,
            engine=document.engine,
            ruleset=self.ruleset,
            suspicious=is_lost or bool(document.no_thread),
            _warnings=warnings,
            _document=document,
            _verdicts=verdicts,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _deciding_by, (self._policy,)


def clean(raw: Raw, *, url: str | None = None, encoding: str | None = None) -> Result:
    r"""Clean one post or page with the shipped rules; see `Cleaner.clean`.

    >>> clean("Experienced member\nThe bridge was opened on Monday after three years of work.").text
    'The bridge was opened on Monday after three years of work.'
    """
    return _default().clean(raw, url=url, encoding=encoding)


@lru_cache(maxsize=4)
def _engine_of(shipped: tuple[Rule, ...]) -> Engine:
    """The engine of shipped rules: it takes half a second to make, and all cleaners of a process can share it."""
    return Engine.of(shipped, proved=len(shipped))


@cache
def _default() -> Cleaner:
    return Cleaner()


def _deciding_by(policy: Policy) -> Cleaner:
    cleaner = Cleaner.__new__(Cleaner)
    cleaner._decide_by(policy)
    return cleaner


def _check_some(raws: Iterable[Raw], method: str) -> None:
    if isinstance(raws, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"{method} takes inputs, and this is one: write {method}([raw]), or clean(raw)")
