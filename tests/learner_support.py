"""Forums of our own making that teach, and forums that must not."""

from __future__ import annotations

import random

__all__ = ["HEAD", "TAIL", "articles", "posts"]

HEAD = [
    "Kiln Gazette",
    "Weaving Yard",
    "Swap Lounge",
    "The guild moves to a new hall on the second Sunday of the month.",
]
TAIL = ["Salute this", "Pin to my loom", "Golden Shuttle Registry", "Talk of looms and kilns that fits nowhere else"]
RANKS = ["Golden Shuttle Keeper", "Shuttle Apprentice", "Loom Regular"]
VALUES = ["Brack", "Elmoor", "Tarn", "Kettlewick", "Vellum", "Pell"]
MONTHS = ["Mar", "Jun", "Oct", "Dec", "Feb"]
NAMES = ["marlisa", "old_tom", "Gannet17", "Moppet", "stonecrop", "Weaverbird", "Hank", "tessaract"]
_WHO = ["The harbour board", "A miller from the valley", "The parish council", "My neighbour", "The ferry company"]
_DID = [
    "opened the north quay",
    "counted forty geese",
    "lost the key of the lock",
    "sold two barges",
    "dug up the weir",
]
_WHEN = [
    "on Monday after the rain",
    "while the band was still playing",
    "before anybody had noticed",
    "for the third time",
]


def articles(count: int, *, seed: int = 7) -> list[list[str]]:
    """Lines of posts that nobody wrote twice."""
    rng = random.Random(seed)
    return [
        [f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHEN)}, report {n}-{i} says, and "
         f"{rng.choice(_WHO).lower()} {rng.choice(_DID)} {rng.choice(_WHEN)} as well."
         for i in range(rng.randint(3, 5))]
        for n in range(count)
    ]  # fmt: skip


def posts(count: int = 20, *, seed: int = 7) -> list[str]:
    """Pages of one forum: a menu, a notice, a card of fields before each post, buttons after it, a foot."""
    rng = random.Random(seed)
    made = []
    for body in articles(count, seed=seed):
        card = [rng.choice(NAMES), rng.choice(RANKS), f"Loom Bucks: {rng.randint(1, 900)}", "Hall of residence",
                rng.choice(VALUES), f"Weaving since {rng.choice(MONTHS)} {rng.randint(1, 28)}, 2021"]  # fmt: skip
        made.append("\n".join([*HEAD, body[0][:50], *card, "", *body, "", *TAIL]))
    return made
