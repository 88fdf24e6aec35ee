"""medvoice cluster: the recogniser's encoder for other machines' daemons, behind Ray Serve."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import signal
import threading
from pathlib import Path

from medvoice.cluster.loopback import LOOPBACK_ALONE
from medvoice.cluster.settings import PATIENT, ClusterServing, ReplicaSettings, Scale
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.options import recogniser_options, setting
from medvoice.faces.cluster_access import cluster_token
from medvoice.faces.compose import model_of
from medvoice.faces.server.safety.binding import UnsafeAddress, check_binding
from medvoice.faces.server.safety.token_file import TokenError
from medvoice.models.store import obtained

HELP = "compute for other machines' daemons: the recogniser behind Ray Serve"


def arguments(parser: argparse.ArgumentParser) -> None:
    setting(parser, "--host", key="cluster.host", metavar="ADDRESS", help="address to listen on")
    setting(parser, "--port", key="cluster.port", metavar="N", help="port")
    setting(parser, "--replicas", key="cluster.replicas", metavar="N", help="copies of the model")
    recogniser_options(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    if importlib.util.find_spec("ray") is None:
        raise CommandError(
            "medvoice cluster needs Ray Serve, which is not installed.",
            advice="pip install 'medvoice[cluster]'",
        )
    serving = _serving(context)
    if not serving.ray:
        os.environ.update({**PATIENT, **LOOPBACK_ALONE})
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Late: ray reads the environment when it is imported.
    from medvoice.cluster.serving import NotServing, start, stop

    if serving.ray:
        context.warn(
            "Ray's own ports on that cluster are as its owner opened them. Whoever reaches them "
            "runs code there: keep them in a network of their own (docs/cluster.md)."
        )
    context.note("Starting Ray Serve (half a minute)")
    ends = threading.Event()
    try:
        start(serving)
        for kind in (signal.SIGINT, signal.SIGTERM):  # after Ray, which sets its own
            signal.signal(kind, lambda *_: ends.set())
        scheme = "https" if serving.certificate else "http"
        context.note(
            f"Listening on {scheme}://{serving.host}:{serving.port}, "
            f"{serving.scale.least} replicas of {serving.replica.folder.name}"
        )
        ends.wait()
    except NotServing as error:
        raise CommandError(f"The cluster did not start: {error}.") from error
    except KeyboardInterrupt:
        pass
    finally:
        stop(serving)
    context.note("Stopped.")
    return 0


def _serving(context: Context) -> ClusterServing:
    """Raises CommandError, ModelMissing."""
    settings = context.settings
    cluster, recogniser = settings.cluster, settings.recogniser
    try:
        token = cluster_token(cluster)
        check_binding(
            cluster.host, token, cluster.tls_certificate, cluster.tls_key, section="cluster"
        )
    except (TokenError, UnsafeAddress) as error:
        raise CommandError(f"{error}.", "The cluster was not started.", status=USAGE) from None
    model = model_of(settings)
    if model.whisper:
        raise CommandError(
            "A cluster computes for MedASR and the bundled model, not for Whisper.",
            advice="--recogniser medasr",
            status=USAGE,
        )
    replica = ReplicaSettings(
        obtained(model, on_fetch=lambda source: context.note(f"Fetching {source}, once")).resolve(),
        recogniser.device,
        recogniser.dtype,
        recogniser.threads or max(1, int(cluster.cores)),
        cluster.batch,
        cluster.batch_wait_ms,
        hashlib.sha256(token.encode()).hexdigest() if token else "",
        loopback=not cluster.ray and cluster.host in ("127.0.0.1", "::1", "localhost"),
    )
    return ClusterServing(
        replica,
        Scale(
            cluster.replicas,
            max(cluster.most_replicas, cluster.replicas),
            cluster.cores,
            cluster.gpus,
            cluster.busy,
        ),
        cluster.host,
        cluster.port,
        _absolute(cluster.tls_certificate),
        _absolute(cluster.tls_key),
        cluster.ray,
    )


def _absolute(file: str) -> str:
    return str(Path(file).expanduser().resolve()) if file else ""
