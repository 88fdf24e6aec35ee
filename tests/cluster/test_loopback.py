"""Who could reach a process, read from the kernel; and the port that stays shut."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys

import grpc.aio
import pytest

from medvoice.cluster.loopback import EVERYWHERE, keep_port_shut, open_to_others


@pytest.mark.parametrize(
    ("host", "family", "seen"),
    [
        ("127.0.0.1", socket.AF_INET, False),
        ("127.8.9.1", socket.AF_INET, False),
        ("::1", socket.AF_INET6, False),
        ("::ffff:127.0.0.1", socket.AF_INET6, False),
        ("0.0.0.0", socket.AF_INET, True),
        ("::", socket.AF_INET6, True),
    ],
)
def test_a_listening_socket_is_seen_where_others_reach_it(host, family, seen) -> None:
    before = set(open_to_others())
    with socket.socket(family) as listening:
        listening.bind((host, 0))
        assert set(open_to_others()) == before, "bound is not listening"
        listening.listen()
        port = listening.getsockname()[1]
        found = set(open_to_others()) - before
    assert found == ({f"{host}:{port}"} if seen else set())
    assert set(open_to_others()) == before


def test_another_process_is_looked_at_by_its_own_sockets() -> None:
    script = (
        "import socket; s = socket.socket(); s.bind(('0.0.0.0', 0)); s.listen();"
        "print(s.getsockname()[1], flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        port = int(other.stdout.readline())
        assert open_to_others(other.pid) == [f"0.0.0.0:{port}"]
        assert f"0.0.0.0:{port}" not in open_to_others(os.getpid())
    finally:
        other.kill()
        other.communicate()


def test_the_port_for_calls_between_deployments_is_not_opened_and_others_are(monkeypatch) -> None:
    async def ports() -> tuple[int, int]:
        server = grpc.aio.server()
        kind = type(server)
        monkeypatch.setattr(kind, "add_insecure_port", kind.add_insecure_port)  # put back later
        keep_port_shut()
        keep_port_shut()  # again does no harm
        shut = server.add_insecure_port(EVERYWHERE)
        opened = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        before = open_to_others()
        await server.stop(None)
        assert not [address for address in before if address.startswith("::")]
        return shut, opened

    shut, opened = asyncio.run(ports())
    assert shut == 0
    assert opened > 0
