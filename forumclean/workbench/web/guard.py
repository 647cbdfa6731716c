"""Guard: who may ask. A page of another site must not read posts here or write rules, whatever name it gives us."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from forumclean.errors import InputError

__all__ = ["COOKIE", "Guard", "is_loopback"]

COOKIE = "forumclean"
_LEAST = 16


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine and nothing else.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Guard:
    """What a request must show.

    Attributes:
        host: the address that we listen at.
        token: what a browser must know; "" on this machine, where nobody else can ask.

    Raises:
        InputError: others could ask, and there is no token.
    """

    host: str
    token: str = ""

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and len(self.token) < _LEAST:
            raise InputError(
                f"{self.host} can be reached by others; give a --token of {_LEAST} characters at least, or no --host"
            )

    def refusal(self, method: str, query: str, headers: Mapping[str, str]) -> str:
        """Say why a request is refused; "" when it is not.

        >>> Guard("127.0.0.1").refusal("GET", "", {"host": "evil.example:8000"})
        "the host 'evil.example:8000' is not this workbench"
        """
        host = headers.get("host", "")
        if not self._is_ours(host):
            return f"the host {host!r} is not this workbench"
        origin = headers.get("origin")
        if method not in ("GET", "HEAD"):
            if origin != f"http://{host}":
                return "the request comes from another page"
            if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                return "the request is no JSON"
        elif origin not in (None, f"http://{host}"):
            return "the request comes from another page"
        if self.token and not hmac.compare_digest(self._shown(query, headers).encode(), self.token.encode()):
            return "the token is missing or wrong; open the address that forumclean workbench printed"
        return ""

    def _is_ours(self, host: str) -> bool:
        """A name can be made to point at us; an address, or our own name, cannot."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if is_loopback(self.host):
            return is_loopback(name)
        try:
            return name == self.host or bool(ip_address(name))
        except ValueError:
            return False

    def _shown(self, query: str, headers: Mapping[str, str]) -> str:
        if given := parse_qs(query).get("token"):
            return given[0]
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return ""
        return found.value if found else ""
