"""Articles in an object store; fsspec's own store in memory stands for one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from helpers.later_workers import LaterWorkers
from helpers.library_builders import open_library, story
from helpers.library_contents import contents

from rag.errors import SourceError
from rag.library.following import Following, FollowRequest, Listeners
from rag.loading.policy import FetchPolicy
from rag.loading.stores.object_store import read_object


class Bucket(MemoryFileSystem):
    protocol = "s3"
    store: dict[str, Any] = {}  # noqa: RUF012 - as in its base class
    pseudo_dirs = [""]  # noqa: RUF012

    def _open(self, path: str, mode: str = "rb", *args: Any, **kwargs: Any) -> Any:
        if "forbidden" in path and mode == "rb":
            raise PermissionError("Access Denied\nRequest 7")
        return super()._open(path, mode, *args, **kwargs)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setitem(sys.modules["fsspec.registry"]._registry, "s3", Bucket)
    monkeypatch.setattr(Bucket, "store", {})
    return Bucket()


def put(bucket: Bucket, **objects: str) -> None:
    for key, text in objects.items():
        bucket.pipe_file(f"/news/{key.replace('__', '/').replace('_', '.')}", text.encode())


def test_a_folder_of_a_store_is_ingested_as_one_of_the_disk_is(tmp_path: Path, bucket: Bucket):
    rows = '{"id": "r1", "text": "The mayor of Bonn opened the salt mine in 2024. It had been closed."}\n'
    put(bucket, y__a_txt=story("Copper", "Chile"), y__b__a_md=story("Glass", "Osaka"), y__rows_jsonl=rows)
    put(bucket, y___hidden_txt="No", y__c_zip="PK", z_txt=story("Tin", "Peru"))
    library, skipped = open_library(tmp_path / "home"), {}
    outcomes = library.ingest(["S3://news/y/"], on_skipped=skipped.update)
    assert [(o.status, o.article_id, o.origin) for o in outcomes] == [
        ("added", "a", "s3://news/y/a.txt"),
        ("added", "b/a", "s3://news/y/b/a.md"),
        ("added", "r1", "s3://news/y/rows.jsonl#r1"),
    ]
    assert skipped == {".zip": 1}
    assert library.article("a").url is None
    bucket.rm("/news/y/b/a.md")
    outcomes = library.ingest(["s3://news/y", "s3://news/z.txt"], prune=True)
    assert [(o.status, o.article_id) for o in outcomes] == [
        *(("unchanged", "a"), ("unchanged", "r1"), ("added", "z"), ("removed", "b/a")),
    ]
    library.close()


def test_workers_read_a_store_themselves_and_the_library_is_the_same(tmp_path: Path, bucket: Bucket):
    here, there = open_library(tmp_path / "here"), open_library(tmp_path / "there")
    put(bucket, a_txt=story("Copper", "Chile"), b_txt=story("Glass", "Osaka"), c_txt="", forbidden_txt="x")
    for changed in ("", story("Tin", "Peru")):
        put(bucket, **({"b_txt": changed} if changed else {}))
        workers = LaterWorkers()
        assert here.ingest(["s3://news"]) == there.ingest(["s3://news"], workers=workers)
        assert workers.unread == ["a", "b", "c", "forbidden"]
        assert contents(tmp_path / "here") == contents(tmp_path / "there")
    here.close()
    there.close()


def test_what_cannot_be_read_is_named_and_the_rest_is_in(tmp_path: Path, bucket: Bucket):
    put(bucket, a_txt=story("Copper", "Chile"), forbidden_txt="x")
    library = open_library(tmp_path / "home")
    outcomes = library.ingest(["s3://news", "s3://nowhere/x", "s3://key:secret@news/a.txt", "gs://news/a.txt"])
    assert {o.origin: o.detail for o in outcomes if o.status == "failed"} == {
        "s3://news/forbidden.txt": "s3://news/forbidden.txt cannot be read: Access Denied.",
        "s3://nowhere/x": "s3://nowhere/x does not exist. Check the address.",
        "s3://…@news/a.txt": "An address with a password or a key in it is not read: the library would keep it.",
        "gs://news/a.txt": "gs://news/a.txt cannot be read: gcsfs is not installed. Type: pip install gcsfs",
    }
    assert [entry.id for entry in library.articles()] == ["a"]
    library.close()


def test_an_object_that_is_too_large_is_refused(bucket: Bucket):
    put(bucket, a_txt="x" * 11)
    assert read_object("s3://news/a.txt", 11) == b"x" * 11
    with pytest.raises(SourceError, match="larger than 1e-05 MB"):
        read_object("s3://news/a.txt", 10)


def test_a_store_cannot_be_followed(tmp_path: Path):
    request = FollowRequest(["s3://news"], 60, {}, False, FetchPolicy())
    listeners = Listeners(lambda _: None, lambda _: None, lambda: None)
    with pytest.raises(SourceError, match="s3://news cannot be followed"):
        Following(open_library(tmp_path / "home"), request, listeners)


@pytest.mark.skipif(sys.platform == "win32", reason="a drive stands first in a path of Windows")
def test_an_address_of_a_file_is_its_path(tmp_path: Path):
    file = tmp_path / "the copper.txt"
    file.write_text(story("Copper", "Chile"), encoding="utf-8")
    library = open_library(tmp_path / "home")
    assert [o.status for o in library.ingest([file.as_uri(), f"file://localhost{file.as_uri()[7:]}", file])] == [
        "added"
    ]
    assert library.articles()[0].origin == str(file)
    library.close()
