"""Packages: the ZIP files of XML parts that documents of Office and e-books are. Nothing is unpacked to disk."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal, NoReturn
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from ...errors import SourceError

MOST_PARTS = 20_000
MOST_PART, MOST_UNPACKED = 32_000_000, 80_000_000
"""Bytes of one part, and of all parts that are read. Words without pictures: a long novel has 12 million."""
MOST_TAGS = 4_000_000
"""Tags of a part: lxml takes 120 bytes and more for an element of four."""
_OLE = b"\xd0\xcf\x11\xe0"
_PREFIXES = {
    "wordprocessingml/main": "w",
    "wordprocessingml/2006/main": "w",
    "drawingml/main": "a",
    "drawingml/2006/main": "a",
    "presentationml/main": "p",
    "presentationml/2006/main": "p",
    "officeDocument/math": "m",
    "officeDocument/2006/math": "m",
    "officeDocument/relationships": "r",
    "officeDocument/2006/relationships": "r",
    "markup-compatibility/2006": "mc",
}
"""The ends of the namespaces of Office, in its two dialects, "transitional" and "strict"."""


class Package:
    """The parts of a package. Reading raises `SourceError` beyond a limit, and what `reading` translates."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = ZipFile(BytesIO(data))
        self._left = MOST_UNPACKED
        self._kept: dict[str, Any] = {}
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        if len(self._archive.infolist()) > MOST_PARTS:
            raise SourceError(f"{name} has more than {MOST_PARTS} parts.", "Save its text as a .txt file.")
        self.names = frozenset(self._archive.namelist())

    def part(self, path: str) -> bytes:
        """The bytes of a part. Raises `KeyError` where there is none."""
        info = self._archive.getinfo(path)
        if info.flag_bits & 1:
            raise SourceError(f"{self._name} has a password.", "Save a copy without one.")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # zipfile unpacks the others without a limit
            raise ValueError("unusual compression")
        most = min(MOST_PART, self._left)
        with self._archive.open(info) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise SourceError(f"{self._name} is too large once it is unpacked.", "Save its text as a .txt file.")
        self._left -= len(data)
        return data

    def tree(self, path: str) -> Any:
        """The root element of a part of XML."""
        return parsed(self.part(path), self._name)

    def kept_tree(self, path: str) -> Any:
        """The same of a part that many others refer to: it is read once."""
        if path not in self._kept:
            self._kept[path] = self.tree(path)
        return self._kept[path]

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Id -> the last word of the type, and the path, of what a part of an Office package refers to."""
        if path not in self._relations:
            self._relations[path] = self._read_relations(path)
        return self._relations[path]

    def _read_relations(self, path: str) -> dict[str, tuple[str, str]]:
        folder, file = posixpath.split(path)
        listing = f"{folder}/_rels/{file}.rels".lstrip("/")
        if listing not in self.names:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                resolved(path, relation.get("Target")),
            )
            for relation in self.tree(listing).iter("{*}Relationship")
            if relation.get("TargetMode") != "External"
        }

    def related(self, path: str, kind: str) -> str | None:
        """The path of the first part of this kind that a part refers to, such as `styles`."""
        targets = (target for what, target in self.relations(path).values() if what == kind)
        return next((target for target in targets if target in self.names), None)

    def core_properties(self) -> dict[str, str]:
        """`title`, `creator` and others of an Office package."""
        path = self.related("", "core-properties") or "docProps/core.xml"
        if path not in self.names:
            return {}
        return {local(element): element.text or "" for element in self.tree(path) if isinstance(element.tag, str)}


def resolved(path: str, target: str | None) -> str:
    """The path that a reference within the part `path` leads to."""
    target = unquote(target or "").partition("#")[0]
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(path), target)).lstrip("/")


def parsed(data: bytes, name: str) -> Any:
    """The root element of XML, without comments. Declared entities stay unread, so they can neither grow nor fetch."""
    from lxml import etree

    if data.count(b"<") > MOST_TAGS:
        raise SourceError(f"{name} has more than {MOST_TAGS} tags.", "Save its text as a .txt file.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Any, name: str = "val") -> str:
    """An attribute by its name without a namespace; empty where there is none. Office writes most values as `val`."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child(element: Any, *names: str) -> Any:
    """The descendant at the end of these names, each a child of the one before; None where there is none."""
    for name in names:
        element = next((inner for inner in element if local(inner) == name), None) if element is not None else None
    return element


def office_name(element: Any) -> str:
    """`w:p`, in either dialect of Office; an element of another namespace has no prefix."""
    return _office_name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=2048)
def _office_name(tag: str) -> str:
    space, _, name = tag.rpartition("}")
    prefix = next((short for end, short in _PREFIXES.items() if space.endswith(end)), "")
    return f"{prefix}:{name}" if prefix else name


def package_kind(data: bytes) -> Literal["docx", "odt", "pptx", "epub"] | None:
    """`docx`, `pptx`, `odt` or `epub` by the parts of a ZIP file; None for any other."""
    try:
        package = Package(data, "")
        if "mimetype" in package.names:
            mimetype = package.part("mimetype").strip()
            is_text = mimetype.startswith(b"application/vnd.oasis.opendocument.text")
            return "odt" if is_text else "epub" if mimetype == b"application/epub+zip" else None
        if "[Content_Types].xml" not in package.names:
            return "epub" if "META-INF/container.xml" in package.names else None
        types = package.part("[Content_Types].xml")
    except Exception:  # zipfile and zlib raise many kinds on a damaged file
        return None
    if b"wordprocessingml" in types:
        return "docx"
    return "pptx" if b"presentationml" in types else None


@contextmanager
def reading(data: bytes, name: str, what: str, hint: str) -> Iterator[None]:
    """Raises `SourceError` for whatever goes wrong within: it is damaged or not `what`, such as "a Word document"."""
    if data.startswith(_OLE):
        refuse_old(data, name)
    try:
        yield
    except SourceError:
        raise
    except Exception:  # zipfile, zlib and lxml raise many kinds, and a part that is missing is a KeyError
        raise SourceError(f"{name} is damaged or not {what}.", hint) from None


def is_old(data: bytes) -> bool:
    """Whether it is a file of the format that Office used before 2007, which passwords and Outlook still use."""
    return data.startswith(_OLE)


def refuse_old(data: bytes, name: str) -> NoReturn:
    """Raises `SourceError` with what to do about such a file."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise SourceError(f"{name} has a password.", "Save a copy without one.")
    if has("WordDocument"):
        raise SourceError(f"{name} is in Word's format of before 2007.", "Open it in Word and save it as .docx.")
    if has("PowerPoint Document"):
        raise SourceError(f"{name} is in PowerPoint's format of before 2007.", "Open it and save it as .pptx.")
    if has("__properties_version1.0"):
        raise SourceError(f"{name} is a message of Outlook.", "Save it as .eml, or its text as .txt.")
    raise SourceError(f"{name} is in an old format of Office.", "Save it as .docx, or its text as .txt.")
