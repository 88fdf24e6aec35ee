"""Fetching from a hub that cuts, lies, refuses and changes its mind; all on this machine."""

from __future__ import annotations

import hashlib
import random
import shutil
import socket
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from hub_server import NEWER, REVISION, Fake, serving

from medvoice.models import pull as pulling
from medvoice.models.hub import Hub, HubError, Interrupted, NeedsAccess, NotThere
from medvoice.models.lock import LOCK, Lock, LockedFile, read_lock
from medvoice.models.pull import Order, PullError, plan, pull

BIG = random.Random(7).randbytes(1_500_000)
FILES = {
    "model.onnx": BIG,
    "tokens.txt": b"<blk> 0\n",
    "notes/README.md": b"# hello\n",
    "other.bin": b"x",
}
ORDER = Order("someone/model", ("model.onnx", "tokens.txt", "*.md"))
WANTED = {path: data for path, data in FILES.items() if path != "other.bin"}


@pytest.fixture
def fake():
    files = {REVISION: dict(FILES), NEWER: dict(FILES) | {"model.onnx": BIG[::-1]}}
    with serving(Fake(files)) as running:
        yield running


@pytest.fixture
def target(tmp_path):
    return tmp_path / "models" / "mine"


def run(fake, target, order=ORDER, update=False, token=""):
    """Plan and pull; bytes as they were reported."""
    hub = Hub(fake.url, token)
    counted = []
    found = plan(order, hub, target, update)
    pull(found, hub, counted.append, sleep=lambda seconds: None)
    assert sum(counted) == found.bytes_left, "the bar ends at its end"
    return found


def holds(folder, wanted=WANTED):
    found = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    found.pop(LOCK)
    return found == dict(wanted)


def test_fetches_what_is_wanted_and_writes_down_what_it_was(fake, target) -> None:
    found = run(fake, target)
    assert holds(target)
    assert found.bytes_left == sum(len(data) for data in WANTED.values())
    lock = read_lock(target)
    assert lock.complete
    assert lock.revision == REVISION
    assert {f.path: f.sha256 for f in lock.files} == {
        path: hashlib.sha256(data).hexdigest() for path, data in WANTED.items()
    }
    assert [p.name for p in target.parent.iterdir()] == ["mine"], "nothing is left beside it"
    assert plan(ORDER, Hub(fake.url), target).done


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(0, 700_000), max_size=12), ranges=st.booleans())
def test_cut_connections_go_on_where_they_were(tmp_path_factory, cuts, ranges) -> None:
    """However often and wherever: whole and right, or a clear error with what came kept."""
    target = tmp_path_factory.mktemp("cut") / "mine"
    with serving(Fake({REVISION: dict(FILES)}, cut=list(cuts), ranges=ranges)) as fake:
        for _ in range(1 + len(cuts)):
            try:
                run(fake, target)
                break
            except Interrupted:
                assert not target.exists()
        assert holds(target)
        assert len(fake.requests) <= len(WANTED) + len(cuts), "a cut costs one request"


def test_goes_on_after_the_program_ended(fake, target) -> None:
    fake.cut = [400_000, 0, 0, 0, 0]
    with pytest.raises(Interrupted, match="400000 of 1500000 bytes are here"):
        run(fake, target)
    assert not target.exists(), "half a model is no model"
    fake.requests.clear()
    listings = fake.listings
    found = run(fake, target)
    assert fake.listings == listings, "the lock file says what there is"
    assert found.bytes_left == sum(map(len, WANTED.values())) - 400_000
    assert fake.requests[0][1] == "bytes=400000-"
    assert holds(target)


def test_goes_on_with_the_revision_it_began_with(fake, target) -> None:
    fake.cut = [400_000, 0, 0, 0, 0]
    with pytest.raises(Interrupted):
        run(fake, target)
    fake.head = NEWER
    run(fake, target)
    assert holds(target)
    assert read_lock(target).revision == REVISION


def test_a_torn_partial_file_is_fetched_again(fake, target) -> None:
    fake.cut = [400_000, 0, 0, 0, 0]
    with pytest.raises(Interrupted):
        run(fake, target)
    partial = target.with_name("mine.part") / "model.onnx.partial"
    partial.write_bytes(b"\0" * 400_000)
    run(fake, target)
    assert holds(target)


@pytest.mark.parametrize("path", ["model.onnx", "tokens.txt"])
def test_a_wrong_checksum_never_counts_as_installed(fake, target, path) -> None:
    """sha256 for large files, git's own for small ones."""
    data = FILES[path]
    fake.lies = {path: bytes([data[0] ^ 1]) + data[1:]}
    with pytest.raises(PullError, match=f"{path} arrived with another checksum"):
        run(fake, target)
    assert not target.exists()
    assert not list(target.parent.rglob(f"{path}*")), "what is wrong is not kept"
    fake.lies = {}
    run(fake, target)
    assert holds(target)


def test_more_or_less_than_announced(fake, target) -> None:
    fake.lies = {"model.onnx": BIG + b"more"}
    with pytest.raises(PullError, match=r"more of model\.onnx"):
        run(fake, target)
    fake.lies = {"model.onnx": BIG[:-1]}
    with pytest.raises((Interrupted, HubError)):
        run(fake, target)
    assert not target.exists()


def test_a_known_checksum_beats_what_the_hub_says(fake, target) -> None:
    order = Order("someone/model", ("model.onnx",), sha256={"model.onnx": "0" * 64})
    with pytest.raises(PullError, match="another checksum"):
        run(fake, target, order)
    assert not fake.requests, "not a byte was fetched"
    right = {"model.onnx": hashlib.sha256(BIG).hexdigest()}
    run(fake, target, Order("someone/model", ("model.onnx",), sha256=right))
    assert holds(target, {"model.onnx": BIG})


def test_a_known_revision_is_the_one_that_is_fetched(fake, target) -> None:
    run(fake, target, Order("someone/model", ORDER.patterns, revision=NEWER))
    assert read_lock(target).revision == NEWER
    assert holds(target, WANTED | {"model.onnx": BIG[::-1]})


def test_a_hub_that_names_no_checksums_is_trusted_once(fake, target) -> None:
    fake.sums = False
    found = run(fake, target)
    assert set(found.unchecked) == set(WANTED)
    (target / "model.onnx").write_bytes(BIG[:-1] + b"?")
    fake.lies = {"model.onnx": BIG[:-1] + b"!"}
    with pytest.raises(PullError, match="another checksum"):
        run(fake, target)
    assert (target / "tokens.txt").exists(), "the old one stays in its place"


def test_a_damaged_file_alone_is_fetched_again(fake, target) -> None:
    run(fake, target)
    (target / "model.onnx").write_bytes(b"\0" * len(BIG))
    (target / "notes" / "README.md").unlink()
    fake.requests.clear()
    found = plan(ORDER, Hub(fake.url), target)
    assert not found.done
    run(fake, target)
    assert sorted(path for path, *_ in fake.requests) == ["model.onnx", "notes/README.md"]
    assert holds(target)
    assert [p.name for p in target.parent.iterdir()] == ["mine"]


def test_update_takes_the_newest_and_keeps_what_did_not_change(fake, target) -> None:
    run(fake, target)
    fake.head = NEWER
    assert plan(ORDER, Hub(fake.url), target).done, "never by itself"
    fake.requests.clear()
    run(fake, target, update=True)
    assert [path for path, *_ in fake.requests] == ["model.onnx"]
    assert holds(target, WANTED | {"model.onnx": BIG[::-1]})
    assert read_lock(target).revision == NEWER


def test_an_update_that_fails_leaves_the_old_one(fake, target) -> None:
    run(fake, target)
    fake.head = NEWER
    fake.cut = [1000, 0, 0, 0, 0]
    with pytest.raises(Interrupted):
        run(fake, target, update=True)
    assert holds(target)
    assert read_lock(target).complete


def test_a_crash_between_the_renames_is_mended(fake, target) -> None:
    run(fake, target)
    target.rename(target.with_name("mine.old"))
    assert plan(ORDER, Hub(fake.url), target).done
    assert holds(target)


def test_gated(fake, target) -> None:
    fake.gated = True
    with pytest.raises(NeedsAccess, match="accepted its terms"):
        run(fake, target)
    with pytest.raises(NeedsAccess):
        run(fake, target, token="hf_wrong")
    run(fake, target, token="hf_right")
    assert holds(target)


def test_the_token_stays_with_the_hub(fake, target) -> None:
    """Files come from a content network: another origin, which gets no token."""
    fake.gated = True
    with serving(Fake(fake.files)) as network:
        fake.elsewhere = network.url
        run(fake, target, token="hf_right")
        assert holds(target)
        assert network.requests
        assert {token for *_, token in network.requests} == {""}
        fake.elsewhere = fake.url
        shutil.rmtree(target)
        run(fake, target, token="hf_right")
        assert {token for *_, token in fake.requests} == {"Bearer hf_right"}


def test_no_such_repository(fake, target) -> None:
    with pytest.raises(NotThere):
        run(fake, target, Order("someone/else", ("model.onnx",)))


def test_a_repository_without_the_wanted_file(fake, target) -> None:
    with pytest.raises(PullError, match=r"does not hold model\.int8\.onnx"):
        run(fake, target, Order("someone/model", ("model.int8.onnx", "*.md")))
    assert not target.parent.exists()


def test_no_network(target) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(Interrupted, match="connection failed"):
        plan(ORDER, Hub(address), target)


@pytest.mark.parametrize("path", ["../evil.md", "/etc/evil.md", "notes/../../evil.md"])
def test_files_outside_the_folder_are_refused(fake, target, path) -> None:
    fake.files[REVISION][path] = b"x"
    with pytest.raises(PullError, match="outside its own folder"):
        run(fake, target)


def test_a_full_disk_is_seen_beforehand(fake, target, monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(pulling.shutil, "disk_usage", lambda path: usage(9, 9, 100_000_000))
    with pytest.raises(PullError, match=r"0\.1 GB free"):
        run(fake, target)
    assert not fake.requests


def test_two_at_once(fake, target) -> None:
    hub = Hub(fake.url)
    first = plan(ORDER, hub, target)
    seen = []

    def meanwhile(count):
        if not seen:
            with pytest.raises(PullError, match="Another medvoice"):
                pull(first, hub)
            seen.append(count)

    pull(first, hub, meanwhile)
    assert seen
    assert holds(target)


def test_a_lock_file_of_no_use_is_none(tmp_path) -> None:
    assert read_lock(tmp_path) is None
    (tmp_path / LOCK).write_text("{")
    assert read_lock(tmp_path) is None
    lock = Lock(repository="a/b", revision=REVISION, complete=True, files=())
    (tmp_path / LOCK).write_text(
        lock.model_dump_json().replace(REVISION, "").replace("[]", '[{"path":"../x","size":1}]')
    )
    assert read_lock(tmp_path) is None
    assert LockedFile(path="a/b.md", size=1).sha256 == ""
