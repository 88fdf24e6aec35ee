"""medvoice encryption: the vault of the data folder, its locks, and encrypting what was kept."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, CommandError
from medvoice.faces.cli.options import storage_option
from medvoice.faces.unlocking import (
    into_keyring,
    make_key_file,
    new_passphrase,
    read_key_file,
)
from medvoice.sealing.erasing import medium_of
from medvoice.sealing.errors import SealError
from medvoice.sealing.locks import Kind
from medvoice.sealing.vault import FILE, Vault, new_vault, new_vault_id, read_vault, write_vault
from medvoice.session.encrypting import NotEncryptedError, encrypt, plain_files
from medvoice.session.folder import FolderBusyError, all_folders

HELP = "encryption of kept dictations: init, lock (passphrase, file, keyring), remove, convert"
KINDS: tuple[Kind, ...] = ("passphrase", "file", "keyring")
KEEP = (
    "Keep a copy of {path} elsewhere, and remember the passphrase or keep the key file: without "
    "both nobody can read the dictations, not even you."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=("status", "init", "lock", "remove", "convert"),
        default="status",
        help="init: begin; lock: add a way to open it, or change the passphrase; remove: one of "
        "them; convert: encrypt dictations that were kept before",
    )
    parser.add_argument(
        "names", nargs="*", metavar="KIND|NAME", help=f"{', '.join(KINDS)}; dictations to convert"
    )
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    match arguments.what:
        case "init":
            return _init(context, _kind(arguments.names))
        case "lock":
            return _lock(context, _kind(arguments.names))
        case "remove":
            return _remove(context, _kind(arguments.names))
        case "convert":
            return _convert(context, tuple(arguments.names))
        case _:
            return _status(context)


def _kind(names: list[str]) -> Kind:
    for kind in KINDS:
        if names == [kind]:
            return kind
    raise CommandError(f"Say which kind of lock: {', '.join(KINDS)}.")


def _status(context: Context) -> int:
    root = context.settings.storage.folder
    file = read_vault(root)
    folders = all_folders(root)
    sealed = sum(folder.log.sealed for folder in folders)
    if file is None:
        context.print(f"{root}: no vault; new dictations are not encrypted.")
    else:
        context.print(f"{root}: new dictations are encrypted. Locks: {', '.join(file.kinds)}.")
    context.print(f"Kept dictations: {sealed} encrypted, {len(folders) - sealed} not.")
    if root.exists():
        context.note(medium_of(root).said)
    return 0


def _init(context: Context, kind: Kind) -> int:
    root = context.settings.storage.folder
    if read_vault(root) is not None:
        raise CommandError(f"{root} has a vault already.", advice="medvoice encryption status")
    context.vault()  # not where a vault was lost
    name = new_vault_id()
    write_vault(root, new_vault(kind, _secret(context, kind, name), name))
    context.print(f"Dictations begun from now on in {root} are encrypted.")
    context.note(KEEP.format(path=root / FILE))
    if all_folders(root):
        context.note("Those kept before are not: medvoice encryption convert.")
    return 0


def _lock(context: Context, kind: Kind) -> int:
    vault = _vault(context)
    file = vault.with_lock(kind, _secret(context, kind, vault.file.id))
    write_vault(context.settings.storage.folder, file)
    context.print(f"Locks: {', '.join(file.kinds)}. No dictation was written anew.")
    return 0


def _remove(context: Context, kind: Kind) -> int:
    vault = _vault(context)
    kept = tuple(lock for lock in vault.file.locks if lock.kind != kind)
    if len(kept) == len(vault.file.locks):
        raise CommandError(f"There is no lock of the kind {kind}.")
    if not kept:
        raise CommandError("This is the last lock: without it nothing could be read again.")
    write_vault(context.settings.storage.folder, vault.file.model_copy(update={"locks": kept}))
    context.print(f"Locks: {', '.join(lock.kind for lock in kept)}.")
    return 0


def _convert(context: Context, names: tuple[str, ...]) -> int:
    root, vault = context.settings.storage.folder, _vault(context)
    folders = [one for one in all_folders(root, vault) if not names or one.name in names]
    unknown = set(names) - {folder.name for folder in folders}
    if unknown:
        raise CommandError(f"No dictation is called {', '.join(sorted(unknown))}.")
    left = done = 0
    for folder in folders:
        try:
            if plain_files(folder) and encrypt(folder, vault):
                done += 1
                context.print(f"Encrypted: {folder.name}")
        except (NotEncryptedError, FolderBusyError, ValueError, OSError) as error:
            left += 1
            context.warn(f"{folder.name}: {error}")
    context.print(f"{done} dictations were encrypted, {left} were not.")
    if done:
        context.note(medium_of(root).said)
    return FAILED if left else 0


def _vault(context: Context) -> Vault:
    vault = context.vault()
    if vault is None:
        raise CommandError("There is no vault here.", advice="medvoice encryption init KIND")
    return vault


def _secret(context: Context, kind: Kind, vault: str) -> bytes:
    """A new one. Raises SealError, CommandError, OSError."""
    settings = context.settings.encryption
    match kind:
        case "file":
            if not settings.key_file:
                raise CommandError("Say where: --set encryption.key_file=FILE.")
            path = Path(settings.key_file).expanduser()
            if path.exists():
                return read_key_file(path)
            context.note(f"A new key file: {path}")
            return make_key_file(path)
        case "keyring":
            return into_keyring(vault)
        case _:
            if not settings.passphrase_env and not sys.stdin.isatty():
                raise SealError(
                    "Nobody can be asked for a passphrase here: set encryption.passphrase_env."
                )
            return new_passphrase(settings, os.environ, getpass.getpass)
