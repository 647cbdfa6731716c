"""NeMo Curator: `ForumCleaner`, a DocumentModifier that puts the article in the place of the post."""

from __future__ import annotations

from typing import Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("nemo"):
    from nemo_curator.stages.text.modifiers import DocumentModifier

__all__ = ["ForumCleaner"]


class ForumCleaner(DocumentModifier):  # type: ignore[misc]
    """The modifier for ``Modify(ForumCleaner(), input_fields="text")``.

    A modifier gives one value for one value and can't drop or mark a row: a post that is null, or that cannot be
    cleaned, becomes None, so that no uncleaned text slips through; a filter after it, or ``dropna``, takes these out.

    Args:
        options: see `Options`; the fields are those of ``Modify``, so ``text_field`` and ``id_field`` say nothing here.

    Raises:
        ConfigError: the config is wrong.
    """

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__()
        self._name = "forumclean"
        self._job = Job(**options)

    def modify_document(self, text: str | bytes | None, url: str | None = None) -> str | None:
        """Return the article of one post; None where there is none to give.

        Args:
            text: the post.
            url: where it came from, for rules of its host: ``Modify(…, input_fields=[["text", "url"]])``.
        """
        # A frame of pandas says NaN where a text is missing.
        raw = text if isinstance(text, str | bytes) else None
        article: str | None = self._job.record(raw, url=url if isinstance(url, str) else None)["text"]
        return article
