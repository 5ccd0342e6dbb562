"""Paths -> one candidate per article. Reads standard input and files of several articles; no others."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ..errors import SourceError
from ..parsing.formats import KINDS, Kind, kind_of, read
from ..parsing.rows.article import parse_row
from ..parsing.rows.record import SEVERAL, NoArticles, Several
from ..parsing.rows.split import SHARED, guessed_several, split
from ..types import Outcome
from ..urls import grants_access, masked, url_of
from .archives import how_to_unpack
from .article_ids import harmless, path_names, url_name
from .candidates import Candidate, Row
from .file_system import RAISE, path_text, read_stdin, reason, resolved_path
from .several import Place, articles_of
from .stores.files import File, in_store, on_disk
from .stores.object_store import is_stored, objects

SUFFIXES = (*KINDS, *SEVERAL)
_ADDRESS = re.compile(r"https?:|[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
"""A URL, mistyped ones included; a single letter before the colon is a drive of Windows."""
_FILE_URL = re.compile(r"file://(?:localhost)?(?=/)", re.IGNORECASE)


class Search:
    """Collects `candidates`, `failures`, `roots` and `empty` (folders without an article) from the added paths."""

    def __init__(
        self,
        max_bytes: int,
        stdin: Callable[[], bytes] | None,
        *,
        seen: Iterable[str] = (),
        files: Iterable[str] = (),
        wanted: Callable[[Path], bool] = lambda _: True,
    ) -> None:
        """`seen`: origins that are not added again; `files`: those that articles of the library were read from.

        Files that are not `wanted` go unread into `left`.
        """
        self._max_bytes, self._stdin, self._files = max_bytes, stdin, frozenset(files)
        self._seen = set(seen)
        self.candidates: list[Candidate] = []
        self.failures: list[Outcome] = []
        self.roots: list[str] = []
        self.empty: list[str] = []
        self.left: set[str] = set()
        self._wanted = wanted
        self._unread: set[File] = set()

    @property
    def skipped(self) -> Counter[str]:
        """Suffix -> number of files in the folders that are not read for it; "" stands for none."""
        return Counter(file.plain_suffix for file in self._unread if file.key not in self._seen)

    def add(self, given: str | Path | Row) -> None:
        """Adds a file, a folder, a URL, an address in a store, `-`, or a row. Errors become entries in `failures`."""
        if isinstance(given, Row):
            self._add_row(given)
        elif str(given) == "-":
            self._add_stdin()
        elif isinstance(given, str) and (url := url_of(given)):
            self._add_url(url)
        elif isinstance(given, str) and is_stored(given):
            self._add_store(given)
        elif isinstance(given, str) and (scheme := _FILE_URL.match(given)):
            self._add_path(url2pathname(given[scheme.end() :]))
        elif isinstance(given, str) and _ADDRESS.match(given) and not os.path.lexists(given):
            shown = masked(given)
            self._fail(shown, url_name(shown), f"{shown} is not an http or https address.")
        else:
            self._add_path(given)

    def _add_stdin(self) -> None:
        if not self._is_new("-"):
            return
        try:
            data = self._stdin() if self._stdin else read_stdin(self._max_bytes)
            if len(data) > self._max_bytes:
                raise SourceError(f"Standard input is larger than {self._max_bytes / 1e6:g} MB.", RAISE)
            if several := guessed_several(data):
                self.add_several(several, data, Place("-", "standard input"))
                return
            kind = kind_of(data)
            text = read(kind, data, "Standard input").text
        except (SourceError, OSError) as error:
            why = error.advice if isinstance(error, SourceError) else str(error)
            self._fail("-", "stdin", why)
            return
        name = f"stdin-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        self.candidates.append(Candidate("-", "Standard input", (name,), kind, data=data))

    def _add_url(self, url: str) -> None:
        shown = masked(url)
        try:
            _ = urlsplit(url).port  # raises for an invalid port, such as half of a password
        except ValueError:
            self._fail(shown, harmless(shown), f"{shown} is not a valid address: check the host in it.")
            return
        if grants_access(url):
            why = "A URL with a password or a key in it is not read: the library would keep it."
            self._fail(shown, url_name(shown), why)
        elif self._is_new(url):
            self.candidates.append(Candidate(url, url, (url_name(url),)))

    def _add_path(self, given: str | Path) -> None:
        path = Path(given)
        if str(path).startswith("~") and not os.path.lexists(path):
            path = Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises where there is no home
        try:
            path = resolved_path(path)
            mode = path.stat().st_mode
        except SourceError as error:
            origin = str(path) if "\0" in str(path) else os.path.abspath(path)  # noqa: PTH100 - resolving is what failed
            self._fail(origin, harmless(path.stem), error.message)
            return
        self.roots.append(path_text(path))
        if stat.S_ISDIR(mode):
            self._add_folder(path)
        elif stat.S_ISREG(mode):
            self._add_file(on_disk(path), is_named=True)
        else:
            self._fail(path_text(path), harmless(path.stem), f"{path_text(path)} is not a regular file.")

    def _add_folder(self, folder: Path) -> None:
        before = len(self.failures)
        files = sorted(self._walk(folder), key=lambda path: path.parts)
        self._add_files(path_text(folder), [*map(on_disk, files)], before)

    def _add_store(self, given: str) -> None:
        try:
            root, found = objects(given)
        except SourceError as error:
            shown = masked(given)
            self._fail(shown, url_name(shown), error.advice)
            return
        self.roots.append(root)
        files = [in_store(address) for address in found]
        if found == [root]:
            self._add_file(files[0], is_named=True)
            return
        readable = [file for file in files if file.suffix in SUFFIXES or file.origin in self._files]
        self._unread.update({*files}.difference(readable))
        self._add_files(root, readable, len(self.failures))

    def _add_files(self, folder: str, files: Sequence[File], failures_before: int) -> None:
        for file in files:
            self._add_file(file)
        if self._unread.issuperset(files) and len(self.failures) == failures_before:
            self.empty.append(folder)

    def _add_file(self, file: File, *, is_named: bool = False) -> None:
        if file.key in self._seen:
            return
        if file.on_disk and not self._wanted(file.on_disk):
            self.left.add(file.origin)
            return
        if file.suffix in SEVERAL and not self._holds_articles(file, SEVERAL[file.suffix], is_named):
            self._unread.add(file)
            return
        self._seen.add(file.key)
        if is_named and (unpack := how_to_unpack(Path(file.origin))):
            self._fail(file.origin, path_names(file.path)[0], f"{file.origin} is packed, and is not read. {unpack}")
        elif file.suffix not in SEVERAL:
            self._add_whole(file, KINDS.get(file.suffix))

    def _add_whole(self, file: File, kind: Kind | None) -> None:
        """Adds a file that is one article."""
        names = path_names(file.path)
        self.candidates.append(Candidate(file.origin, file.origin, names, kind, path=file.on_disk))

    def _holds_articles(self, file: File, kind: Several, is_named: bool) -> bool:
        """Adds the articles of a file; False for a folder's file of another purpose, such as `package.json`."""
        try:
            data = file.read(self._max_bytes)
            self.add_several(kind, data, Place(file.origin, file.origin, file.path))
        except NoArticles as error:
            if kind_of(data) == "html":
                self._add_whole(file, "html")
            elif is_named or file.suffix not in SHARED or file.origin in self._files:
                self._fail(file.origin, path_names(file.path)[0], error.advice)
            else:
                return False
        except SourceError as error:
            self._fail(file.origin, path_names(file.path)[0], error.advice)
        return True

    def add_several(self, kind: Several, data: bytes, place: Place) -> None:
        """Adds each article of a file, a URL's answer or standard input. Raises `SourceError` where there is none."""
        base = place.origin if place.origin.startswith("http") else ""
        name = "Standard input" if place.origin == "-" else place.shown
        found = split(kind, data, name, base)
        if not found.parts:
            raise SourceError(f"{name} is empty.")
        for item in articles_of(found, place):
            if isinstance(item, Row):
                self._add_row(item)
            elif isinstance(item, Outcome):
                self.failures.append(item)
            elif self._is_new(item.origin):
                self.candidates.append(item)

    def _add_row(self, row: Row) -> None:
        try:
            given = parse_row(row.data, row.label).get("id")
            if not _is_id(given):
                raise SourceError(f"{row.label} has an `id` that is neither a text nor a number.")
        except SourceError as error:
            self._fail(row.origin, row.names[0], error.message)
            return
        if given is None:
            self._add_candidate(row, row.origin, row.names)
            return
        name = harmless(str(given))
        if self._is_new(named := f"{row.place}#{name}"):
            self._add_candidate(row, named, (name,), insists=True)
        else:
            self._fail(
                row.origin,
                name,
                f"{row.label} has the id {str(given)!r}, which an earlier {row.label.split()[0].lower()} has already.",
            )

    def _add_candidate(self, row: Row, origin: str, names: tuple[str, ...], *, insists: bool = False) -> None:
        self.candidates.append(Candidate(origin, row.label, names, "row", insists, row.path, row.data))

    def _walk(self, root: Path) -> Iterator[Path]:
        """The readable files below `root`, except hidden ones. Follows links; enters no folder twice."""
        entered, waiting = {root}, [root]
        while waiting:
            folder = waiting.pop()
            try:
                entries = sorted(folder.iterdir())
            except OSError as error:
                self._fail(
                    path_text(folder), harmless(folder.name), f"{path_text(folder)} cannot be listed: {reason(error)}."
                )
                continue
            for entry in entries:
                found = None if entry.name.startswith(".") else self._entry(entry)
                if found is None:
                    continue
                if not found.is_dir():
                    yield found
                elif found not in entered:
                    entered.add(found)
                    waiting.append(found)

    def _entry(self, entry: Path) -> Path | None:
        """The file or folder itself or at the end of its links; None where it is not read.

        A file of another suffix is read again if it was once read by name.
        """
        supported = entry.suffix.lower() in SUFFIXES or path_text(entry) in self._files
        try:
            path = resolved_path(entry) if entry.is_symlink() else entry
            mode = path.stat().st_mode
        except SourceError as error:
            if supported or "loop" in error.message:
                self._fail(path_text(entry), harmless(entry.stem), error.message)
            return None
        except OSError as error:
            self._fail(path_text(entry), harmless(entry.stem), f"{path_text(entry)} cannot be read: {reason(error)}.")
            return None
        if stat.S_ISDIR(mode):
            if path != entry and path in entry.parents:
                why = f"{path_text(entry)} is a link that loops: it leads to a folder above it."
                self._fail(path_text(entry), harmless(entry.name), why)
                return None
            return path
        if supported and not stat.S_ISREG(mode):
            self._fail(path_text(entry), harmless(entry.stem), f"{path_text(entry)} is not a regular file.")
        if not supported and stat.S_ISREG(mode):
            self._unread.add(on_disk(path))
        return path if supported and stat.S_ISREG(mode) else None

    def _is_new(self, origin: str) -> bool:
        is_new = origin not in self._seen
        self._seen.add(origin)
        return is_new

    def _fail(self, origin: str, article_id: str, why: str) -> None:
        self.failures.append(Outcome("failed", article_id, origin, why))


def _is_id(given: object) -> bool:
    return given is None or (isinstance(given, str | int) and not isinstance(given, bool) and bool(str(given).strip()))
