"""Job: what a worker of any framework is told, and what it does with one row.

Everything that the frameworks share is here, so that an adapter only moves rows in and out.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypedDict

import msgspec

from forumclean import Cleaner, InputError, Result, RulePack
from forumclean.batches import batches, size_of
from forumclean.limit import each_within
from forumclean.outcome.record import FIELDS, SCHEMA_VERSION, Detail, beside, record_of

__all__ = ["TIMEOUT", "Config", "Job", "Options"]

# Seconds that a row may take, as in a bulk run; most take a thousandth of one.
TIMEOUT = 300.0
Config: TypeAlias = "str | Path | dict[str, Any] | RulePack | None"
Row: TypeAlias = tuple[Any, Any, str | None]


class Options(TypedDict, total=False):
    """What every adapter takes, by keyword.

    Attributes:
        text_field: the column that holds the posts, text or bytes; ``"text"``.
        id_field: the column that names them; ``"id"``. None: they have no names.
        url_field: the column that says where each came from; None: there is none.
        detail: how much of a result a record holds, a `Detail` or its value; ``"text"``.
        config: rules of your own, as for `Cleaner`.
        preset: as for `Cleaner`.
        cleaner: a ready `Cleaner`, instead of ``config`` and ``preset``.
        timeout: seconds that one row may take before it fails; 300. None: as long as it likes.
    """

    text_field: str
    id_field: str | None
    url_field: str | None
    detail: Detail | str
    config: Config
    preset: str
    cleaner: Cleaner | None
    timeout: float | None


class Job:
    """A Cleaner with the names of the columns it reads. Pickling it takes the Cleaner along, rules and all.

    Unpickled by another version of forumclean, it raises RuntimeError: a run has one ruleset.

    Args:
        text_field, id_field, url_field, detail, config, preset, cleaner, timeout: see `Options`.

    Attributes:
        columns: the names of a record's fields in their order.

    Raises:
        ConfigError: the config or the preset is wrong.
        ValueError: ``detail`` is none of the three, ``cleaner`` comes with a config or a preset, or ``timeout`` is not
            more than 0.

    >>> job = Job(cleaner=Cleaner())
    >>> job.record("Staff member", id=7)["words_removed"]
    2
    >>> job.record(None, id=7)["error"]
    'InputError: the text is null'
    """

    def __init__(  # noqa: PLR0913  they are the options of every adapter
        self,
        *,
        text_field: str = "text",
        id_field: str | None = "id",
        url_field: str | None = None,
        detail: Detail | str = Detail.TEXT,
        config: Config = None,
        preset: str = "balanced",
        cleaner: Cleaner | None = None,
        timeout: float | None = TIMEOUT,
    ) -> None:
        if timeout is not None and timeout <= 0:
            raise ValueError(f"timeout must be more than 0, not {timeout}")
        if detail not in list(Detail):
            raise ValueError(f"detail must be one of {', '.join(Detail)}, not {detail!r}")
        if cleaner is not None and (config is not None or preset != "balanced"):
            raise ValueError("give a cleaner, or a config and a preset, not both")
        self.text_field, self.id_field, self.url_field = text_field, id_field, url_field
        self.detail, self.timeout = Detail(detail), timeout
        self.cleaner = cleaner or (_shipped(preset) if config is None else Cleaner(config, preset=preset))
        self.columns = tuple(record_of(self.cleaner.clean(""), detail=self.detail))

    def record(self, raw: Any, *, id: Any = None, url: str | None = None) -> dict[str, Any]:
        """Return the record of one row; where it failed, ``error`` says why, and all but ``schema`` and ``id`` is None.

        Nothing that one row holds raises: its framework would throw away all the rows beside it.
        """
        return self.records([(raw, id, url)])[0]

    def records(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Return the records of many rows: cheaper than one at a time, for the time limit costs a thread a call.

        Args:
            rows: of each the post, its id and its URL; in the place of a post, the error that reading it gave.
        """
        groups = list(batches(rows, lambda row: size_of(row[0])))
        together = each_within(self.timeout, self._together, groups, late=lambda *_: None)
        # Of rows that took too long together each goes alone, and may take as long.
        return [record for group, done in zip(groups, together, strict=True) for record in done or self._alone(group)]

    def _alone(self, rows: list[Row]) -> list[dict[str, Any]]:
        return each_within(
            self.timeout, lambda row: self._together([row])[0], rows,
            late=lambda row, error: self.failed(error, id=row[1]),
        )  # fmt: skip

    def _together(self, rows: list[Row]) -> list[dict[str, Any]]:
        whole = [row for row in rows if row[0] is not None and not isinstance(row[0], Exception)]
        outcomes = iter(
            self.cleaner.clean_batch([raw for raw, _, _ in whole], urls=[url for _, _, url in whole], on_error="return")
        )
        records = []
        for raw, name, _ in rows:
            if raw is None:
                records.append(self.failed(InputError("the text is null"), id=name))
            else:
                records.append(self._record(raw if isinstance(raw, Exception) else next(outcomes), name))
        return records

    def _record(self, outcome: Result | Exception, name: Any) -> dict[str, Any]:
        try:
            if isinstance(outcome, Exception):
                raise outcome
            record = record_of(outcome, id=None if name is None else str(name), detail=self.detail)
            # Half a surrogate pair, as a cut emoji leaves it, goes into no column and no UTF-8 file.
            msgspec.json.encode(record)
        except Exception as error:  # noqa: BLE001
            return self.failed(error, id=name)
        return record

    def failed(self, error: Exception, *, id: Any = None) -> dict[str, Any]:
        """Return the record of a row that could not be cleaned."""
        return {
            **dict.fromkeys(self.columns),
            "schema": SCHEMA_VERSION,
            "id": None if id is None else _utf8(str(id)),
            "error": _utf8(f"{type(error).__name__}: {error}"),
        }

    def carried(self, names: Iterable[str]) -> dict[str, str]:
        """Return the columns of an input that go along with the records, and what each is called there.

        Raises:
            ValueError: a column that the job reads is not there, or is there twice.
        """
        names = list(names)
        for wanted in (self.text_field, self.id_field, self.url_field):
            if wanted is not None and names.count(wanted) != 1:
                raise ValueError(f"there must be one column '{wanted}'; the columns are {', '.join(map(str, names))}")
        others = [name for name in names if name not in {self.text_field, self.id_field}]
        return dict(zip(others, beside(others, FIELDS), strict=True))

    def __reduce__(self) -> tuple[Any, ...]:
        options = {name: getattr(self, name) for name in _OPTIONS}
        return _arrived, (pickle.dumps(self.cleaner), self.cleaner.ruleset, options)


# The options that a job takes along besides its Cleaner.
_OPTIONS = ("text_field", "id_field", "url_field", "detail", "timeout")


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@lru_cache(maxsize=8)
def _shipped(preset: str) -> Cleaner:
    return Cleaner(preset=preset)


def _arrived(pickled: bytes, ruleset: str, options: dict[str, Any]) -> Job:
    job = Job(cleaner=_unpickled(pickled), **options)
    if job.cleaner.ruleset != ruleset:
        raise RuntimeError(
            f"the job was made with ruleset {ruleset}, and this worker makes {job.cleaner.ruleset} of it; "
            "install the same version of forumclean on all machines"
        )
    return job


@lru_cache(maxsize=8)
def _unpickled(pickled: bytes) -> Cleaner:
    """A process gets the same Cleaner with each of its tasks; it builds it from the first."""
    cleaner: Cleaner = pickle.loads(pickled)
    return cleaner
