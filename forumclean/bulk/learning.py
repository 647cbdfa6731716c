"""Learning: the first pass of a run that learns, in which each forum among the records teaches its own chrome.

The packs lie beside the output, OUT.packs/NAME.toml, with an index of which is whose; a run that resumes takes them as
they are.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from forumclean.bulk.errors import OutputError
from forumclean.bulk.inputs.base import Entry, entry_of
from forumclean.bulk.inputs.sources import Source, module_of
from forumclean.bulk.options import Options
from forumclean.bulk.outputs.whole import WholeFile
from forumclean.bulk.summary import Progress
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.worker import fields_of, group_of
from forumclean.cleaner import Cleaner
from forumclean.errors import InputError
from forumclean.learner.groups import GroupCleaner
from forumclean.learner.learn import learn_sample, pack_name
from forumclean.learner.pack import LearnedPack
from forumclean.learner.sample import Sample, Samples
from forumclean.processes import Worker, map_in_order
from forumclean.rules.pack import RulePack

__all__ = ["FEWEST", "learned_cleaner"]

# A group of fewer posts teaches nothing, and is cleaned with the rules that there are.
FEWEST = 5
_INDEX = "index.json"


def learned_cleaner(
    sources: Sequence[Source],
    options: Options,
    cleaner: Cleaner,
    folder: Path,
    fingerprint: dict[str, Any] | None,
    watch: Callable[[Progress], None] | None = None,
) -> GroupCleaner:
    """Learn from all records, group by group, write the packs, and return the cleaner that has them.

    Args:
        sources: the inputs; they are read once now, and once more when they are cleaned.
        options: of the run.
        cleaner: what the packs stand on.
        folder: where they are written.
        fingerprint: what decides about them; a run that resumes with the same takes the packs that are there.
        watch: as for a run.

    Raises:
        InputError: an input can be read only once.
        OutputError: the packs cannot be written.
    """
    if fingerprint is None:
        raise InputError("learning reads the inputs twice, and a stream can be read once; give files")
    if options.resume and (packs := _found(folder, fingerprint)) is not None:
        return GroupCleaner(packs, cleaner)
    samples = _sampled(sources, options, watch)
    items = ((group, sample) for group, sample in sorted(samples.of.items()) if sample.posts >= FEWEST)
    learned = {group: pack for group, pack in _learned(items, options, cleaner) if pack.rules or pack.doubts}
    try:
        _write(folder, fingerprint, learned)
    except OSError as error:
        raise OutputError(f"{folder}: the packs cannot be written: {error.strerror}; choose another output") from None
    return GroupCleaner(learned, cleaner)


def _sampled(sources: Sequence[Source], options: Options, watch: Callable[[Progress], None] | None) -> Samples:
    samples, records = Samples(), 0
    total = sum(source.size for source in sources)
    for chunk in chunks_of(sources, options):
        names = module_of(chunk.format).names(options)
        for raw in chunk.records:
            records += 1
            # What cannot be read is rejected, with the reason, when it is to be cleaned.
            with suppress(Exception):
                entry: Entry = entry_of(fields_of(chunk, raw), names, "")
                if (group := group_of(entry, options)) is not None:
                    samples.add(group, entry.text)
        if watch is not None:
            watch(Progress(records, chunk.at, total))
    return samples


def _learned(
    items: Iterator[tuple[str, Sample]], options: Options, cleaner: Cleaner
) -> Iterator[tuple[str, LearnedPack]]:
    start = partial(Worker, partial(_serve, options.group_field is None), pickle.dumps(cleaner))
    yield from map_in_order(start, items, options.processes)


def _serve(is_host: bool, connection: Connection, first: Connection) -> None:
    """Learn from the samples that come, in a process of its own, until none comes any more."""
    cleaner: Cleaner = first.recv()
    with suppress(EOFError, OSError):
        while True:
            group, sample = connection.recv()
            url = f"https://{group}/" if is_host else None
            connection.send((group, learn_sample(sample, url=url, cleaner=cleaner, name=pack_name(group))))


def _write(folder: Path, fingerprint: dict[str, Any], packs: dict[str, LearnedPack]) -> None:
    folder.mkdir(exist_ok=True)
    for pack in packs.values():
        with WholeFile(folder / f"{pack.name}.toml") as file:
            file.write(pack.to_toml().encode("utf-8", "replace"))
    index = {"fingerprint": fingerprint, "packs": {group: f"{pack.name}.toml" for group, pack in packs.items()}}
    with WholeFile(folder / _INDEX) as file:
        file.write(json.dumps(index, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass"))


def _found(folder: Path, fingerprint: dict[str, Any]) -> dict[str, RulePack] | None:
    """The packs of the run that was stopped; None where there are none, or of another run."""
    try:
        index = json.loads((folder / _INDEX).read_bytes())
    except (OSError, ValueError):
        return None
    if index.get("fingerprint") != json.loads(json.dumps(fingerprint)):
        return None
    return {group: RulePack.load(folder / name) for group, name in index["packs"].items()}
