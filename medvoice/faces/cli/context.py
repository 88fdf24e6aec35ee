"""Context: what every command is given."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass

from rich.console import Console

from medvoice.config import Configuration, Settings
from medvoice.faces.unlocking import open_vault
from medvoice.sealing.vault import Vault


@dataclass(frozen=True, slots=True)
class Context:
    """configuration: read once, by main. out: standard output. err: standard error, for progress,
    warnings and errors, so that standard output holds the result alone."""

    configuration: Configuration
    out: Console
    err: Console

    @property
    def settings(self) -> Settings:
        return self.configuration.settings

    def vault(self, *, begins: bool = False) -> Vault | None:
        """Of the data folder, opened: the passphrase is asked for where there is a terminal.
        begins: new dictations may begin with it. Raises SealError, LockedError, OSError."""
        ask = getpass.getpass if sys.stdin is not None and sys.stdin.isatty() else None
        root, how = self.settings.storage.folder, self.settings.encryption
        return open_vault(root, how, os.environ, ask, begins=begins)

    def print(self, text: str) -> None:
        """A line on standard output as it is: not wrapped, no markup read. Flushed, because it may
        go into a pipe that somebody watches. Raises BrokenPipeError."""
        self.write(text + "\n")

    def write(self, text: str) -> None:
        """A part of the result on standard output, as it is. Raises BrokenPipeError."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def warn(self, text: str) -> None:
        """A line on standard error."""
        self.err.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)

    def note(self, text: str) -> None:
        """A quiet line on standard error."""
        self.err.print(text, style="dim", markup=False, highlight=False, soft_wrap=True)

    def fault(self, text: str) -> None:
        """A line on standard error about what went wrong, where the command goes on."""
        self.err.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
