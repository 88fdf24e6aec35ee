"""What a command costs before it does anything."""

import subprocess
import sys

HEAVY = ("torch", "transformers", "fastapi", "uvicorn", "faster_whisper", "librosa")


def loaded(code: str) -> list[str]:
    """All modules of a program of its own, after this."""
    code = f"import sys\nfrom medvoice.faces.cli.main import *\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.split()


def test_commands_are_told_apart_without_heavy_libraries() -> None:
    """They take seconds; `medvoice templates` and the like need none of them."""
    modules = loaded("parser()")
    assert "medvoice.faces.cli.serve" in modules
    assert set(modules).isdisjoint(HEAVY)


def test_a_command_does_not_wait_for_the_others() -> None:
    ours = "medvoice.faces.cli."
    modules = loaded("main(['config'])")
    assert f"{ours}config_command" in modules
    assert not {f"{ours}{other}" for other in ("serve", "ask", "explaining")} & set(modules)
