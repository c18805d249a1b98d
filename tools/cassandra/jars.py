"""The server's jars, resolved by Maven once and kept in the checkout's cache folder."""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

_HERE = Path(__file__).parent
_CACHE = _HERE.parents[1] / ".cache" / "cassandra"
_MAVEN_TIMEOUT_S = 600  # a first run downloads 67 MB
_WHAT_TO_DO = (
    "{name} is missing, which a Cassandra node needs: install {package} "
    "(tools/system-deps cassandra does), or name a server in CASSANDRA_CONTACT_POINTS"
)


class ToolMissing(RuntimeError):
    """A program that the node needs is not there; the message names what to install."""


def required_program(name: str, package: str) -> str:
    """The path of a program; raises ToolMissing with the package that brings it."""
    path = shutil.which(name)
    if path is None:
        raise ToolMissing(_WHAT_TO_DO.format(name=name, package=package))
    return path


def java_17() -> str:
    """The path of a Java 17, which is what the server runs on; raises ToolMissing without one."""
    home = os.environ.get("JAVA_HOME")
    candidates = [Path(home) / "bin" / "java"] if home else []
    candidates += [Path(found)] if (found := shutil.which("java")) else []
    candidates += sorted(Path("/usr/lib/jvm").glob("*17*/bin/java"))
    for java in candidates:
        if java.is_file() and _major_version(java) == 17:
            return str(java)
    raise ToolMissing(_WHAT_TO_DO.format(name="Java 17", package="openjdk-17-jre-headless"))


def server_version() -> str:
    """The server's version that the pom names, such as ``5.0.8``."""
    pom = (_HERE / "pom.xml").read_text()
    found = re.search(r"<artifactId>cassandra-all</artifactId>\s*<version>([^<]+)</version>", pom)
    if found is None:
        raise ValueError("tools/cassandra/pom.xml names no version of cassandra-all")
    return found[1]


def resolve_jars() -> Path:
    """The folder that holds the server and all it depends on, complete.

    Processes that ask at the same time wait for one another; a run that was cut short leaves
    nothing that looks complete. Raises ToolMissing, and RuntimeError with Maven's last words.
    """
    folder = _CACHE / server_version()
    lib, part = folder / "lib", folder / "lib.part"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not lib.is_dir():
            shutil.rmtree(part, ignore_errors=True)
            _copy_dependencies(part)
            part.rename(lib)
    return lib


def _major_version(java: Path) -> int | None:
    done = subprocess.run([java, "-version"], check=False, capture_output=True, text=True)
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else None


def _copy_dependencies(target: Path) -> None:
    maven = required_program("mvn", "maven")
    command = [maven, "--quiet", "--batch-mode", "--file", str(_HERE / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={target}"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=_MAVEN_TIMEOUT_S
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-5:])
        raise RuntimeError(f"Maven could not resolve the server:\n{last}")
