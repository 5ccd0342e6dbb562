"""Files of several articles: which of a folder are read, what each article is called, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.loading.loader import Found, Input, find_inputs, load, read_article
from rag.loading.policy import FetchPolicy
from rag.types import Article

PROSE = "The council met on Tuesday and agreed to rebuild the old bridge over the river before the winter begins."
MAIL = (
    "From ann@a.example Mon Nov 24 08:00:00 2025\nFrom: Ann Moss <ann@a.example>\nSubject: {subject}\n"
    "Date: Mon, 24 Nov 2025 08:00:00 +0100\n{id}\n{text}\n\n"
)


def find(
    *paths: str | Path, holders: Mapping[str, str] | None = None, max_mb: float = 1, stdin: bytes | None = None
) -> Found:
    return find_inputs(paths, holders or {}, max_mb=max_mb, stdin=None if stdin is None else lambda: stdin)


def ids(found: Found) -> list[tuple[str, str]]:
    return [(item.id, item.origin) for item in found.inputs]


def whys(found: Found) -> list[str]:
    return [failure.detail for failure in found.failures]


def read(item: Input) -> Article:
    return read_article(*load(item, FetchPolicy(max_mb=1, timeout=1)), {})[0]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# Folders


NO_ARTICLES = {
    "package.json": '{"name": "x", "version": "1", "scripts": {"build": "tsc"}}',
    "tsconfig.json": '{\n  // comments\n  "compilerOptions": {},\n}',
    "points.json": '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "a"}}]}',
    "numbers.json": "[1, 2, 3]",
    "empty.json": "{}",
    "sums.csv": "date;sum\n2025-01-01;3\n",
    "no-header.csv": "1,2,3\n4,5,6\n",
    "sitemap.xml": '<?xml version="1.0"?><urlset><url><loc>https://a.example/</loc></url></urlset>',
    "pom.xml": "<project><name>x</name></project>",
}


def test_a_folders_files_of_another_purpose_are_skipped_like_pictures(tmp_path: Path):
    for name, text in NO_ARTICLES.items():
        write(tmp_path / name, text)
    write(tmp_path / "a.txt", PROSE)
    found = find(tmp_path)
    assert ids(found) == [("a", str(tmp_path / "a.txt"))]
    assert found.failures == ()
    assert found.skipped == {".json": 5, ".csv": 2, ".xml": 2}


@pytest.mark.parametrize("name", NO_ARTICLES)
def test_such_a_file_that_is_named_is_an_error_with_the_keys_that_are_needed(tmp_path: Path, name: str):
    (why,) = whys(find(write(tmp_path / name, NO_ARTICLES[name])))
    assert why.startswith(str(tmp_path / name))
    assert "feed" in why if name.endswith(".xml") else "text (text, body, content, article or fulltext)" in why


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cut.json", json.dumps([{"text": PROSE}, {"text": PROSE}])[:-20]),
        ("cut.csv", 'text,title\n"' + "\0\1\2\3" * 999),
        ("feed.rss", "<html></html>x"),
        ("feed.xml", "<rss><channel><title>P</title></channel></rss>"),
        ("empty.json", " "),
    ],
)
def test_a_folders_file_that_is_damaged_is_a_failure_and_not_skipped(tmp_path: Path, name: str, text: str):
    write(tmp_path / name, text)
    found = find(tmp_path)
    assert (len(found.failures) + len(found.inputs), found.skipped) == (1, {})


def test_a_folders_file_that_had_articles_and_has_none_is_a_failure_and_nothing_of_it_is_gone(tmp_path: Path):
    file = write(tmp_path / "n.csv", "date;sum\n2025-01-01;3\n")
    holders = {"n.csv:2": f"{file}:2", "x": f"{file}#x"}
    found = find(tmp_path, holders=holders)
    assert [failure.origin for failure in found.failures] == [str(file)]
    assert (found.gone(holders), found.skipped) == ((), {})


def test_a_page_in_a_file_called_xml_is_a_page(tmp_path: Path):
    text = f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{PROSE}</p></body></html>"
    (item,) = find(write(tmp_path / "page.xml", text)).inputs
    assert read(item).text == PROSE


# Tables and JSON


def test_a_row_is_called_by_its_id_or_by_its_number_in_the_spreadsheet(tmp_path: Path):
    file = write(tmp_path / "n.csv", f"ID;Titel;Text\nx7;A;{PROSE}\n;B;{PROSE} Yes.\nx7;C;{PROSE}\n;D;\n")
    found = find(tmp_path)
    assert ids(found) == [("x7", f"{file}#x7"), ("n.csv:3", f"{file}:3")]
    assert whys(found) == [
        f"Row 4 of {file} has the id 'x7', which an earlier row has already.",
        f"Row 5 of {file} has no `text`.",
    ]
    assert [read(item).title for item in found.inputs] == ["A", "B"]


@pytest.mark.parametrize(
    "document",
    [
        {"headline": "A", "body": PROSE, "date": "2025-06-08", "byline": "Ann", "publisher": "AP"},
        [{"Title": "A", "Text": PROSE, "published": "2025-06-08", "authors": ["Ann"], "source": {"name": "AP"}}],
        {"status": "ok", "articles": [{"title": "A", "content": PROSE, "publishedAt": "2025-06-08T08:00:00Z",
                                       "author": "Ann", "source": {"id": None, "name": "AP"}}]},
        {"@type": "NewsArticle", "headline": "A", "articleBody": PROSE, "datePublished": "2025-06-08",
         "author": [{"@type": "Person", "name": "Ann"}], "publisher": {"name": "AP"}},
        {"response": {"total": 1, "results": [{"title": "A", "body": PROSE, "date": "2025-06-08", "author": "Ann",
                                               "publication": "AP"}]}},
        {"hits": {"hits": [{"_id": "1", "_source": {"title": "A", "text": PROSE, "published": "2025-06-08",
                                                    "author": "Ann", "source": "AP"}}]}},
        {"one": {"title": "A", "text": PROSE, "published": "2025-06-08", "author": "Ann", "source": "AP"}},
        [{"title": {"rendered": "A"}, "content": {"rendered": f"<p>{PROSE}</p>"}, "date": "2025-06-08T08:00:00",
          "author": "Ann", "source": "AP", "link": None}],
    ],
)  # fmt: skip
def test_articles_in_json_are_found_under_the_keys_of_other_programs(tmp_path: Path, document: object):
    (item,) = find(write(tmp_path / "a.json", json.dumps(document, indent=1))).inputs
    article = read(item)
    assert (article.text, article.title, article.published) == (PROSE, "A", "2025-06-08")
    assert (article.author, article.source) == ("Ann", "AP")


def test_the_number_of_a_user_is_no_author(tmp_path: Path):
    (item,) = find(write(tmp_path / "a.json", json.dumps([{"text": PROSE, "author": 5}]))).inputs
    assert read(item).author is None


def test_json_in_utf_16_is_read(tmp_path: Path):
    (tmp_path / "a.json").write_bytes(json.dumps([{"text": PROSE}]).encode("utf-16"))
    assert read(find(tmp_path).inputs[0]).text == PROSE


def test_rows_keep_their_ids_when_their_file_is_exported_in_another_format(tmp_path: Path):
    write(tmp_path / "n.csv", f"id,text\na,{PROSE}\n")
    assert ids(find(tmp_path, holders={"a": "/old/n.jsonl#a"}))[0][0] == "a"


# Mailboxes


def test_each_message_of_a_mailbox_is_an_article_by_its_message_id(tmp_path: Path):
    one = MAIL.format(
        subject="Bridge", id="Message-ID: <1.2@a.example>\n", text=f"{PROSE}\n\n>From here on it is quoted."
    )
    two = MAIL.format(subject="Harbour", id="", text=f"{PROSE} Yes.\n\nFrom now on 08:00 is the hour.")
    file = write(tmp_path / "in.mbox", one + two + one)
    found = find(tmp_path)
    assert found.failures == ()
    first, second = found.inputs
    assert (first.id, first.origin, first.kind) == ("1.2@a.example", f"{file}#1.2@a.example", "mail")
    assert second.id.startswith("message-")
    assert read(first).title == "Bridge" and "\nFrom here on" in read(first).text
    assert read(first).published == "2025-11-24" and "08:00 is the hour" in read(second).text
    write(file, two + one)
    assert {item.id for item in find(tmp_path).inputs} == {first.id, second.id}


def test_a_mailbox_without_messages_says_so(tmp_path: Path):
    assert whys(find(write(tmp_path / "in.mbox", "Hello.\n")))[0].startswith(
        f"{tmp_path / 'in.mbox'} holds no messages."
    )


# Standard input


RSS = "<rss><channel><item><title>A</title><guid>7</guid><description>{}</description></item></channel></rss>"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (json.dumps({"text": PROSE, "id": "a"}), [("a", "-#a")]),
        (json.dumps([{"body": PROSE, "id": 1}, {"body": PROSE, "id": 2}]), [("1", "-#1"), ("2", "-#2")]),
        (f"id;headline;body\nx;A;{PROSE}\n", [("x", "-#x")]),
        (RSS.format(PROSE), [("7", "-#7")]),
        (MAIL.format(subject="A", id="Message-ID: <m@a>\n", text=PROSE), [("m@a", "-#m@a")]),
    ],
)
def test_standard_input_may_hold_several_articles(data: str, expected: list[tuple[str, str]]):
    assert ids(find("-", stdin=data.encode())) == expected


def test_rows_without_an_id_on_standard_input_are_called_by_their_texts():
    rows = [json.dumps({"text": f"{PROSE} {n}"}) for n in range(2)]
    both, second = (ids(find("-", stdin="\n".join(given).encode())) for given in (rows, rows[1:]))
    assert both[1:] == second and both[0][0].startswith("stdin-")


@pytest.mark.parametrize(
    "text", ["[1] is a note.\n\n" + PROSE, '{"a": 1}', "Title, text\n\n" + PROSE, "From here on.\n"]
)
def test_other_texts_on_standard_input_are_one_article(text: str):
    (item,) = find("-", stdin=text.encode()).inputs
    assert item.origin == "-" and read(item).text == text


# Packed files


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("news.zip", "unzip {}/news.zip -d news && rag ingest news"),
        ("my news.tar.gz", "mkdir 'my news' && tar -xf '{}/my news.tar.gz' -C 'my news' && rag ingest 'my news'"),
        ("news.TGZ", "mkdir news && tar -xf {}/news.TGZ -C news && rag ingest news"),
        ("news.7z", "7z x {}/news.7z -onews && rag ingest news"),
        ("rows.jsonl.gz", "gunzip -k {0}/rows.jsonl.gz && rag ingest {0}/rows.jsonl"),
    ],
)
def test_a_packed_file_is_refused_with_what_to_type(tmp_path: Path, name: str, typed: str):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    (why,) = whys(find(tmp_path / name))
    assert why.startswith(f"{tmp_path / name} is packed, and is not read. Unpack it and ingest the f")
    assert why.endswith(typed.format(tmp_path))
    write(tmp_path / "a.txt", PROSE)
    assert (find(tmp_path).failures, sum(find(tmp_path).skipped.values())) == ((), 1)
