"""The Wyoming protocol (Home Assistant's) on a port of its own, on loopback alone: it knows neither
tokens nor TLS."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter
from wyoming.info import AsrModel, AsrProgram, Attribution, Info

from medvoice import __version__
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part
from medvoice.faces.server.transcribing import Transcriber
from medvoice.faces.server.wyoming_events import LINE
from medvoice.faces.server.wyoming_peer import WyomingPeer

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PEERS = 8
"""Connections at once."""


def part(daemon: Daemon) -> Part:
    port = daemon.settings.server.wyoming_port
    if not port:
        return Part(APIRouter())
    return Part(APIRouter(), lambda: listening(daemon, port))


@asynccontextmanager
async def listening(daemon: Daemon, port: int) -> AsyncIterator[None]:
    """Raises OSError where the port is taken."""
    transcriber = Transcriber(daemon, at_once=PEERS, waiting=0)
    info = info_of(daemon)
    peers: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        peers.add(task)
        try:
            if len(peers) <= PEERS:
                engine = daemon.ears.engine_behind
                await WyomingPeer(reader, writer, info, transcriber, engine).serve()
        finally:
            peers.discard(task)
            writer.close()

    async with transcriber.running():
        server = await asyncio.start_server(accept, HOST, port, limit=LINE)
        log.info("listening for Wyoming", extra={"port": port})
        try:
            yield
        finally:
            server.close()
            for task in list(peers):
                task.cancel()
            if peers:
                await asyncio.wait(peers)


def info_of(daemon: Daemon) -> Info:
    """What "describe" is answered with."""
    model = daemon.ears.model
    recogniser = daemon.ears.recogniser
    made_by = Attribution("medvoice", "")
    return Info(
        asr=[
            AsrProgram(
                name="medvoice",
                attribution=made_by,
                installed=True,
                description="Radiology dictation, on this machine alone",
                version=__version__,
                models=[
                    AsrModel(
                        name=model.name,
                        attribution=made_by,
                        installed=True,
                        description=recogniser.name,
                        version=None,
                        languages=["en"],
                    )
                ],
                supports_transcript_streaming=True,
                requires_external_vad=False,
            )
        ]
    )
