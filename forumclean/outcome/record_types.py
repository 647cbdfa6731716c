"""The types of a record in Arrow, for Parquet files and for everything that speaks Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forumclean.extras import extra
from forumclean.outcome.record import SCHEMA_VERSION, Detail

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["METADATA", "record_fields"]

METADATA = {"forumclean.schema": str(SCHEMA_VERSION)}


def record_fields(detail: Detail) -> list[pa.Field]:
    """Return the fields of `forumclean.outcome.record.record_of` in their order; docs/scale.md has them as a table.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    with extra("arrow"):
        import pyarrow as pa
    text, whole = pa.string(), pa.int64()
    fields = {
        "schema": pa.int32(), "id": text, "text": text, "title": text, "prefix": text, "engine": text,
        "suspicious": pa.bool_(), "warnings": pa.list_(text), "words_kept": whole, "words_removed": whole,
        "ruleset": text, "error": text,
    }  # fmt: skip
    if detail is not Detail.TEXT:
        post = {
            "number": whole, "author": text, "author_url": text, "date": text, "date_text": text, "url": text,
            "title_line": text, "source_url": text, "text": text, "signature": text,
        }  # fmt: skip
        fields["posts"] = pa.list_(pa.struct(post))
    if detail is Detail.FULL:
        paragraph = {
            "text": text, "start": whole, "end": whole, "label": text, "kind": text, "score": pa.float64(),
            "reason": text, "post": whole,
        }  # fmt: skip
        fields["paragraphs"] = pa.list_(pa.struct(paragraph))
    return [pa.field(name, kind) for name, kind in fields.items()]
