"""Detectors of encodings, side by side: texts of 33 languages in each of their legacy encodings, short to long.

    python benchmarks/encodings.py [--by lang|encoding]

Texts: what persons wrote in training/dumps/open (our own words). A reading is right when it gives back the text,
whatever the encoding is called. Systems that are not installed are left out.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from forumclean.reader.page.encoding import decode, known_encoding

DUMPS = Path(__file__).parents[1] / "training" / "dumps" / "open"
SIZES = (60, 300, 1500)
MOST = 25  # texts of a language and a size
FAMILIES = {
    ("cp1252", "iso8859-1", "iso8859-15"): "da de en es fi fr is it nl no pt sv",
    ("cp1250", "iso8859-2"): "bs cs hr hu pl ro sl",
    ("cp1254", "iso8859-9"): "tr",
    ("cp1257", "iso8859-13"): "et lt lv",
    ("cp1251", "koi8-r", "iso8859-5"): "bg mk ru",
    ("cp1251", "koi8-u"): "uk",
    ("cp1253", "iso8859-7"): "el",
    ("cp1255",): "he",
    ("cp1256",): "ar fa",
    ("cp874",): "th",
    ("cp932", "euc_jp", "iso2022_jp"): "ja",
    ("gb18030", "big5hkscs"): "zh",
    ("cp949",): "ko",
}
# Legacy encodings have the Romanian letters with a cedilla.
CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")


class Case(NamedTuple):
    """A text as bytes."""

    lang: str
    encoding: str
    size: int
    text: str
    raw: bytes


def texts() -> dict[str, str]:
    """What persons wrote, by language."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(DUMPS.glob("*.txt")):
        lang = ""
        for line in path.read_text("utf-8").splitlines():
            label, bar, text = line.partition("|")
            if line.startswith("# lang"):
                lang = line.partition(":")[2].strip()[:2]
            elif bar and label.strip() in ("B", "T", "Q") and text.strip():
                found[lang].append(text.strip())
    return {lang: "\n".join(lines).translate(CEDILLA) for lang, lines in found.items()}


def cases() -> Iterator[Case]:
    """Every text in every encoding that can hold it and that is more than ASCII."""
    known = texts()
    for encodings, langs in FAMILIES.items():
        for lang in langs.split():
            for size in SIZES:
                whole = known.get(lang, "")
                for start in range(0, min(len(whole) - size, MOST * size), size):
                    text = whole[start : start + size]
                    for encoding in encodings:
                        try:
                            raw = text.encode(encoding)
                        except UnicodeEncodeError:
                            continue
                        if not raw.isascii() or b"\x1b" in raw:
                            yield Case(lang, encoding, size, text, raw)


def by_name(detect: Callable[[bytes], Any]) -> Callable[[bytes], str | None]:
    """A detector that gives a name, as one that gives the text."""
    return lambda raw: raw.decode(name, "replace") if (name := known_encoding(detect(raw))) else None


def systems() -> Iterator[tuple[str, Callable[[bytes], str | None]]]:
    """The detectors that are installed."""
    yield "forumclean", lambda raw: decode(raw).text
    makers: dict[str, tuple[str, Callable[[Any], Callable[[bytes], Any]]]] = {
        "chardet": ("chardet", lambda m: lambda raw: m.detect(raw)["encoding"]),
        "chardetng": ("chardetng_py", lambda m: m.detect),
        "charset-normalizer": (
            "charset_normalizer",
            lambda m: lambda raw: getattr(m.from_bytes(raw).best(), "encoding", ""),
        ),
        "faust-cchardet": ("cchardet", lambda m: lambda raw: m.detect(raw)["encoding"]),
        "resiliparse": (
            "resiliparse.parse.encoding",
            lambda m: lambda raw: m.detect_encoding(raw, from_html_meta=False),
        ),
    }
    for name, (module, make) in makers.items():
        try:
            yield name, by_name(make(importlib.import_module(module)))
        except ImportError:
            continue


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--by", choices=("lang", "encoding"))
    by = parser.parse_args().by
    known, console = list(cases()), Console(width=140)
    keys = ("all", *SIZES, *(sorted({getattr(case, by) for case in known}) if by else ()))
    total = Counter(key for case in known for key in ("all", case.size, getattr(case, by or "lang")))
    columns: dict[str, list[str]] = {}
    for name, read in systems():
        right: Counter[Any] = Counter()
        began = time.process_time()
        for case in known:
            if read(case.raw) == case.text:
                right.update(("all", case.size, getattr(case, by or "lang")))
        took = (time.process_time() - began) / len(known)
        columns[name] = [*(f"{right[key] / total[key]:.3f}" for key in keys), f"{took * 1e6:.0f}"]
    table = Table("read right", *columns, title=f"{len(known)} texts, by characters")
    for key, *row in zip((*map(str, keys), "us a text"), *columns.values(), strict=True):
        table.add_row(key, *row)
    console.print(table)
    doubted = [case for case in known if any("encoding" in warning for warning in decode(case.raw).warnings)]
    wrong = [case for case in known if decode(case.raw).text != case.text]
    console.print(f"forumclean: {len(wrong)} read wrong, {len({*wrong} & {*doubted})} of them with a warning; "
                  f"{len({*doubted} - {*wrong})} of {len(known) - len(wrong)} right ones warned of")  # fmt: skip


if __name__ == "__main__":
    main()
