from __future__ import annotations

import pytest

from medvoice.sealing.vault import Vault, new_vault, opened, write_vault

SECRET = b"k" * 32


@pytest.fixture
def vault(tmp_path) -> Vault:
    """Of the data folder tmp_path/data, whose lock is a key file."""
    root = tmp_path / "data"
    file = new_vault("file", SECRET, "a vault")
    write_vault(root, file)
    return opened(file, [("file", SECRET)])
