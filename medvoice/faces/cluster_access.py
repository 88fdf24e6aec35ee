"""Where the configured cluster is, and what is shown to it."""

from __future__ import annotations

import os

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.config import ConfigError
from medvoice.config.cluster_section import ClusterSettings
from medvoice.faces.server.safety.token_file import TokenError, read_token


def access_of(settings: ClusterSettings) -> ClusterAccess | None:
    """None where no cluster is configured. Raises ConfigError."""
    if not settings.url:
        return None
    try:
        token = cluster_token(settings)
    except TokenError as error:
        raise ConfigError(str(error)) from None
    return ClusterAccess(
        settings.url,
        token,
        settings.ca_file,
        settings.timeout_s,
        settings.patience_s,
        settings.at_once,
    )


def cluster_token(settings: ClusterSettings) -> str:
    """ "" where there is none. Raises TokenError."""
    return read_token(settings.token_env, settings.token_file, os.environ, "cluster")
