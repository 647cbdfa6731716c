"""Text that was decoded as what it is not ("GrÃ¼ÃŸe"), mended by ftfy, and only where that is sure."""

from __future__ import annotations

from forumclean.extras import extra

__all__ = ["ftfy_version", "without_mojibake"]


def without_mojibake(text: str) -> str | None:
    """The text as it should have been decoded; None when ftfy finds nothing wrong.

    Raises:
        MissingExtraError: ftfy is not installed.
    """
    if text.isascii():
        return None
    with extra("ftfy"):
        from ftfy import fix_encoding
    mended = str(fix_encoding(text))
    return None if mended == text else mended


def ftfy_version() -> str:
    """The version of ftfy, on which it depends what is mended.

    Raises:
        MissingExtraError: it is not installed.
    """
    with extra("ftfy"):
        import ftfy
    return str(ftfy.__version__)
