"""What psycopg raises, as sentences. No password is in them: libpq's messages about an open connection name none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryMismatch

NO_DRIVER = ("A library in PostgreSQL needs psycopg.", 'Type `pip install "rag[postgres]"`.')
AGAIN = "Try again; nothing was changed by half."
REBUILD = "Type `rag rebuild` to make it again from the stored texts."


def unreachable(place: str, error: Exception) -> LibraryError:
    """Of an error while connecting."""
    from psycopg import OperationalError

    if not isinstance(error, OperationalError):  # its text may repeat the address
        return LibraryError(f"{place} is no address that PostgreSQL's library reads.", "See `man psql`, CONNECTING.")
    why = " ".join(str(error).split()).removeprefix("connection failed: ").rstrip(".")
    return LibraryError(
        f"The database {place} cannot be reached: {why}.", "Check that the server runs and that `psql` can connect."
    )


def busy(place: str, why: str) -> LibraryBusy:
    return LibraryBusy(f"The library in {place} is busy: {why}.", "Wait until that has finished, then try again.")


def older(place: str, version: int, ours: int) -> LibraryMismatch:
    age = "a newer" if version > ours else "an older"
    remedy = "Upgrade the program." if version > ours else "Type `rag rebuild` to bring it up to date."
    return LibraryMismatch(
        f"The library in {place} was made by {age} version of this program (schema {version}, not {ours}).", remedy
    )


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Errors of the server that a user can mend; any other is a bug of ours."""
    from psycopg import Error, OperationalError, errors

    try:
        yield
    except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as error:
        raise LibraryError(
            f"The library in {place} can be asked, not changed: {_said(error)}.",
            "Use the address of a role, and of a server, that may write.",
        ) from error
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName) as error:
        raise LibraryDamaged(f"The tables in {place} are not those of a library: {_said(error)}.", REBUILD) from error
    except (errors.DataCorrupted, errors.IndexCorrupted) as error:
        raise LibraryDamaged(f"The library in {place} is damaged: {_said(error)}.", REBUILD) from error
    except (errors.DiskFull, errors.OutOfMemory, errors.TooManyConnections) as error:
        raise LibraryError(f"The database {place} cannot go on: {_said(error)}.", "Make room there.") from error
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        raise busy(place, _said(error)) from error
    except (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation) as error:
        raise busy(place, "another process is changing the same articles") from error
    except OperationalError as error:
        raise LibraryError(f"The connection to {place} was lost: {_said(error)}.", AGAIN) from error
    except Error as error:
        if error.sqlstate and error.sqlstate.startswith(("57P", "08")):
            raise LibraryError(f"The connection to {place} was lost: {_said(error)}.", AGAIN) from error
        raise


def passes(error: LibraryError) -> bool:
    """Whether the same transaction may succeed at once: its connection was lost, or it met another."""
    from psycopg import OperationalError, errors

    met = errors.SerializationFailure, errors.DeadlockDetected
    unlikely = errors.QueryCanceled, errors.LockNotAvailable, errors.DiskFull, errors.OutOfMemory
    return isinstance(error.__cause__, (*met, OperationalError)) and not isinstance(error.__cause__, unlikely)


def _said(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
