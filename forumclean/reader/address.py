"""The address that an input came from: the part of it that can be used, and what to say of the rest."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["host_of", "readable"]


def readable(url: str | None) -> tuple[str | None, list[str]]:
    """The address, if it can be read, and warnings.

    >>> readable("https://forum.example/t/1"), readable("http://[bad")[0], readable("forum.example")[1][0][:34]
    (('https://forum.example/t/1', []), None, "the address 'forum.example' has no")
    """
    if not url:
        return None, []
    try:
        urlsplit(url)
    except ValueError:  # "http://[bad"
        return None, [f"the address {url!r} can't be read: links stay as they are, and no rule is for its site"]
    if "://" in url:
        return url, []
    return url, [f"the address '{url}' has no scheme, so no rules for a site are on; write 'https://{url.lstrip('/')}'"]


def host_of(url: str | None) -> str:
    """The host of a readable address; "" for none.

    >>> host_of("https://Forum.example:8080/t/1"), host_of(None)
    ('forum.example', '')
    """
    return (urlsplit(url).hostname or "") if url else ""
