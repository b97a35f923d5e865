"""The stand-ins for practising: malls and payment agents on this machine, run as a program of their own."""

import os
import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from akinai.core.cli import main
from akinai.core.terminal import as_json, fail

SOURCE = Path(__file__).resolve().parents[3]  # beside the package `akinai`


@main.command(
    "sandbox",
    cls=click.Command,  # needs no database
    help=_("Start the stand-ins of the malls and payment agents on this machine and print their addresses."),
)
@click.option("--ports", default="", help=_("Fixed ports, such as rakuten=9101,yahoo=9102; default: any free ones."))
@as_json
def sandbox(ports: str, as_json: bool) -> None:
    """Until Ctrl-C. Akinai knows nothing of the sandbox: its program takes this one's place."""
    if not (SOURCE / "sandbox" / "__main__.py").is_file():
        fail(_("The stand-ins are in the folder sandbox/ of the source: run this from a checkout."))
    words = [sys.executable, "-m", "sandbox", *(["--json"] if as_json else []), *(["--ports", ports] if ports else [])]
    os.chdir(SOURCE)
    os.execv(sys.executable, words)  # noqa: S606 - no shell; a signal to us reaches it, and none is left behind
