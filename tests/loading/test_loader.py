from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.errors import SourceError
from rag.loading.discovery import SUFFIXES
from rag.loading.loader import Found, Input, find_inputs, fingerprint, load, read_article
from rag.loading.policy import FetchPolicy
from rag.loading.titles import infer_title
from rag.types import Article

SEEDS = Path(__file__).parents[2] / "seeds"
PROSE = (
    "The council met on Tuesday evening and agreed to rebuild the old bridge over the river before the winter begins."
)


def find(
    *paths: str | Path, holders: dict[str, str] | None = None, max_mb: float = 1, stdin: bytes | None = None
) -> Found:
    return find_inputs(paths, holders or {}, max_mb=max_mb, stdin=None if stdin is None else lambda: stdin)


def ids(found: Found) -> list[str]:
    return [source.id for source in found.inputs]


def whys(found: Found) -> list[tuple[str, str]]:
    assert all(failure.status == "failed" and failure.article_id for failure in found.failures)
    return [(failure.origin, failure.detail) for failure in found.failures]


def write(path: Path, text: str = PROSE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(path: Path, *lines: object) -> Path:
    return write(path, "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))


def read(source: Input, /, **overrides: str) -> Article:
    return read_article(*load(source, FetchPolicy(max_mb=1, timeout=5, allow_private=True)), overrides)[0]


# Files and folders


def test_a_folder_gives_its_articles_sorted_without_hidden_and_unsupported_files(tmp_path: Path):
    for name in ("b.txt", "a/z.md", "a/.hidden.txt", ".git/x.txt", "picture.png", "C.HTML", "d.pdf"):
        write(tmp_path / name)
    found = find(tmp_path)
    assert [source.origin for source in found.inputs] == [
        str(tmp_path / name) for name in ("C.HTML", "a/z.md", "b.txt", "d.pdf")
    ]
    assert found.failures == ()
    assert found.roots == (str(tmp_path),)


def test_files_of_other_kinds_in_a_folder_are_counted_by_suffix_and_hidden_ones_are_not(tmp_path: Path):
    names = ("a.txt", "b.XLSX", "c/d.xlsx", "c/e.key", "Notes", "v1. A draft", ".env", ".cache/f.xlsx", "c/.g.key")
    for name in names:
        write(tmp_path / name)
    (tmp_path / "h.xlsx").symlink_to(tmp_path / "b.XLSX")
    assert find(tmp_path).skipped == {".xlsx": 2, ".key": 1, "": 2}
    assert find(tmp_path, tmp_path / "c").skipped == {".xlsx": 2, ".key": 1, "": 2}
    assert find(tmp_path / "a.txt").skipped == {}


def test_a_file_that_is_named_itself_is_read_and_not_skipped(tmp_path: Path):
    file = write(tmp_path / "a.log")
    found = find(tmp_path, file)
    assert (ids(found), found.skipped) == (["a"], {})


def test_a_file_that_was_read_by_name_is_read_with_its_folder_and_not_gone(tmp_path: Path):
    file = write(tmp_path / "a.log")
    found = find(tmp_path, holders={"a": str(file)})
    assert (ids(found), found.gone({"a": str(file)}), found.skipped) == (["a"], (), {})


def test_a_file_reached_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = write(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "link.txt").symlink_to(file)
    monkeypatch.chdir(tmp_path)
    assert ids(find("a", file, "a/../a/x.txt", Path("./a"), str(tmp_path / "a" / "link.txt"))) == ["x"]


def test_a_second_file_with_the_same_stem_gets_its_parent_in_the_id(tmp_path: Path):
    write(tmp_path / "a" / "x.txt"), write(tmp_path / "b" / "x.txt")
    assert ids(find(tmp_path)) == ["x", "b/x"]


def test_the_ids_do_not_depend_on_how_the_paths_were_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    a, b = write(tmp_path / "a" / "x.txt"), write(tmp_path / "b" / "x.txt")
    monkeypatch.chdir(tmp_path / "b")
    for paths in ((a, b), (b, a), ("x.txt", "../a/x.txt"), ("..",), (tmp_path / "b", tmp_path / "a")):
        assert {source.origin: source.id for source in find(*paths).inputs} == {str(a): "x", str(b): "b/x"}


def test_a_source_keeps_the_id_that_it_has_in_the_library(tmp_path: Path):
    a, b = write(tmp_path / "a" / "x.txt"), write(tmp_path / "b" / "x.txt")
    assert ids(find(tmp_path, holders={"x": str(b)})) == ["a/x", "x"]
    assert ids(find(tmp_path, holders={"x": str(b), "old/name": str(a)})) == ["old/name", "x"]
    assert ids(find(a, holders={"x": "/elsewhere/x.txt", "a/x": "/other/a/x.txt"})) == [f"{tmp_path.name}/a/x"]


def test_files_that_differ_in_their_extension_have_different_ids(tmp_path: Path):
    write(tmp_path / "x.txt"), write(tmp_path / "x.md"), write(tmp_path / "x.htm")
    assert len(set(ids(find(tmp_path)))) == 3
    assert "x" in ids(find(tmp_path))


def test_an_id_is_harmless_whatever_the_file_is_called(tmp_path: Path):
    write(tmp_path / "a\x1b[2Jb\n.txt")
    assert ids(find(tmp_path)) == ["a_[2Jb_"]
    bad = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(bad)).write_text(PROSE)
    source = find(os.fsdecode(bad)).inputs[0]
    assert read(source).id == "caf_"
    source.origin.encode()


def test_a_missing_path_a_link_to_nothing_a_loop_and_a_pipe_fail_and_the_rest_is_found(tmp_path: Path):
    good = write(tmp_path / "good.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = find(tmp_path / "missing.txt", *sorted(tmp_path.iterdir()), "nul\0.txt")
    assert ids(found) == ["good"]
    assert whys(found) == [
        (str(tmp_path / "missing.txt"), f"{tmp_path / 'missing.txt'} does not exist."),
        (str(tmp_path / "broken.txt"), f"{tmp_path / 'broken.txt'} is a link to nothing."),
        (str(tmp_path / "loop.txt"), f"{tmp_path / 'loop.txt'} is a loop of links."),
        (str(tmp_path / "pipe.txt"), f"{tmp_path / 'pipe.txt'} is not a regular file."),
        ("nul\0.txt", "nul\0.txt is not a path."),
    ]
    assert found.failures[0].article_id == "missing"
    assert whys(find(tmp_path)) == sorted(whys(found)[1:4])
    assert found.roots == (str(good), str(tmp_path / "pipe.txt"))


def test_a_link_to_a_folder_above_fails_and_does_not_hang(tmp_path: Path):
    write(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    found = find(tmp_path)
    assert ids(found) == ["x"]
    assert whys(found) == [
        (str(tmp_path / "a" / "up"), f"{tmp_path / 'a' / 'up'} is a link that loops: it leads to a folder above it.")
    ]


def test_folders_that_link_to_each_other_are_entered_once(tmp_path: Path):
    write(tmp_path / "a" / "x.txt"), write(tmp_path / "b" / "y.txt")
    (tmp_path / "a" / "to-b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "to-a").symlink_to(tmp_path / "a")
    assert ids(find(tmp_path)) == ["x", "y"]


def test_a_folder_without_articles_fails_unless_the_library_had_some_from_it(tmp_path: Path):
    write(tmp_path / "picture.png")
    write(tmp_path / "package.json", "{}")
    why = f"{tmp_path} holds no {', '.join(SUFFIXES)} file with an article."
    assert whys(find(tmp_path)) == [(str(tmp_path), why)]
    assert whys(find(tmp_path, holders={"x": str(tmp_path / "x.txt")})) == []


def test_a_file_of_another_kind_that_is_named_is_read_as_what_it_is(tmp_path: Path):
    assert read(find(write(tmp_path / "notes.log")).inputs[0]).text == PROSE
    assert read(find(write(tmp_path / "README")).inputs[0]).id == "README"
    page = write(tmp_path / "page.asp", f"<html><body><article><p>{PROSE}</p></article></body></html>")
    assert read(find(page).inputs[0]).text == PROSE
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(SourceError, match="is a binary file"):
        read(find(tmp_path / "a.xlsx").inputs[0])


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_not(tmp_path: Path):
    source = find(write(tmp_path / "x.txt", "x" * 1000)).inputs[0]
    assert len(load(source, FetchPolicy(max_mb=0.001, timeout=1))[1]) == 1000
    with pytest.raises(SourceError, match=r"x\.txt is larger than 0\.000999 MB") as caught:
        load(source, FetchPolicy(max_mb=0.000999, timeout=1))
    assert "RAG_MAX_MB" in caught.value.hint


def test_a_file_that_went_away_meanwhile_fails(tmp_path: Path):
    source = find(write(tmp_path / "x.txt")).inputs[0]
    (tmp_path / "x.txt").unlink()
    with pytest.raises(SourceError, match=r"x\.txt cannot be read: no such file"):
        load(source, FetchPolicy(max_mb=1, timeout=1))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_fails(tmp_path: Path):
    write(tmp_path / "x.txt").chmod(0)
    with pytest.raises(SourceError, match="cannot be read: permission denied"):
        read(find(tmp_path).inputs[0])


# JSONL


def test_each_row_is_an_article_by_its_id_or_its_line(tmp_path: Path):
    file = rows(
        tmp_path / "n.jsonl",
        {"text": PROSE, "id": "bridge", "title": "The Bridge"},
        "",
        {"text": PROSE},
        {"text": PROSE, "id": 7},
    )
    found = find(tmp_path)
    assert [(s.id, s.origin) for s in found.inputs] == [
        ("bridge", f"{file}#bridge"),
        ("n.jsonl:3", f"{file}:3"),
        ("7", f"{file}#7"),
    ]
    assert read(found.inputs[0]).title == "The Bridge"
    assert read(found.inputs[1]).origin == f"{file}:3"


def test_a_bad_row_names_its_file_and_line_and_the_others_are_found(tmp_path: Path):
    file = rows(
        tmp_path / "n.jsonl",
        "[1]",
        {"text": PROSE},
        {"title": "a"},
        "nonsense",
        {"text": PROSE, "id": " "},
        {"text": PROSE, "id": [1]},
    )
    file.write_bytes(file.read_bytes() + b'\n{"text": "caf\xe9"}')
    found = find(file)
    assert ids(found) == ["n.jsonl:2"]
    assert whys(found) == [
        (f"{file}:1", f"Line 1 of {file} is not a JSON object."),
        (f"{file}:3", f"Line 3 of {file} has no `text`."),
        (f"{file}:4", f"Line 4 of {file} is not JSON."),
        (f"{file}:5", f"Line 5 of {file} has an `id` that is neither a text nor a number."),
        (f"{file}:6", f"Line 6 of {file} has an `id` that is neither a text nor a number."),
        (f"{file}:7", f"Line 7 of {file} is not JSON."),
    ]


def test_the_same_id_twice_in_one_run_fails_the_second_time(tmp_path: Path):
    one = rows(tmp_path / "1.jsonl", {"text": PROSE, "id": "a"}, {"text": PROSE, "id": "a"})
    two = rows(tmp_path / "2.jsonl", {"text": PROSE, "id": "a"})
    found = find(tmp_path)
    assert [s.origin for s in found.inputs] == [f"{one}#a"]
    assert whys(found) == [
        (f"{one}:2", f"Line 2 of {one} has the id 'a', which an earlier line has already."),
        (f"{two}#a", f"Line 1 of {two} has the id 'a', which Line 1 of {one} has already."),
    ]


def test_a_row_has_its_id_before_a_file_of_that_name(tmp_path: Path):
    file = write(tmp_path / "a.txt")
    rows(tmp_path / "n.jsonl", {"text": PROSE, "id": "a"})
    assert ids(find(tmp_path)) == [f"{tmp_path.name}/a", "a"]
    held = find(tmp_path, holders={"a": str(file)})
    assert ids(held) == ["a"] and "has already" in held.failures[0].detail


def test_a_row_takes_its_id_along_when_its_file_moves(tmp_path: Path):
    rows(tmp_path / "n.jsonl", {"text": PROSE, "id": "a"})
    assert ids(find(tmp_path, holders={"a": "/elsewhere/old.jsonl#a"})) == ["a"]


def test_an_empty_or_too_large_jsonl_file_fails(tmp_path: Path):
    file = rows(tmp_path / "n.jsonl", "", " ")
    assert whys(find(file)) == [(str(file), f"{file} is empty.")]
    ((_, why),) = whys(find(rows(file, {"text": PROSE}), max_mb=0.00001))
    assert why.startswith(f"{file} is larger than 1e-05 MB. Raise RAG_MAX_MB")


# Standard input and URLs


def test_standard_input_is_called_by_the_hash_of_its_text():
    found = find("-", "-", stdin=b"\xef\xbb\xbfone\r\ntwo")
    assert ids(found) == [f"stdin-{sha256(b'one' + bytes([10]) + b'two').hexdigest()[:8]}"]
    article = read(found.inputs[0])
    assert (article.text, article.origin) == ("one\ntwo", "-")


def test_another_text_on_standard_input_is_another_article():
    held = {ids(find("-", stdin=b"one"))[0]: "-"}
    assert ids(find("-", stdin=b"one", holders=held)) == list(held)
    assert ids(find("-", stdin=b"two", holders=held)) != list(held)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "is empty"), (b"\0\1\2" * 99, "is a binary file"), (b"x" * 2_000_000, "is larger than 1 MB")],
)
def test_standard_input_that_is_no_article_fails(data: bytes, why: str):
    found = find("-", stdin=data)
    assert found.inputs == () and found.failures[0].detail.startswith(f"Standard input {why}")


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = f"<html><body><article><h1>A Bridge</h1><p>{PROSE}</p></article></body></html>"
        bodies = {
            "/fragment": f"<title>A Bridge</title><article><h1>A Bridge</h1><p>{PROSE}</p></article>",
            "/text": PROSE,
        }
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(bodies.get(self.path, page).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_url_is_fetched_by_load_alone_and_read_as_a_page(site: str):
    url = f"{site}/news/bridge"
    source = find(f"{url}#part", url.replace("http", "HTTP", 1)).inputs[0]
    assert (source.id, source.origin) == ("127-0-0-1-news-bridge", url)
    article = read(source)
    assert (article.title, article.url, article.origin) == ("A Bridge", url, url)
    assert PROSE in article.text


def test_what_a_server_calls_a_page_is_read_as_one_though_it_begins_with_another_tag(site: str):
    article = read(find(f"{site}/fragment").inputs[0])
    assert article.title == "A Bridge" and PROSE in article.text and "<" not in article.text


def test_what_a_server_calls_a_page_and_has_no_tag_is_text(site: str):
    assert read(find(f"{site}/text").inputs[0]).text == PROSE


def test_urls_of_one_host_and_path_have_different_ids():
    found = ids(find("https://a.example/x?p=1", "https://a.example/x?p=2"))
    assert found[0] == "a-example-x" and found[1].startswith("a-example-x-")


@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret@a.example/x",
        "http://me:secret?x@a.example/p",
        "http://me:secret/x@a.example",
        "http:/me:secret@a.example/p",
    ]
    + [
        "https:me:secret@a.example",
        "ftp://me:secret@a.example/p",
        "some-scheme+x://me:secret@a.example/p",
        "https://me:secret@a ex/p",
    ]
    + [
        f"https://a.example/p?{name}=secret"
        for name in ("token", "access_token", "api_key", "apikey", "X-Amz-Signature", "sig", "PWD")
    ]
    + ["https://a.example/p?id=3&x-api-key=secret", "https://a.example/p?key=secret-0123456789abcdef0123"],
)
def test_an_address_that_grants_access_is_neither_read_nor_repeated(address: str):
    found = find(address)
    assert found.inputs == ()
    assert len(found.failures) == 1
    assert "secret" not in repr(found.failures)


@pytest.mark.parametrize("query", ["id=3", "key=chapter-3", "q=token", "author=x", "tokens", "signed=1"])
def test_a_harmless_query_is_no_reason(query: str):
    assert [source.origin for source in find(f"https://a.example/p?{query}").inputs] == [f"https://a.example/p?{query}"]


def test_an_address_with_a_password_or_another_scheme_fails():
    found = find("https://me:secret@a.example/x", "ftp://a.example/x")
    assert found.inputs == () and len(found.failures) == 2
    assert "secret" not in repr(found)


def test_an_address_that_cannot_be_taken_apart_fails_and_stops_nothing(tmp_path: Path):
    found = find("http://[::1", "ftps://[::1", "http:/\ud800", tmp_path, write(tmp_path / "a.txt"))
    assert ids(found) == ["a"]
    assert whys(found)[:2] == [
        ("http://[::1", "http://[::1 is not a valid address: check the host in it."),
        ("ftps://[::1", "ftps://[::1 is not an http or https address."),
    ]
    assert whys(found)[2][1] == "http:/?… is not an http or https address."


# What is gone


def test_what_lay_below_a_root_and_is_no_more_is_gone(tmp_path: Path):
    file = rows(tmp_path / "n.jsonl", {"text": PROSE, "id": "a"})
    write(tmp_path / "x.txt")
    holders = {
        "x": f"{tmp_path}/x.txt",
        "y": f"{tmp_path}/y.txt",
        "a": f"{file}#a",
        "b": f"{file}#b",
        "n.jsonl:9": f"{file}:9",
        "o": f"{tmp_path}-other/o.txt",
        "u": "https://a.example/",
    }
    assert find(tmp_path, holders=holders).gone(holders) == ("b", "n.jsonl:9", "y")
    assert find(file, holders=holders).gone(holders) == ("b", "n.jsonl:9")
    assert find(tmp_path / "x.txt", holders=holders).gone(holders) == ()


def test_what_could_not_be_listed_is_not_gone(tmp_path: Path):
    file = rows(tmp_path / "n.jsonl", "nonsense", {"text": PROSE})
    holders = {"b": f"{file}#b", "m": f"{tmp_path}/missing/m.txt"}
    assert find(tmp_path, tmp_path / "missing", holders=holders).gone(holders) == ()


# Reading


def test_the_fingerprint_changes_with_the_bytes_and_the_kind(tmp_path: Path):
    text, page = Input("x", "/x.txt", "text"), Input("x", "/x.html", "html")
    prints = {fingerprint(text, b"a"), fingerprint(text, b"b"), fingerprint(page, b"a")}
    assert len(prints) == 3 and all(len(p) == 64 for p in prints)
    assert fingerprint(text, b"a") == fingerprint(Input("y", "/y", "text"), b"a")


def test_what_is_set_beats_what_the_file_says_and_that_beats_what_its_text_suggests(tmp_path: Path):
    source = find(
        write(tmp_path / "x.md", f"---\ntitle: From above\nsource: Finway\ndate: soon\n---\nA Headline Here\n\n{PROSE}")
    ).inputs[0]
    assert (read(source).title, read(source).source, read(source).published) == ("From above", "Finway", None)
    article = read(source, title="Set", published="June 8, 2025", author="Ann", url="https://a.b")
    assert (article.title, article.source, article.published) == ("Set", "Finway", "2025-06-08")
    assert (article.author, article.url) == ("Ann", "https://a.b")


@pytest.mark.parametrize(
    "overrides", [{"date": "2025-06-08"}, {"published": "yesterday"}, {"published": "2025-02-30"}, {"source": " "}]
)
def test_what_cannot_be_set_names_the_keys_that_can(tmp_path: Path, overrides: dict[str, str]):
    with pytest.raises(SourceError, match="title, source, author, published, url") as caught:
        read(find(write(tmp_path / "x.txt")).inputs[0], **overrides)
    assert next(iter(overrides)) in caught.value.message


def test_the_seeds_have_their_titles_and_their_text():
    articles = {source.id[:3]: read(source) for source in find(SEEDS).inputs}
    assert articles["000"].title == "The Meta corporation is considering a massive investment in the startup Scale AI"
    assert (
        articles["001"].title
        == "Meta in Talks to Invest Over $10bn in Scale AI, Deepening Its Bet on Artificial Intelligence"
    )
    for file in SEEDS.iterdir():
        assert articles[file.name[:3]].text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# The **Bridge** of [Avignon](https://a.b)\n\n{PROSE}", "The Bridge of Avignon"),
        (
            "Mr. Smith of Acme Inc. met the U.S. President on Monday. They talked.",
            "Mr. Smith of Acme Inc. met the U.S. President on Monday",
        ),
        (
            "Who will pay for it all in the end? Nobody knows that today, it seems.",
            "Who will pay for it all in the end?",
        ),
        ("word " * 60 + "end.", ("word " * 20).strip() + "…"),
        ("x" * 300 + ".", "x" * 99 + "…"),
        ("It cost 3.5 million euros. More will follow.", "It cost 3.5 million euros"),
        ("会议今天在北京开了。很多人来了。", "会议今天在北京开了"),
        ("---", "---"),
        ("One line", "One line"),
    ],
)
def test_a_text_without_a_headline_is_called_by_its_first_sentence(text: str, title: str):
    assert infer_title(text) == title
    assert len(title) <= 100


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux")
@pytest.mark.parametrize("made", ["/proc/self/environ", "/proc/kmsg", "/sys/kernel/mm/transparent_hugepage/enabled"])
def test_what_the_system_makes_up_is_no_article_though_a_link_in_the_folder_leads_there(tmp_path: Path, made: str):
    (tmp_path / "a.txt").symlink_to(made)
    found = find(tmp_path)
    for source in found.inputs:
        with pytest.raises(SourceError, match=r"is not a regular file|cannot be read"):
            load(source, FetchPolicy(max_mb=20, timeout=1))


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path):
    path = write(tmp_path / "a.txt")
    found = find(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SourceError, match="is not a regular file"):
        load(found.inputs[0], FetchPolicy(max_mb=20, timeout=1))
