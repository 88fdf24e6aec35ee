"""Configuration: the sections, and where their values come from."""

from medvoice.config.loading import (
    ENVIRONMENT_PREFIX,
    FILE_VARIABLE,
    ConfigError,
    Configuration,
    Key,
    default_file,
    keys,
    load,
)
from medvoice.config.sections import (
    EncryptionSettings,
    KeySettings,
    RecogniserSettings,
    ServerSettings,
    Settings,
    WrittenSettings,
)

__all__ = [
    "ENVIRONMENT_PREFIX",
    "FILE_VARIABLE",
    "ConfigError",
    "Configuration",
    "EncryptionSettings",
    "Key",
    "KeySettings",
    "RecogniserSettings",
    "ServerSettings",
    "Settings",
    "WrittenSettings",
    "default_file",
    "keys",
    "load",
]
