# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The tables. Texts are compared by their code points, as SQLite does, in whatever locale the database has."""

from __future__ import annotations

from ...errors import LibraryError
from ..database import Session
from .connections import SCHEMA
from .errors import older

SCHEMA_VERSION = 1
"""Increment it with every change of what is stored, and say in `STEPS` how a library gets there."""
STEPS: dict[int, tuple[str, ...]] = {}
"""The statements from each version to the next; `rag rebuild` makes chunks, wordings and terms again."""
PGVECTOR = (0, 8, 4)
"""Earlier ones can damage an index, or find nothing under a filter."""
LOCK = 0x7261670001
"""Number of the advisory lock: who commits shares it, who changes the tables has it alone."""
MOST_INDEXED = 4000
"""Dimensions that pgvector indexes as `halfvec`."""

_TEXT = 'text COLLATE "C"'
TABLES = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE library (one integer PRIMARY KEY DEFAULT 1 CHECK (one = 1), schema integer NOT NULL,
  embedding text, embedder text, dimension integer, chunk_chars integer, anisotropy double precision NOT NULL DEFAULT 0,
  generation bigint NOT NULL DEFAULT 0,
  chunks bigint NOT NULL DEFAULT 0, title_terms bigint NOT NULL DEFAULT 0, body_terms bigint NOT NULL DEFAULT 0);
INSERT INTO library (schema) VALUES ({SCHEMA_VERSION});
CREATE TABLE texts (sha256 {_TEXT} PRIMARY KEY, text text NOT NULL, characters integer NOT NULL);
CREATE TABLE revisions (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  article_id {_TEXT} NOT NULL, sha256 {_TEXT} NOT NULL REFERENCES texts,
  title text NOT NULL, source text, author text, published {_TEXT}, url text, origin text NOT NULL,
  fingerprint text NOT NULL, overrides text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'live', 'superseded', 'duplicate')),
  duplicate_of text, ingested_at text NOT NULL, outlet text, day integer, pages text NOT NULL DEFAULT '[]',
  copy_group bigint, wording bigint NOT NULL DEFAULT 0,
  CHECK ((status = 'duplicate') = (duplicate_of IS NOT NULL)));
CREATE UNIQUE INDEX current ON revisions (article_id) WHERE status IN ('live', 'duplicate');
CREATE UNIQUE INDEX live_text ON revisions (sha256) WHERE status = 'live';
CREATE INDEX by_article ON revisions (article_id);
CREATE INDEX by_text ON revisions (sha256, status);
CREATE INDEX by_outlet ON revisions (outlet) WHERE status = 'live';
CREATE INDEX by_day ON revisions (day) WHERE status = 'live';
CREATE INDEX by_copies ON revisions (copy_group) WHERE copy_group IS NOT NULL;
CREATE TABLE wordings (hash bigint NOT NULL, revision bigint NOT NULL REFERENCES revisions ON DELETE CASCADE,
  start integer NOT NULL, "end" integer NOT NULL, bytes integer NOT NULL, PRIMARY KEY (hash, revision));
CREATE INDEX wordings_of ON wordings (revision);
CREATE TABLE terms (term {_TEXT} PRIMARY KEY, titles bigint NOT NULL, bodies bigint NOT NULL, chunks bigint NOT NULL)
  WITH (fillfactor = 70);
"""
# The vectors are kept as SQLite keeps them; the first, of the chunk, again in the type that is indexed. Those of a
# passage lie apart from its row (EXTERNAL), so that a search by words reads few pages.
_CHUNKS = """
CREATE TABLE {name} (id bigint PRIMARY KEY DEFAULT nextval('chunk_ids'),
  revision bigint NOT NULL REFERENCES revisions ON DELETE CASCADE, start integer NOT NULL, "end" integer NOT NULL,
  title_terms integer NOT NULL, body_terms integer NOT NULL, words tsvector NOT NULL,
  vector halfvec({dimension}) NOT NULL,
  text text NOT NULL, sentences text NOT NULL, terms text NOT NULL, vectors bytea NOT NULL)
  WITH (toast_tuple_target = 4080);
ALTER TABLE {name} ALTER vectors SET STORAGE EXTERNAL
"""
_INDEXES = """
CREATE INDEX {name}_by_revision ON {name} (revision);
CREATE INDEX {name}_words ON {name} USING gin (words)
"""
_NEAREST = """
CREATE INDEX {name}_nearest ON {name} USING hnsw (vector halfvec_cosine_ops) WITH (m = 16, ef_construction = 64)
"""


# Names that the server has quoted.
_RIGHTS = """SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type
  FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'chunks'::regclass AND a.grantee <> c.relowner"""


def exists(db: Session) -> bool:
    # Not to_regclass: within a transaction that waited for a lock, it may say what held before.
    query = "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'library')"
    return bool(db.execute(query, (SCHEMA,)).fetchone()[0])


def version_of(db: Session) -> int:
    return int(db.execute("SELECT schema FROM library").fetchone()[0])


def check_version(db: Session, place: str) -> None:
    if (version := version_of(db)) != SCHEMA_VERSION:
        raise older(place, version, SCHEMA_VERSION)


def create(db: Session, place: str) -> None:
    """Makes the tables where there are none, within a transaction."""
    db.execute("SELECT pg_advisory_xact_lock(?)", (LOCK,))
    if exists(db):
        return
    _extend(db, place)
    _run(db, TABLES)
    db.execute("CREATE SEQUENCE chunk_ids AS bigint")
    make_chunks(db, "chunks", 1)
    index_chunks(db, "chunks", 1)


def upgrade(db: Session, place: str) -> None:
    """Brings the tables of an earlier version up to date, within the transaction that makes the chunks again."""
    version = version_of(db)
    if version > SCHEMA_VERSION:
        raise older(place, version, SCHEMA_VERSION)
    for earlier in range(version, SCHEMA_VERSION):
        for statement in STEPS[earlier]:
            db.execute(statement)
    db.execute("UPDATE library SET schema = ?", (SCHEMA_VERSION,))


def make_chunks(db: Session, name: str, dimension: int) -> None:
    """An empty table of chunks without indexes: to fill it first and index it then is several times as fast."""
    _run(db, _CHUNKS.format(name=name, dimension=dimension))


def index_chunks(db: Session, name: str, dimension: int) -> None:
    _run(db, _INDEXES.format(name=name))
    if dimension <= MOST_INDEXED:
        _run(db, _NEAREST.format(name=name))


def put_in_place(db: Session, name: str) -> None:
    """Makes the table the one that is searched. Readers wait for it from here to the end of the transaction."""
    for role, right in db.execute(_RIGHTS).fetchall():
        db.execute(f"GRANT {right} ON {name} TO {role}")
    db.execute("DROP TABLE chunks")
    db.execute(f"ALTER TABLE {name} RENAME TO chunks")
    query = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'chunks'::regclass"
    for (index,) in db.execute(query).fetchall():
        own = index.rpartition(".")[2]
        db.execute(f"ALTER INDEX {own} RENAME TO {own.replace(name, 'chunks', 1)}")


def _extend(db: Session, place: str) -> None:
    from psycopg import Error

    db.execute("SAVEPOINT extension")
    try:
        db.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except Error as error:
        db.execute("ROLLBACK TO extension")
        raise LibraryError(
            f"{place} has no pgvector: {str(error).strip().splitlines()[0]}.",
            "Install it on the server, and type `CREATE EXTENSION vector` there as a superuser.",
        ) from error
    (version,) = db.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    if tuple(int(part) for part in version.split(".")[:3]) < PGVECTOR:
        needed = ".".join(map(str, PGVECTOR))
        raise LibraryError(
            f"{place} has pgvector {version}, and {needed} is needed.",
            "Upgrade it on the server, and type `ALTER EXTENSION vector UPDATE` there.",
        )


def _run(db: Session, statements: str) -> None:
    for statement in statements.strip().split(";\n"):
        db.execute(statement)
