"""What the adapters share: jobs, Arrow batches, bad rows, missing packages."""

from __future__ import annotations

import ast
import gc
import os
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from support import LONG, ROOT, Breakable, run_python, stdout_of

from forumclean import Cleaner, ConfigError
from forumclean.integrations.arrow import clean_batch, job_table, record_schema
from forumclean.integrations.job import Job
from forumclean.outcome.record import Detail, record_of

POST = f"Staff member\n{LONG}"
ADAPTERS = {
    "arrow": ["pyarrow"],
    "spark": ["pyspark", "pyarrow", "pandas"],
    "ray": ["ray", "pyarrow"],
    "datatrove": ["datatrove"],
    "huggingface": ["datasets", "pyarrow"],
    "pandas": ["pandas"],
    "polars": ["polars", "pyarrow"],
    "duckdb": ["duckdb", "pyarrow"],
    "nemo": ["nemo_curator"],
}


def batch_of(**columns: Any) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def only(batch: pa.RecordBatch) -> dict[str, Any]:
    (record,) = batch.to_pylist()
    return dict(record)


# The schema


@pytest.mark.parametrize("detail", Detail)
def test_the_schema_has_the_fields_of_a_record_and_holds_all_it_can_say(detail: Detail, cleaner: Cleaner) -> None:
    record = record_of(cleaner.clean(POST), id="7", detail=detail)
    schema = record_schema(detail)
    assert schema.names == list(record)
    assert only(clean_batch(batch_of(id=["7"], text=[POST]), detail=detail)) == record
    assert schema.metadata == {b"forumclean.schema": str(record["schema"]).encode()}


def test_dates_are_text_as_in_the_json_record() -> None:
    page = (ROOT / "fixtures" / "discourse" / "ferry-berth" / "raw.html").read_text(encoding="utf-8")
    posts = only(clean_batch(batch_of(id=["7"], text=[page]), detail="posts"))["posts"]
    assert posts[0]["date"] == "2024-03-05T09:15:00+00:00"


def test_other_columns_go_along_and_make_room_for_the_record() -> None:
    given = batch_of(
        title=pa.array(["mine"], pa.large_string()), id=[7], text=[POST], url=["https://a.example/1"], error=[False],
        input_title=[1.5],
    )  # fmt: skip
    cleaned = clean_batch(given, url_field="url")
    assert cleaned.schema.names[-4:] == ["input_input_title", "url", "input_error", "input_title"]
    assert cleaned.schema.field("input_input_title").type == pa.large_string()
    record = only(cleaned)
    assert (record["input_input_title"], record["url"], record["input_error"]) == ("mine", "https://a.example/1", False)
    assert (record["id"], record["title"], record["text"]) == ("7", None, LONG)


def test_the_raw_text_and_the_id_do_not_go_along_under_other_names() -> None:
    cleaned = clean_batch(batch_of(raw=[POST], key=["a"], text=["x"]), text_field="raw", id_field="key")
    assert cleaned.schema.names == [*record_schema().names, "input_text"]
    assert only(cleaned)["id"] == "a"


def test_posts_without_ids_have_none() -> None:
    assert only(clean_batch(batch_of(text=[POST]), id_field=None))["id"] is None


# Columns of every kind


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()],
    ids=str,
)
def test_text_may_be_text_or_bytes_of_any_kind(kind: pa.DataType) -> None:
    text = pa.array([POST, None], pa.string()).cast(kind)
    records = clean_batch(batch_of(id=["a", "b"], text=text)).to_pylist()
    assert [record["text"] for record in records] == [LONG, None]


def test_text_may_be_a_dictionary() -> None:
    text = pa.array([POST, POST]).dictionary_encode()
    assert clean_batch(batch_of(id=[1, 2], text=text)).column("text").to_pylist() == [LONG, LONG]


def test_the_encoding_of_bytes_is_found_out() -> None:
    text = "Ein Fährmann aus Köln hat am Montag über fünfzig Gäste sicher über den Fluss gebracht."
    assert only(clean_batch(batch_of(id=["a"], text=[text.encode("cp1252")])))["text"] == text


def test_a_url_switches_on_the_packs_of_its_site() -> None:
    rule = {"id": "bye", "lines": ["Cheers, Ann"], "kind": "signature"}
    cleaner = Cleaner({"pack": {"name": "a", "sites": ["a.example"]}, "rule": [rule]})
    given = batch_of(
        id=[1, 2, 3], text=[f"{LONG}\nCheers, Ann"] * 3, url=["https://a.example/1", "https://b.example/1", None]
    )
    cleaned = clean_batch(given, url_field="url", cleaner=cleaner)
    assert [text == LONG for text in cleaned.column("text").to_pylist()] == [True, False, False]


# Rows that cannot be cleaned


def test_as_many_rows_out_as_in_and_each_bad_one_says_why() -> None:
    lame = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\2\0\0\0\4\0\0\0"), pa.py_buffer(b"\xff\xfeok"))
    given = batch_of(id=["bad", "good"], text=lame, note=["kept", "kept"])
    bad, good = clean_batch(given).to_pylist()
    assert bad["error"].startswith("UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff")
    assert bad == dict.fromkeys(good) | {"schema": 1, "id": "bad", "error": bad["error"], "note": "kept"}
    assert (good["text"], good["error"]) == ("ok", None)


def test_an_id_that_is_no_text_costs_only_its_row() -> None:
    lame = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff"))
    record = only(clean_batch(batch_of(id=lame, text=[POST])))
    assert (record["id"], record["text"]) == (None, None)
    assert record["error"].startswith("UnicodeDecodeError")


def test_a_null_is_told_from_an_empty_post() -> None:
    null, empty = clean_batch(batch_of(id=[1, 2], text=[None, ""])).to_pylist()
    assert (null["text"], null["error"]) == (None, "InputError: the text is null")
    assert (empty["text"], empty["error"], empty["words_kept"]) == ("", None, 0)


def test_whatever_goes_wrong_inside_a_row_stays_inside() -> None:
    cleaned = clean_batch(batch_of(id=[1, 2, 3], text=[POST, "boom", POST]), cleaner=Breakable())
    assert cleaned.column("text").to_pylist() == [LONG, None, LONG]
    assert cleaned.column("error").to_pylist() == [None, "RecursionError: too deep", None]


def test_half_a_surrogate_pair_is_an_error_of_its_row() -> None:
    record = Job().record("The bridge \ud83d was opened", id="a\ud83d")
    assert (record["text"], record["id"]) == (None, "a\\ud83d")
    assert record["error"].startswith("UnicodeEncodeError: ")
    assert record["error"].encode()


# Mistakes in the call


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"id": [1]}, {}, "there must be one column 'text'; the columns are id"),
        ({"text": ["x"]}, {}, "there must be one column 'id'; the columns are text"),
        ({"text": ["x"]}, {"id_field": None, "url_field": "link"}, "there must be one column 'link'"),
        ({"id": [1], "text": [1]}, {}, "column 'text' is int64; it must be binary, "),
        ({"id": [1.5], "text": ["x"]}, {}, "column 'id' is double; it must be int16, "),
        ({"id": [1], "text": ["x"]}, {"detail": "ful"}, "detail must be one of text, posts, full, not 'ful'"),
    ],
)
def test_a_wrong_call_is_told_clearly(columns: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        clean_batch(batch_of(**columns), **options)


def test_two_columns_of_one_name_are_a_mistake() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array(["c"])], ["id", "text", "text"])
    with pytest.raises(ValueError, match="there must be one column 'text'; the columns are id, text, text"):
        clean_batch(twice)


def test_no_rows_and_no_batches_keep_the_schema() -> None:
    given = batch_of(id=pa.array([], pa.int64()), text=pa.array([], pa.string()), note=pa.array([], pa.bool_()))
    expected = record_schema("full", [pa.field("note", pa.bool_())])
    assert clean_batch(given, detail="full").schema.equals(expected, check_metadata=True)
    table = job_table(Job(detail="full"), pa.Table.from_batches([], schema=given.schema))
    assert (table.schema, table.num_rows) == (expected, 0)


# Jobs


def test_a_process_builds_the_cleaner_of_a_job_once() -> None:
    pickled = pickle.dumps(Job(config={"rule": [{"id": "bye", "lines": ["Cheers, Ann"]}]}, detail="posts"))
    first, second = pickle.loads(pickled), pickle.loads(pickled)
    assert first is not second
    assert first.cleaner is second.cleaner
    assert first.detail is Detail.POSTS
    assert first.record(f"{LONG}\nCheers, Ann")["text"] == LONG


def test_a_worker_with_another_version_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pickled = pickle.dumps(Job(config={"rule": [{"id": "bye", "lines": ["Cheers, Bob"]}]}))
    monkeypatch.setattr("forumclean.policy.policy.__version__", "0.0.9")
    message = r"the job was made with ruleset .*, and this worker makes 0\.0\.9\+\w+ of it; install the same version"
    with pytest.raises(RuntimeError, match=message):
        pickle.loads(pickled)


def test_jobs_without_a_config_share_one_cleaner() -> None:
    assert Job().cleaner is Job(text_field="raw").cleaner
    assert Job(preset="recall").cleaner.ruleset != Job().cleaner.ruleset


def test_a_pickled_job_is_the_same_bytes_in_every_process() -> None:
    code = "import pickle; from forumclean.integrations.job import Job; print(pickle.dumps(Job()).hex())"
    assert stdout_of(code, env={"PYTHONHASHSEED": "1"}) == stdout_of(code, env={"PYTHONHASHSEED": "2"})


@pytest.mark.parametrize("more", [{"config": {}}, {"preset": "recall"}])
def test_a_cleaner_and_a_config_are_too_much(more: dict[str, Any], cleaner: Cleaner) -> None:
    with pytest.raises(ValueError, match="give a cleaner, or a config and a preset, not both"):
        Job(cleaner=cleaner, **more)


def test_a_wrong_config_is_told_before_anything_runs(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[[rul]]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"rules.toml:1: rul: unknown key 'rul'; did you mean 'rule'\?"):
        Job(config=path)


# Packages


@pytest.mark.parametrize(
    ("adapter", "package"), [(adapter, package) for adapter, packages in ADAPTERS.items() for package in packages]
)
def test_a_missing_package_is_named_with_what_to_install(adapter: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import forumclean.integrations.{adapter}"
    done = run_python("-W", "ignore", "-c", code)
    last = done.stderr.decode().strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith("forumclean.errors.MissingExtraError: ")
    assert package in last
    assert last.endswith(f"; in a checkout of forumclean: pip install '.[{adapter}]'")


def test_every_adapter_is_tested_without_its_packages() -> None:
    folder = ROOT / "forumclean" / "integrations"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "job", "learning"} == set(ADAPTERS)


def test_what_the_adapters_share_loads_nothing_of_theirs() -> None:
    loaded = stdout_of(
        "import sys, forumclean.integrations.job; print(*{name.partition('.')[0] for name in sys.modules})"
    )
    assert not set(loaded.split()) & {package for packages in ADAPTERS.values() for package in packages}


def test_adapters_stand_on_public_names_only() -> None:
    shared = {
        "forumclean",
        "forumclean.batches",
        "forumclean.extras",
        "forumclean.limit",
        "forumclean.outcome.record",
        "forumclean.outcome.record_types",
    }
    allowed = shared | {f"forumclean.integrations.{name}" for name in ("arrow", "job")}
    # Learning on a cluster is the learner's own work in a group-by, no adapter of posts.
    for path in {*(ROOT / "forumclean" / "integrations").glob("*.py")} - {ROOT / "forumclean/integrations/learning.py"}:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        imported = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        assert {name for name in imported if name.startswith("forumclean")} <= allowed, path.name


# The time limit


def rows(job: Job, *texts: str) -> list[str | None]:
    return [job.record(text)["error"] for text in texts]


def test_a_row_that_is_too_slow_fails_alone() -> None:
    job = Job(cleaner=Breakable(), timeout=0.2)
    assert rows(job, POST, "slow", "boom", POST) == [
        None, "TimeoutError: took longer than 0.2 s", "RecursionError: too deep", None,
    ]  # fmt: skip
    assert rows(Job(cleaner=Breakable(), timeout=None), "slow") == [None]


def test_the_limit_holds_in_threads_and_one_does_not_wait_for_another() -> None:
    job = Job(cleaner=Breakable(), timeout=0.5)
    with ThreadPoolExecutor(4) as threads:
        started = time.monotonic()
        errors = list(threads.map(lambda text: rows(job, text)[0], ["slow"] * 4 + [POST] * 4))
        assert time.monotonic() - started < 1.5
    assert errors == ["TimeoutError: took longer than 0.5 s"] * 4 + [None] * 4


def test_the_limit_holds_after_a_fork_and_a_pickle() -> None:
    job = Job(cleaner=Breakable(), timeout=0.2)
    assert rows(job, POST) == [None]
    assert pickle.loads(pickle.dumps(job)).timeout == 0.2
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writer, repr(rows(job, POST, "slow")).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 1000).decode() == repr([None, "TimeoutError: took longer than 0.2 s"])


def test_threads_that_clean_leave_none_behind() -> None:
    job, before = Job(cleaner=Cleaner()), threading.active_count()
    for _ in range(20):
        thread = threading.Thread(target=rows, args=(job, POST))
        thread.start()
        thread.join()
    gc.collect()
    deadline = time.monotonic() + 5
    while threading.active_count() > before + 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_limit_is_more_than_nothing(seconds: float) -> None:
    with pytest.raises(ValueError, match="timeout must be more than 0"):
        clean_batch(batch_of(id=["7"], text=[POST]), timeout=seconds)
