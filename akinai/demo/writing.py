"""What `--once` leaves: papers, files and mails in a folder, and summary.json."""

import json
import shutil
from pathlib import Path

from django.core.files.storage import default_storage

from akinai.channels.models import NoticeFile
from akinai.core import home
from akinai.demo.figures import Figures
from akinai.fulfillment.models import PrintedPaper

PAPERS = ("batch", "pick_total", "pick_orders", "slips", "handover", "withdrawal")


def write_out(out: Path, figures: Figures, seconds: float) -> Path:
    """Copy everything the day made into `out` and write its summary there."""
    files = {**_inputs(out), **_papers(out), **_notices(out), **_mails(out)}
    files |= {**_made(out, "bank", "bank_*.txt"), **_made(out, "receipts", "receipt_*.pdf")}
    summary = {**figures.plain(), "seconds": round(seconds, 1), "files": files}
    file = out / "summary.json"
    file.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def _copied(out: Path, folder: str, sources: dict[str, Path]) -> dict[str, str]:
    (out / folder).mkdir(parents=True, exist_ok=True)
    for source in sources.values():
        shutil.copyfile(source, out / folder / source.name)
    return {f"{folder}/{name}": f"{folder}/{source.name}" for name, source in sources.items()}


def _inputs(out: Path) -> dict[str, str]:
    """The files the day was fed with, and those of the carrier and the outside warehouse."""
    found = sorted((home.path() / "demo").iterdir())
    outside = {file.name: file for file in found if file.name.startswith(("b2_", "3pl_"))}
    own = [file for file in found if file.name.startswith(("bank_", "receipt_")) or "_shipments" in file.name]
    fed = {file.name: file for file in found if file.name not in outside and file not in own}
    return {**_copied(out, "orders", fed), **_copied(out, "labels", outside)}


def _made(out: Path, folder: str, pattern: str) -> dict[str, str]:
    """What the own shop's day brought: the bank's files, receipts as buyers fetched them."""
    return _copied(out, folder, {file.name: file for file in sorted((home.path() / "demo").glob(pattern))})


def _papers(out: Path) -> dict[str, str]:
    printed = PrintedPaper.objects.filter(kind__in=PAPERS).order_by("id")
    stored = [Path(default_storage.path(paper.file)) for paper in printed]
    return _copied(out, "papers", {file.name: file for file in stored})


def _notices(out: Path) -> dict[str, str]:
    made = [home.path() / "files" / notice.file for notice in NoticeFile.objects.order_by("id")]
    return _copied(out, "notices", {file.name: file for file in made})


def _mails(out: Path) -> dict[str, str]:
    return _copied(out, "mails", {file.name: file for file in sorted((home.path() / "mailbox").glob("*.eml"))})
