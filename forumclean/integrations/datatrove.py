"""datatrove: `ForumCleaner`, a step of a pipeline that puts the article in the place of the post."""

from __future__ import annotations

from typing import Any, Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options
from forumclean.outcome.record import beside

with extra("datatrove"):
    from datatrove.data import Document
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.writers.disk_base import DiskWriter

__all__ = ["ForumCleaner"]

_BATCH = 64
_OWN = ("id", "text", "error")  # a Document has its id and text itself; one that failed goes another way


class ForumCleaner(BaseFilter):  # type: ignore[misc]
    """Replaces ``text`` by the article and puts the other fields of its record into ``metadata``.

    A key of the metadata whose name the record needs gets ``input_`` before it. A document of which nothing is left is
    dropped as ``empty``, one that cannot be cleaned as ``error``; both go to the exclusion writer with the text that
    they came with, and the latter with ``metadata["error"]``.

    Args:
        exclusion_writer: where dropped documents go; nowhere when it is None.
        options: see `Options`; ``url_field`` is a key of the metadata, text and id are those of the document.
    """

    name = "🧹 forumclean"

    def __init__(self, exclusion_writer: DiskWriter | None = None, **options: Unpack[Options]) -> None:
        super().__init__(exclusion_writer, batch_size=_BATCH)
        self._job = Job(**options)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean a document in place; say why when it is to be dropped."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Document]) -> list[bool | tuple[bool, str]]:
        """Do the same for some documents: the time limit costs a thread a batch."""
        url = self._job.url_field
        rows = ((doc.text, doc.id, doc.metadata.get(url) if url else None) for doc in batch)
        return [self._take(doc, record) for doc, record in zip(batch, self._job.records(rows), strict=True)]

    def _take(self, doc: Document, record: dict[str, Any]) -> bool | tuple[bool, str]:
        if record["error"] is not None:
            doc.metadata = _beside(doc.metadata, {"error": record["error"]})
            return False, "error"
        self.stat_update("words_kept", value=record["words_kept"])
        self.stat_update("words_removed", value=record["words_removed"])
        doc.metadata = _beside(doc.metadata, {name: record[name] for name in self._job.columns if name not in _OWN})
        if record["suspicious"]:
            self.stat_update("suspicious")
        if not record["text"]:
            return False, "empty"
        doc.text = record["text"]
        return True


def _beside(metadata: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    names = beside(metadata, record)
    return record | dict(zip(names, metadata.values(), strict=True))
