"""The index: passages of documents in an SQLite file with full-text search (FTS5, no service).

What is kept of a document hangs on the hash of its content, so that a renamed file is not read
again and a changed one is. A file of another version, or one that is broken, is begun anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from medvoice.documents.document import Document
from medvoice.retrieval.passages import passages, title_of
from medvoice.retrieval.terms import terms

VERSION = 1
"""Of what is kept. Another one is read anew, and so must it be where `terms` or `passages` give
anything else than before."""
MOST_PASSAGES = 500_000
"""Of one index, some 25 million words; 600 MB on the disk."""
MOST_CANDIDATES = 80
"""Passages that a question is held against term by term."""
_WAIT_S = 30.0
_HEADING_WEIGHT, _TITLE_WEIGHT = 1.5, 1.0
"""Of a term in heading and title against one in the text, in the choice of candidates."""

_TABLES = """
CREATE TABLE documents (key TEXT PRIMARY KEY, title TEXT, pages INTEGER, notes TEXT);
CREATE TABLE files (name TEXT PRIMARY KEY, stamp TEXT, key TEXT, fault TEXT);
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, key TEXT, page INTEGER, heading TEXT, text TEXT, sentences TEXT
);
CREATE INDEX passages_of ON passages (key);
CREATE TABLE sentences (mark INTEGER, key TEXT, PRIMARY KEY (mark, key)) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5(
  title, heading, body, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found, row);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the folder. name: relative to it, "archive.zip/member" inside an archive. stamp:
    changes with its content. key: hash of its content, "" where it was not read. fault: why it
    could not be, a sentence."""

    name: str
    stamp: str
    key: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as it is held against a question. rank: BM25, better is greater. body: terms of
    each sentence."""

    passage: int
    key: str
    title: str
    page: int
    heading: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    rank: float
    title_terms: frozenset[str]
    heading_terms: frozenset[str]
    body: tuple[tuple[str, ...], ...]


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _alone(method: Callable[Concatenate[Index, _P], _R]) -> Callable[Concatenate[Index, _P], _R]:
    """One thread at a time."""

    @functools.wraps(method)
    def locked(index: Index, /, *args: _P.args, **named: _P.kwargs) -> _R:
        with index._lock:
            return method(index, *args, **named)

    return locked


class Index:
    """Thread-safe: sqlite crashes the program where one thread closes what another one reads from.
    Raises sqlite3.Error where the disk is full or broken, and after `close`."""

    def __init__(self, path: Path) -> None:
        """path: of the file; readable by its owner alone, its folder too if it is made here."""
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.chmod(path.parent, 0o700)  # whatever the umask
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._opened()

    @_alone
    def close(self) -> None:
        self._connection.close()

    @_alone
    def entries(self) -> dict[str, Entry]:
        """By name."""
        rows = self._connection.execute("SELECT name, stamp, key, fault FROM files")
        return {row[0]: Entry(*row) for row in rows}

    @_alone
    def keys(self) -> frozenset[str]:
        """Of documents that are kept."""
        return frozenset(row[0] for row in self._connection.execute("SELECT key FROM documents"))

    @_alone
    def names(self, key: str) -> list[str]:
        """Files with this content."""
        rows = self._connection.execute(
            "SELECT name FROM files WHERE key = ? ORDER BY name", (key,)
        )
        return [row[0] for row in rows]

    @property
    @_alone
    def size(self) -> int:
        """Passages."""
        return int(self._connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    @_alone
    def add(self, key: str, document: Document) -> int:
        """Its passages; returns how many. One transaction."""
        title = title_of(document)
        name = re.sub(r"[\W_]+", " ", document.name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
        title_terms = _joined(terms(f"{title}. {name}"))
        count = 0
        with self._writing() as connection:
            if connection.execute("SELECT 1 FROM documents WHERE key = ?", (key,)).fetchone():
                return 0  # another process read it meanwhile
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?)",
                (key, title, len(document.pages), "\n".join(document.notes)),
            )
            for one in passages(document):
                row = connection.execute(
                    "INSERT INTO passages (key, page, heading, text, sentences) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (key, one.page, one.heading, one.text, json.dumps(one.sentences)),
                )
                said = [_joined(terms(one.text[a:b])) for a, b in one.sentences]
                body = "\n".join(said)
                connection.executemany(
                    "INSERT OR IGNORE INTO sentences VALUES (?, ?)",
                    [(_mark(sentence, title_terms), key) for sentence in said],
                )
                connection.execute(
                    "INSERT INTO found (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
                    (row.lastrowid, title_terms, _joined(terms(one.heading)), body),
                )
                count += 1
        return count

    @_alone
    def keep(self, entries: Iterable[Entry]) -> None:
        """These files are the folder's; documents that none of them holds any more are dropped."""
        with self._writing() as connection:
            connection.execute("DELETE FROM files")
            connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                [(one.name, one.stamp, one.key, one.fault) for one in entries],
            )
            gone = "NOT IN (SELECT key FROM files)"
            connection.execute(
                f"DELETE FROM found WHERE rowid IN (SELECT id FROM passages WHERE key {gone})"
            )
            connection.execute(f"DELETE FROM passages WHERE key {gone}")
            connection.execute(f"DELETE FROM sentences WHERE key {gone}")
            connection.execute(f"DELETE FROM documents WHERE key {gone}")

    @_alone
    def frequency(self, term: str) -> int:
        """Passages that hold the term, title and heading included."""
        row = self._connection.execute(
            "SELECT doc FROM vocabulary WHERE term = ?", (_kept(term),)
        ).fetchone()
        return int(row[0]) if row else 0

    @_alone
    def candidates(self, wanted: Sequence[str]) -> list[Candidate]:
        """Passages with any of the terms, best first by BM25."""
        if not wanted:
            return []
        asked = " OR ".join(f'"{_kept(term)}"' for term in dict.fromkeys(wanted))
        rows = self._connection.execute(
            "SELECT p.id, p.key, d.title, p.page, p.heading, p.text, p.sentences, "
            "f.rank, f.title, f.heading, f.body "
            "FROM (SELECT rowid, bm25(found, ?, ?, 1.0) AS rank, title, heading, body FROM found "
            "WHERE found MATCH ? ORDER BY rank LIMIT ?) f "
            "JOIN passages p ON p.id = f.rowid JOIN documents d ON d.key = p.key ORDER BY f.rank",
            (_TITLE_WEIGHT, _HEADING_WEIGHT, asked, MOST_CANDIDATES),
        )
        return [_candidate(row) for row in rows]

    @_alone
    def shared(self, candidate: Candidate) -> tuple[int, ...]:
        """Of each of its sentences, in how many documents it stands, their own titles apart."""
        title = " ".join(sorted(candidate.title_terms))
        return tuple(
            int(
                self._connection.execute(
                    "SELECT count(*) FROM sentences WHERE mark = ?",
                    (_mark(" ".join(sentence), title),),
                ).fetchone()[0]
            )
            for sentence in candidate.body
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        with ExitStack() as unless_done:
            unless_done.callback(self._connection.execute, "ROLLBACK")
            yield self._connection
            unless_done.pop_all()
        self._connection.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except sqlite3.DatabaseError as error:
            if not _is_corrupt(error):
                raise  # locked, a full disk, no permission: the index is whole
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(
            self._path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
        )
        with ExitStack() as unless_ready:
            unless_ready.callback(connection.close)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                _begin_anew(connection)
            unless_ready.pop_all()
        return connection


def _is_corrupt(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _begin_anew(connection: sqlite3.Connection) -> None:
    """Made by one process; another that waited finds it made."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        connection.execute("ROLLBACK")
        return
    for table in ("vocabulary", "found", "sentences", "passages", "files", "documents"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES.strip().split(";\n"):
        connection.execute(statement.rstrip(";\n"))
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _mark(sentence: str, title: str) -> int:
    """The same for sentences that differ in their document's title alone."""
    left_out = set(title.split())
    rest = " ".join(word for word in sentence.split() if word not in left_out)
    digest = hashlib.blake2b(rest.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _kept(term: str) -> str:
    """A term as one word of the full-text index."""
    return re.sub(r"\W", "_", term)


def _joined(found: Iterable[object]) -> str:
    return " ".join(_kept(term.text) for term in found)  # type: ignore[attr-defined]


def _candidate(row: tuple[object, ...]) -> Candidate:
    passage, key, title, page, heading, text, sentences, rank, title_t, heading_t, body = row
    return Candidate(
        int(str(passage)),
        str(key),
        str(title),
        int(str(page)),
        str(heading),
        str(text),
        tuple((a, b) for a, b in json.loads(str(sentences))),
        -float(str(rank)),
        frozenset(str(title_t).split()),
        frozenset(str(heading_t).split()),
        tuple(tuple(line.split()) for line in str(body).split("\n")),
    )
