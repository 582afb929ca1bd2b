"""What the record's modules share: its tables, its connection, and its errors in plain codes.

SQLite in WAL mode with `synchronous=FULL`, encrypted by SQLCipher. SQL that only SQLite knows is
here and in the other `store` modules alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import SingletonThreadPool

from bedside.record import UnreadableEventError

FORMAT = 2  # PRAGMA user_version; a newer number is refused, an older one is upgraded
PUBLISHED_KEY = "62656473696465" + "00" * 25  # of simulations and tests: hides nothing, on purpose

HOUSE = "approvals"  # the chain of what is signed outside every session; no session's name
ACCESS = "access"  # the chain of who read what; neither
HOUSES = (HOUSE, ACCESS)

TABLES = MetaData()
LINES = Table(
    "line",
    TABLES,
    Column("row", Integer, primary_key=True),
    Column("session", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("mono_s", Float, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("session", "seq"),
)
REGISTER = Table(  # one chain over the sessions' heads: a whole session cannot vanish unseen
    "register",
    TABLES,
    Column("n", Integer, primary_key=True),
    Column("session", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("what", Text, nullable=False),  # as bedside.chain.Registered
    Column("head", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
SIGNATURES = Table(  # of the installation, under each line of the register
    "signature",
    TABLES,
    Column("n", Integer, primary_key=True),
    Column("key", Text, nullable=False),  # the public one
    Column("signature", Text, nullable=False),
)
STAFF = Table(  # beside the chain: PIN hashes are never in it
    "staff",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
RUNNING = Table(  # an index too: the sessions that are not over, whatever years there were
    "running",
    TABLES,
    Column("session", Text, primary_key=True),
    Column("n", Integer, nullable=False),  # in the register
)
PATIENTS = Table(  # an index that can be made again from the lines: whose session it is
    "patient",
    TABLES,
    Column("session", Text, primary_key=True),
    Column("identifier", Text, nullable=False, index=True),
)
_MADE_WITH = [  # what `create_all` does not know
    """CREATE INDEX IF NOT EXISTS line_told ON line (session, seq) WHERE kind <> 'Measured'""",
    *(
        f"""CREATE TRIGGER IF NOT EXISTS {table}_update BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"""
        for table in ("line", "register", "signature")
    ),
    *(
        f"""CREATE TRIGGER IF NOT EXISTS {table}_delete BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"""
        for table in ("register", "signature")
    ),
    # of a session whose certificate stands in the register, and of no other (retention)
    """CREATE TRIGGER IF NOT EXISTS line_delete BEFORE DELETE ON line
    WHEN NOT EXISTS (SELECT 1 FROM register WHERE session = OLD.session AND what = 'deleted')
    BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END""",
]


class StoreError(OSError):
    """The disk did not take it, or cannot be read; `code` chooses the sentence on screen."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def code_of(error: Exception) -> str:
    text = str(error).lower()
    for sign, code in (
        ("full", "disk_full"),
        ("locked", "locked"),
        ("busy", "locked"),
        ("readonly", "read_only"),
        ("read-only", "read_only"),
        ("not a database", "wrong_key"),
        ("malformed", "damaged"),
        ("unable to open", "cannot_open"),
        ("disk i/o", "disk_error"),
    ):
        if sign in text:
            return code
    return "disk_error"


@contextmanager
def said_plainly() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(code_of(error.orig or error), str(error.orig or error)) from error
    except sqlcipher.Error as error:
        raise StoreError(code_of(error), str(error)) from error
    except (UnreadableEventError, msgspec.MsgspecError) as error:
        raise StoreError("unreadable", str(error)) from error


def checked_key(key: str) -> str:
    """64 hex digits, so that nothing else can stand in the PRAGMA. Raises StoreError."""
    if len(key) != 64 or not all(c in "0123456789abcdef" for c in key):
        raise StoreError("wrong_key", "a key is 64 hexadecimal digits")
    return key


def connected(
    path: Path, key: str, patience_ms: int = 250, *, only_look: bool = False, kept: bool = True
) -> Any:
    """One connection, unlocked; a file that is only looked at stays as it is, byte for byte, and
    one that is not `kept` waits for no disk.

    Raises sqlcipher's errors.
    """
    db = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=True)
    try:
        db.execute("PRAGMA cipher_log_level = NONE")  # it would write to standard error
        db.execute(f"PRAGMA key = \"x'{checked_key(key)}'\"")
        db.execute(f"PRAGMA busy_timeout = {patience_ms:d}")
        db.execute(f"PRAGMA synchronous = {'FULL' if kept else 'OFF'}")
        db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        db.execute("PRAGMA query_only = ON" if only_look else "PRAGMA journal_mode = WAL")
    except BaseException:
        db.close()
        raise
    return db


def engine_of(
    path: Path,
    key: str,
    patience_ms: int,
    *,
    only_look: bool = False,
    kept: bool = True,
    closed: Callable[[], bool] = lambda: False,
) -> Engine:
    """Every `begin` is an immediate transaction: what is read in it stands until it ends.

    `closed`: from then on it is refused as "locked". Another file may be about to take its place,
    and what were written to the old one would be lost.
    """

    def connect() -> Any:
        if closed():
            raise StoreError("locked", "it is closed here")
        return connected(path, key, patience_ms, only_look=only_look, kept=kept)

    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=connect, poolclass=SingletonThreadPool
    )

    @event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        if db.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            db.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def version_of(db: Connection) -> int:
    return int(db.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def make_tables(db: Connection) -> None:
    """What this format has and the file has not; nothing that is there is touched."""
    db.exec_driver_sql("DROP TRIGGER IF EXISTS line_delete")  # of format 1: another condition
    TABLES.create_all(db)
    for index in (*REGISTER.indexes, *PATIENTS.indexes):
        index.create(db, checkfirst=True)
    for statement in _MADE_WITH:
        db.exec_driver_sql(statement)
    db.exec_driver_sql(f"PRAGMA user_version = {FORMAT:d}")
