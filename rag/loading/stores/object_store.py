"""Files in an object store, `s3://bucket/key` or `gs://bucket/key`, through fsspec.

Keys and passwords are where its programs look for them (`~/.aws`, `AWS_*`, `GOOGLE_APPLICATION_CREDENTIALS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from ...errors import SourceError
from ...urls import masked
from ..file_system import RAISE, reason

PACKAGES = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs"}
"""What fsspec needs for an address that begins so."""
_ADDRESS = re.compile(rf"(?P<store>{'|'.join(PACKAGES)})://(?P<place>.*)", re.IGNORECASE | re.DOTALL)


def is_stored(address: str) -> bool:
    """Whether it is an address in an object store."""
    return _ADDRESS.fullmatch(address) is not None


def object_path(address: str) -> PurePosixPath:
    """`/bucket/key`."""
    return PurePosixPath(f"/{address.partition('://')[2]}")


def objects(address: str) -> tuple[str, list[str]]:
    """The address without a slash at its end, and those of all objects there or below, hidden ones apart, in order.

    Raises `SourceError` where there are none.
    """
    with _opened(address) as (files, store, place):
        found: list[str] = sorted(files.find(place))
    root = f"{store}://{place}"
    if not found:
        raise SourceError(f"{root} does not exist.", "Check the address.")
    addresses = [f"{store}://{path.lstrip('/')}" for path in found]
    return root, [address for address in addresses if not _is_hidden(address.removeprefix(root))]


def read_object(address: str, max_bytes: int) -> bytes:
    """Raises `SourceError` unless it is readable and of at most `max_bytes`."""
    with _opened(address) as (files, _, place), files.open(place, "rb") as file:
        data: bytes = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise SourceError(f"{address} is larger than {max_bytes / 1e6:g} MB.", RAISE)
    return data


@contextmanager
def _opened(address: str) -> Iterator[tuple[Any, str, str]]:
    """The store, the name of its kind, and the place in it. Its errors, which are of any class, are ours here."""
    found = _ADDRESS.fullmatch(address)
    assert found is not None  # noqa: S101 - the caller has looked
    store, place = found["store"].lower(), found["place"].rstrip("/")
    if "@" in place.partition("/")[0]:
        raise SourceError("An address with a password or a key in it is not read: the library would keep it.")
    try:
        import fsspec

        yield fsspec.filesystem(store), store, place
    except SourceError:
        raise
    except ImportError as error:
        needed = "fsspec" if error.name == "fsspec" else PACKAGES[store]
        why = f"{masked(address)} cannot be read: {needed} is not installed."
        raise SourceError(why, f"Type: pip install {needed}") from None
    except FileNotFoundError:
        raise SourceError(f"{address} does not exist.", "Check the address.") from None
    except Exception as error:
        why = reason(error) if isinstance(error, OSError) and error.strerror else str(error).partition("\n")[0]
        raise SourceError(f"{address} cannot be read: {why or type(error).__name__}.") from None


def _is_hidden(below: str) -> bool:
    return any(part.startswith(".") for part in below.split("/"))
