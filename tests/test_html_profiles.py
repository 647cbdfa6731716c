"""Shipped profiles compile; a wrong one is told with file, key and a way out; a user's own one is used."""

from __future__ import annotations

import pytest

from forumclean.errors import ConfigError
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html

OURS = {
    "name": "ours",
    "order": 1,
    "detect": [{"has": [".our-post"]}],
    "page": {"post": ["div.our-post"], "title": ["h1"]},
    "post": {"body": [".text"], "author": [".by::attr(data-name)"]},
    "chrome": {"signature": [".sig"]},
}
PAGE = "<h1>Tides</h1>" + "".join(
    f'<div class="our-post"><i class="by" data-name="{name}"></i><div class="text">{text}<p class="sig">Bye</p></div>'
    "</div>"
    for name, text in (("Ann", "High water at nine."), ("Bo", "Low water at three."))
)


@pytest.mark.parametrize("profile", list(ProfileSet.shipped()), ids=lambda profile: profile.name)
def test_shipped_profile_compiles_and_says_why(profile: object) -> None:
    profile.check()  # type: ignore[attr-defined]
    assert profile.spec.why.endswith((".", ")."))  # type: ignore[attr-defined]


def test_own_profile_is_used_before_shipped_ones() -> None:
    document = read_html(PAGE, profiles=ProfileSet.shipped().extended([OURS]))
    assert document.engine == "ours"
    assert document.title == "Tides"
    assert [head.author for head in document.heads] == ["Ann", "Bo"]
    assert list(document.texts) == ["High water at nine.", "Bye", "Low water at three.", "Bye"]
    assert list(document.verdicts or ()) == ["", "profile:ours/signature", "", "profile:ours/signature"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pge": {}}, "unknown key 'pge'; did you mean 'page'?"),
        ({"post": {"boddy": [".x"]}}, "unknown key 'boddy'; did you mean 'body'?"),
        ({"chrome": {"signatur": [".x"]}}, "unknown part 'signatur'; did you mean 'signature'?"),
        ({"page": {"post": ["div["]}}, "not valid CSS"),
        ({"page": {"post": ["//div["]}}, "not valid XPath"),
        ({"page": {"post": ["div:hover"]}}, "write it as XPath"),
        ({"extends": "nobody"}, "no profile 'nobody' to extend"),
    ],
)
def test_wrong_profile_is_told_when_it_is_loaded(change: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=r"own\.toml") as caught:
        ProfileSet.shipped().extended([{**OURS, **change}], file="own.toml")
    assert message in str(caught.value)
    assert "own.toml" in str(caught.value)
