"""Groups: a cleaner for a crawl of many forums, each with the pack that it taught."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from forumclean.cleaner import Cleaner, Raw
from forumclean.outcome.result import Result
from forumclean.reader import address
from forumclean.rules.pack import RulePack

__all__ = ["GroupCleaner", "host_of"]

# Cleaners that are kept ready; making another takes milliseconds.
_READY = 64


def host_of(url: str | None) -> str | None:
    """The host of an address, without which a post belongs to no forum.

    >>> host_of("https://Forum.example.org/t/1"), host_of("http://[bad"), host_of(None)
    ('forum.example.org', None, None)
    """
    return address.host_of(address.readable(url)[0]) or None


class GroupCleaner(Cleaner):
    r"""Cleans each post with the pack of its forum, which the host of its URL names; others with the shipped rules.

    It goes wherever a `Cleaner` goes: into ``clean_many``, a bulk run, the adapters of Spark, Ray and the others.

    Args:
        packs: by host, or by whatever `of` is asked for.
        cleaner: what the packs stand on; None: the shipped rules.

    >>> pack = RulePack.from_dict({"pack": {"name": "a"}, "rule": [{"id": "bye", "lines": ["Fair winds to all"]}]})
    >>> cleaner = GroupCleaner({"a.example": pack})
    >>> cleaner.clean("The ferry sails again.\nFair winds to all", url="https://a.example/1").text
    'The ferry sails again.'
    """

    def __init__(self, packs: Mapping[str, RulePack], cleaner: Cleaner | None = None) -> None:
        self._base = cleaner or Cleaner()
        self._decide_by(self._base._policy)
        self._packs = dict(sorted(packs.items()))
        self._ready: OrderedDict[str, Cleaner] = OrderedDict()
        said = [[group, pack.sites, pack.rules] for group, pack in self._packs.items()]
        digest = hashlib.sha256(msgspec.json.encode([self._base.ruleset, said])).hexdigest()[:12]
        self._ruleset = f"{self._base.ruleset.partition('+')[0]}+{digest}"

    @property
    def ruleset(self) -> str:
        """That of the cleaner below and of all packs."""
        return self._ruleset

    def of(self, group: str | None) -> Cleaner:
        """Return the cleaner of a group; that with the shipped rules where it has taught nothing."""
        pack = self._packs.get(group or "")
        if group is None or pack is None or not pack.rules:
            return self._base
        if (cleaner := self._ready.get(group)) is None:
            cleaner = self._ready[group] = self._base.under(pack)
            while len(self._ready) > _READY:
                self._ready.popitem(last=False)
        return cleaner

    def clean_batch(
        self,
        raws: Sequence[Raw],
        *,
        urls: Sequence[str | None] | None = None,
        encodings: Sequence[str | None] | None = None,
        on_error: Any = "raise",
    ) -> Any:
        """Clean some inputs at once, each by the pack of its host; see `Cleaner.clean_batch`."""
        groups = [host_of(url) for url in urls or [None] * len(raws)]
        return self.clean_groups(raws, groups, urls=urls, encodings=encodings, on_error=on_error)

    def clean_groups(
        self,
        raws: Sequence[Raw],
        groups: Sequence[str | None],
        *,
        urls: Sequence[str | None] | None = None,
        encodings: Sequence[str | None] | None = None,
        on_error: Any = "return",
    ) -> list[Any]:
        """Clean some inputs at once, each by the pack of its group."""
        nothing: Sequence[None] = [None] * len(raws)
        rows = list(zip(raws, groups, urls or nothing, encodings or nothing, strict=True))
        outcomes: list[Result | Exception | None] = [None] * len(rows)
        for group in dict.fromkeys(groups):
            members = [at for at, row in enumerate(rows) if row[1] == group]
            found = self.of(group).clean_batch(
                [rows[at][0] for at in members], urls=[rows[at][2] for at in members],
                encodings=[rows[at][3] for at in members], on_error=on_error,
            )  # fmt: skip
            for at, outcome in zip(members, found, strict=True):
                outcomes[at] = outcome
        return outcomes

    def __reduce__(self) -> tuple[Any, ...]:
        return GroupCleaner, (self._packs, self._base)
