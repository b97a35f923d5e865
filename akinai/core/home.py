"""AKINAI_HOME: the folder with the embedded database, files, backups and secrets of one shop."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path


def path() -> Path:
    """The home folder, made if missing. Default: `var/` beside the Makefile. Two homes run side by side."""
    chosen = os.environ.get("AKINAI_HOME")
    folder = Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "var"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder.resolve()


def secret(name: str, make: Callable[[], str]) -> str:
    """A secret of this home, made once and kept in a file only the owner can read."""
    file = path() / "secrets" / name
    file.parent.mkdir(exist_ok=True, mode=0o700)
    if not file.exists():
        draft = file.with_name(f".{name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # whole or not at all: of two processes that start at once, one wins
        draft.unlink()
    return file.read_text()
