"""Fetching a model from the hub: resumable, checked, and in its place whole or not at all.

Files are collected in FOLDER.part; a file gets its name there only after its checksum fitted, and
the folder gets its name when all are there. A model that is there already is held against its lock
file, and only files that do not fit are fetched again.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from pydantic import ValidationError

from medvoice.models.hub import Hub, Interrupted, RemoteFile
from medvoice.models.lock import Lock, LockedFile, Sums, intact, read_lock, write_lock

_CHUNK = 1 << 18
_FRUITLESS = 4
"""Attempts in a row without a single new byte, after which the connection counts as down."""
_WAIT_S = 2.0
"""Before the second of them; doubled each time."""
_SPARE_BYTES = 200_000_000
"""Left free on the disk: dictations are written there, too."""


class PullError(Exception):
    """The model was not installed. The message says why and what was kept."""


@dataclass(frozen=True, slots=True)
class Order:
    """repository: "owner/name". patterns: which of its files. revision: a commit, where this
    program knows the one to take; "": the newest at the first pull, then the one in the lock file.
    sha256: path -> checksum, where published ones are known."""

    repository: str
    patterns: tuple[str, ...]
    revision: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """target: the folder it will lie in. here: paths that are there and intact. bytes_left: to be
    fetched. pinned_by: where the revision and the checksums come from, for the screen."""

    order: Order
    target: Path
    lock: Lock
    here: frozenset[str]
    bytes_left: int
    pinned_by: str

    @property
    def done(self) -> bool:
        """Nothing is to be fetched, and it lies in its place."""
        return self.lock.complete and len(self.here) == len(self.lock.files)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Files of which nobody names a checksum: only their size can be held against."""
        return tuple(f.path for f in self.lock.files if not f.sha256 and not f.git_sha1)


def plan(order: Order, hub: Hub, target: Path, update: bool = False) -> Plan:
    """What there is to do. Reads what is there in full, asks the hub only where no lock file says
    it. update: take the newest revision. Raises HubError, PullError."""
    _recover(target)
    work = _work(target)
    here, begun = read_lock(target), read_lock(work)
    lock, pinned_by = None, ""
    for known in (begun, here):
        if known is None or known.repository != order.repository or update:
            continue
        if order.revision in ("", known.revision):
            lock, pinned_by = known, "the lock file of the first pull"
            break
    if lock is None:
        lock = _listed(order, hub)
        pinned_by = "this program" if order.revision else "the hub, today"
    if begun is not None and begun.revision != lock.revision:
        shutil.rmtree(work)
    in_place = here is not None and here.revision == lock.revision and here.complete
    good = frozenset(file.path for file in lock.files if intact(target, file))
    left = sum(_left(work, file) for file in lock.files if file.path not in good)
    lock = lock.model_copy(update={"complete": in_place})
    return Plan(order, target, lock, good, left, pinned_by)


def pull(
    plan: Plan,
    hub: Hub,
    on_bytes: Callable[[int], None] = lambda count: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Lock:
    """Carry it out; returns what was installed. on_bytes: told how many more bytes are done.

    Raises HubError, PullError, OSError: what was fetched is kept, and the next pull goes on."""
    target, work = plan.target, _work(plan.target)
    target.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(target.parent).free
    if free < plan.bytes_left + _SPARE_BYTES:
        raise PullError(
            f"{target.parent} has {free / 1e9:.1f} GB free, {plan.bytes_left / 1e9:.1f} GB are "
            "needed and some to spare. Free space, or name another place with --to FOLDER."
        )
    work.mkdir(exist_ok=True)
    with _alone(work):
        write_lock(work, plan.lock.model_copy(update={"complete": False}))
        done = []
        for file in plan.lock.files:
            path = work / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():  # fetched by an earlier pull, and checked then
                sha256 = _sum(path, file)
            elif file.path in plan.here:
                sha256 = _sum(target / file.path, file)
                _linked(target / file.path, path)
            else:
                sha256 = _fetched(plan, hub, file, on_bytes, sleep)
            done.append(file.model_copy(update={"sha256": sha256}))
        lock = plan.lock.model_copy(update={"complete": True, "files": tuple(done)})
        write_lock(work, lock)
        _put(work, target)
    return lock


def _work(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _old(target: Path) -> Path:
    return target.with_name(f"{target.name}.old")


def _recover(target: Path) -> None:
    """After a crash between the two renames of `_put`, or before the old one was deleted."""
    if not _old(target).is_dir():
        return
    if target.exists():
        shutil.rmtree(_old(target))
    else:
        _old(target).rename(target)


def _put(work: Path, target: Path) -> None:
    if target.exists():
        target.rename(_old(target))
    work.rename(target)
    if _old(target).exists():
        shutil.rmtree(_old(target))


@contextlib.contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Two pulls into one folder would mix their bytes."""
    descriptor = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PullError(f"Another medvoice is fetching into {work} right now.") from None
    else:
        yield
    finally:
        os.close(descriptor)


def _listed(order: Order, hub: Hub) -> Lock:
    listing = hub.listing(order.repository, order.revision or "main")
    if order.revision and listing.revision != order.revision:
        raise PullError(f"{hub.endpoint} gave another revision than was asked for.")
    wanted = [f for f in listing.files if any(fnmatch(f.path, p) for p in order.patterns)]
    missing = [p for p in order.patterns if "*" not in p and p not in [f.path for f in wanted]]
    if missing or not wanted:
        raise PullError(
            f"{order.repository} does not hold {', '.join(missing) or 'any of the files wanted'}. "
            "Nothing was fetched."
        )
    try:
        files = tuple(_locked(file, order.sha256) for file in wanted)
    except ValidationError as error:
        raise PullError(f"{order.repository} names a file outside its own folder.") from error
    return Lock(repository=order.repository, revision=listing.revision, complete=False, files=files)


def _locked(file: RemoteFile, known: Mapping[str, str]) -> LockedFile:
    sha256 = known.get(file.path, file.sha256)
    if file.sha256 and sha256 != file.sha256:
        raise PullError(
            f"{file.path} is not the file that this program knows: the hub names another checksum. "
            "Nothing was fetched."
        )
    return LockedFile(path=file.path, size=file.size, sha256=sha256, git_sha1=file.git_sha1)


def _partial(work: Path, file: LockedFile) -> Path:
    path = work / file.path
    return path.with_name(f"{path.name}.partial")


def _left(work: Path, file: LockedFile) -> int:
    """Bytes that are not fetched yet."""
    if (work / file.path).is_file():
        return 0
    partial = _partial(work, file)
    return file.size - min(file.size, partial.stat().st_size if partial.is_file() else 0)


def _sum(path: Path, file: LockedFile) -> str:
    sums = Sums(file.size)
    sums.add_file(path)
    if not sums.fit(file):
        path.unlink()
        raise PullError(f"{path} changed on the disk and was deleted. Pull again to fetch it.")
    return sums.sha256


def _linked(source: Path, into: Path) -> None:
    try:
        into.hardlink_to(source)
    except OSError:  # a file system without links (a stick)
        shutil.copyfile(source, into)


def _fetched(
    plan: Plan,
    hub: Hub,
    file: LockedFile,
    on_bytes: Callable[[int], None],
    sleep: Callable[[float], None],
) -> str:
    """Fetch the rest of one file, check it, give it its name; returns its sha256."""
    partial = _partial(_work(plan.target), file)
    whole_in_one = not partial.exists()
    sums = _rest(plan, hub, file, on_bytes, sleep)
    if not sums.fit(file) and not whole_in_one:
        # What an earlier pull left may be at fault (a torn write): once more from the start.
        partial.unlink()
        on_bytes(-file.size)
        sums = _rest(plan, hub, file, on_bytes, sleep)
    if not sums.fit(file):
        partial.unlink()
        raise PullError(
            f"{file.path} arrived with another checksum than expected and was deleted. Other files "
            "are kept. Pull again; if it happens again, something on the way changes the file."
        )
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(_work(plan.target) / file.path)
    return sums.sha256


def _rest(
    plan: Plan,
    hub: Hub,
    file: LockedFile,
    on_bytes: Callable[[int], None],
    sleep: Callable[[float], None],
) -> Sums:
    """Append what is missing to the partial file, over as many connections as it takes."""
    partial = _partial(_work(plan.target), file)
    sums, have, furthest, fruitless = Sums(file.size), 0, 0, 0
    if partial.exists():
        if partial.stat().st_size > file.size:
            partial.unlink()
        else:
            sums.add_file(partial)
            have = furthest = partial.stat().st_size
    partial.touch()
    while have < file.size:
        try:
            answer, start = hub.open(plan.order.repository, plan.lock.revision, file.path, have)
            with answer, partial.open("r+b") as out:
                if start != have:  # the server cannot resume
                    sums = Sums(file.size)
                    on_bytes(start - have)
                    have = start
                out.seek(have)
                out.truncate()
                while data := answer.read(_CHUNK):
                    if have + len(data) > file.size:
                        raise PullError(f"The hub sent more of {file.path} than it announced.")
                    out.write(data)
                    sums.add(data)
                    have += len(data)
                    on_bytes(len(data))
            fault = "the connection ended early"
        except Interrupted as error:
            fault = str(error)
        except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
            fault = f"the connection broke ({error or type(error).__name__})"
        fruitless = 0 if have > furthest else fruitless + 1
        furthest = max(have, furthest)
        if have < file.size and fruitless >= _FRUITLESS:
            raise Interrupted(f"{fault}; {file.path}: {have} of {file.size} bytes are here")
        if have < file.size:
            sleep(_WAIT_S * 2 ** max(0, fruitless - 1) if fruitless else 0.0)
    return sums
