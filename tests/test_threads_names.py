"""Who wrote each post of a dump: at the same place of every head or foot, and nobody's rank, title or addressee."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support import LONG, LONGER
from test_threads import BODIES, NAMES

from forumclean import clean


def authors(raw: str) -> list[str | None]:
    return [post.author for post in clean(raw).posts]


def heads(head: str, names: Sequence[str] = NAMES) -> str:
    """A thread whose posts have this head."""
    return "\n\n".join(head.format(name=name, n=n + 1) + BODIES[n] for n, name in enumerate(names))


@pytest.mark.parametrize("rank", ["Grumpy Goose", "Old-Crust", "Hydrazine Taster"])
@pytest.mark.parametrize(
    "head", ["{name}\n{name} RANK\nMarch {n}, 2024 9:1{n} pm\n\n", "  {n}. {name}\n\n    {name} RANK\n\n    "]
)
def test_a_rank_behind_the_name_that_stands_above_is_none_of_it(head: str, rank: str) -> None:
    assert authors(heads(head.replace("RANK", rank))) == list(NAMES)


@pytest.mark.parametrize("ranks", [("Captain", "Comandante", "Captain", "Mestre"), ("Usta", "Usta", "Jury", "Usta")])
def test_a_rank_that_stands_twice_is_no_author(ranks: tuple[str, ...]) -> None:
    card = (
        "{name}\n{rank}\n{rank}\nPosts: 6{n}\nJoined: Feb 1{n}, 2013\n\nPost by {name} » Sat Mar 0{n}, 2024 16:51\n\n"
    )
    posts = [
        card.format(name=name, rank=rank, n=n) + body
        for n, (name, rank, body) in enumerate(zip(NAMES, ranks, BODIES, strict=True), 1)
    ]
    assert authors("\n\n".join(posts)) == list(NAMES)


@pytest.mark.parametrize("known", ["Former Member", "Guest", "DeletedUser927"])
def test_known_words_are_a_name_where_others_have_one(known: str) -> None:
    names = (NAMES[0], known, NAMES[1], NAMES[2])
    card = "{name}\nSenior Member\nJoined: Feb 1{n}, 2013\nPosts: 6{n}\nMarch {n}, 2024, 9:15 pm\n\n"
    assert authors(heads(card, names)) == list(names)


@pytest.mark.parametrize("lead", ["Submitted by {} on ", "Posted by {} on ", "By {}, "])
def test_an_article_has_a_head_of_another_shape_than_its_comments(lead: str) -> None:
    head = f"The northern channel\n{lead.format('ann_keel')}March 3, 2024 8:31 AM\n\n{LONG}"
    comments = heads("{name}\nMarch {n}, 2024 at 7:1{n} pm\n\n", NAMES[:3])
    assert authors(f"{head}\n\n{comments}") == ["ann_keel", *NAMES[:3]]


@pytest.mark.parametrize("end", ["! ", ". ", " ?", " !", ".” "])
def test_a_signature_begins_behind_the_last_stop(end: str) -> None:
    names = ["Hana Kratka", "J. Palivec", "Eva Rezkova", "Ota Hanus"]
    lines = [
        f"{body} Thank you, Vella{end}{name} (Zejtun, 2019-04-0{n})"
        for n, (body, name) in enumerate(zip(BODIES, names, strict=True), 1)
    ]
    posts = clean("\n".join(lines)).posts
    assert [post.author for post in posts] == names
    assert [post.date_text for post in posts] == [f"2019-04-0{n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    "to",
    [
        pytest.param("To: {}", marks=pytest.mark.xfail(reason="the addressee is weighed a little above the foot")),
        "In reply to: {}",
    ],
)
def test_whom_a_head_addresses_is_not_who_signs_at_the_foot(to: str) -> None:
    foot = "{to}\n\n{body}\n\n{n}91 posted on 05/1{n}/2004 8:41:22 PM PDT by {name}\n[ Post Reply | View Replies ]"
    posts = [
        foot.format(to=to.format(before), body=body, n=n, name=name)
        for n, (before, body, name) in enumerate(zip(("All", *NAMES), BODIES, NAMES, strict=False), 1)
    ]
    assert authors("\n\n".join(posts)) == list(NAMES)


@pytest.mark.parametrize("mark", ["•", "■", "-", "1."])
@pytest.mark.parametrize(
    "head",
    [
        "{mark} {name}\nMarch {n}, 2024, 9:15 pm\n\n",
        "March {n}, 2024, 9:15 pm\n{mark} {name}\n{mark} Senior Member\n\n",
    ],
)
def test_a_name_may_stand_in_a_list(head: str, mark: str) -> None:
    assert authors(heads(head.replace("{mark}", mark))) == list(NAMES)


@pytest.mark.parametrize("bar", [" | ", "\t", " |"])
def test_a_name_may_stand_beside_a_date(bar: str) -> None:
    assert authors(heads(f"Title: Re: channel\n1{{n}}. mai 2007 v 0:11{bar}{{name}}\n\n")) == list(NAMES)


@pytest.mark.parametrize(
    "raw",
    [
        f"Tomato\nTomato soup\n\n{LONG}\n\nLeek\nLeek pie\n\n{LONGER}\n\nSedge\nSedge tea\n\n{BODIES[2]}",
        f"{LONG}\n\nAnn Vella\nAnn Vella is from Malta\n\n{LONGER}",
        *(
            "\n\n".join(f"{head.format(n=n, word=NAMES[n])}\n\n{BODIES[n]}" for n in range(4))
            for head in ("Part {n}", "Recipe: {word}", "• {word}", "== {word} ==", "{word}, 2nd floor", ">> {word}")
        ),
    ],
)
def test_headings_of_one_text_part_no_posts(raw: str) -> None:
    assert len(clean(raw).posts) == 1
