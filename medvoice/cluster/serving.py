"""Ray and Ray Serve, started and stopped with the one deployment of this program."""

from __future__ import annotations

import logging
from typing import Any

import ray
from ray import serve
from ray.exceptions import RayError

from medvoice.cluster.replica import EncoderReplica
from medvoice.cluster.settings import ClusterServing

APPLICATION = "medvoice"
_STORE = 256 << 20
"""Bytes of Ray's shared memory: a window is 0.1 MB and lives for one call."""
_HEALTH_S = 2.0
_HEALTH_PATIENCE_S = 30.0
_ENDS_S = 10.0
_QUEUED = 256
"""Windows that wait for a replica; more are answered 503, and daemons ask again."""
_REQUEST_S = 60.0


class NotServing(RuntimeError):
    """The cluster did not start; the message says why."""


def start(settings: ClusterServing) -> None:
    """Returns when every replica of the least has its model. Raises NotServing."""
    try:
        _ray(settings)
        _enough(settings)
        serve.start(proxy_location="HeadOnly", http_options=_http(settings), logging_config=_QUIET)
        serve.run(_deployment(settings), name=APPLICATION, route_prefix="/")
    except (RayError, RuntimeError, ValueError, OSError) as error:
        stop(settings)
        raise NotServing(_last(error)) from error


def replicas() -> int:
    """That serve now."""
    found = serve.status().applications.get(APPLICATION)
    if found is None:
        return 0
    states = [one.replica_states for one in found.deployments.values()]
    return sum(count for state in states for name, count in state.items() if name == "RUNNING")


def stop(settings: ClusterServing) -> None:
    """A Ray that was started here ends whole. May be called twice."""
    if not ray.is_initialized():
        return
    if settings.ray:
        serve.delete(APPLICATION)
    ray.shutdown()


_QUIET: dict[str, Any] = {"log_level": "WARNING", "enable_access_log": False}


def _ray(settings: ClusterServing) -> None:
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    logging.getLogger("ray.serve").setLevel(logging.ERROR)
    if settings.ray:
        ray.init(address=settings.ray, namespace=APPLICATION, **quiet)
        return
    ray.init(
        address="local",
        namespace=APPLICATION,
        include_dashboard=False,
        object_store_memory=_STORE,
        **quiet,
    )


def _enough(settings: ClusterServing) -> None:
    """Else Serve waits for ever."""
    there = ray.cluster_resources()
    for name, each in (("CPU", settings.scale.cores), ("GPU", settings.scale.gpus)):
        wanted, found = each * settings.scale.least, there.get(name, 0.0)
        if wanted > found:
            raise NotServing(
                f"{settings.scale.least} replicas want {wanted:g} {name}s, and there are {found:g}"
            )


def _http(settings: ClusterServing) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "request_timeout_s": _REQUEST_S,
        "ssl_certfile": settings.certificate or None,
        "ssl_keyfile": settings.key or None,
    }


def _deployment(settings: ClusterServing) -> Any:
    scale = settings.scale
    if scale.most > scale.least:
        number: dict[str, Any] = {
            "autoscaling_config": {
                "min_replicas": scale.least,
                "max_replicas": scale.most,
                "target_ongoing_requests": scale.busy,
            }
        }
    else:
        number = {"num_replicas": scale.least}
    made = serve.deployment(
        name="encoder",
        max_ongoing_requests=2 * settings.replica.batch,
        max_queued_requests=_QUEUED,
        health_check_period_s=_HEALTH_S,
        health_check_timeout_s=_HEALTH_PATIENCE_S,
        graceful_shutdown_timeout_s=_ENDS_S,
        ray_actor_options={"num_cpus": scale.cores, "num_gpus": scale.gpus},
        logging_config=_QUIET,
        **number,
    )(EncoderReplica)
    return made.bind(settings.replica)


def _last(error: Exception) -> str:
    """The cause stands at the end of a traceback from another process."""
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1].strip()[:300]}" if lines else type(error).__name__
