"""A real Cassandra node on a loopback address, for tests, benchmarks and development.

It runs from the server's own jars on Java 17, without Docker: its folder holds the
configuration, the data and the log, and it is stopped by its process id.
"""

import itertools
import os
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools.cassandra.jars import java_17, resolve_jars

QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options that halve what starting costs, and lower what it can reach: for tests."""

_MAIN_CLASS = "org.apache.cassandra.service.CassandraDaemon"
_OPTIONS_FRAME = b"\x04\x00\x00\x00\x05\x00\x00\x00\x00"  # CQL 4, opcode OPTIONS, no body
_SUPPORTED = b"\x84\x00\x00\x00\x06"

# Ends the node when its standard input does: its other end dies with the process that started us.
_WATCHDOG = 'read -r _; kill -9 "$1"'

# What the server's conf/jvm17-server.options opens to it.
_EXPORTS = (
    "java.base/jdk.internal.misc",
    "java.base/java.lang.ref",
    "java.sql/java.sql",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "jdk.unsupported/sun.misc",
)
_OPENS = (
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.module",
    "java.base/java.lang.reflect",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch",
    "java.rmi/sun.rmi.transport.tcp",
    "jdk.management/com.sun.management.internal",
)

OPENINGS = (
    *(f"--add-exports={package}=ALL-UNNAMED" for package in _EXPORTS),
    *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENS),
)
"""Options without which neither the server nor its tools start on Java 17."""

_CONFIG = """\
cluster_name: pricetrail
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
listen_address: {address}
rpc_address: {address}
native_transport_port: {port}
storage_port: {storage_port}
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "{seed}:{storage_port}"
authenticator: AllowAllAuthenticator
authorizer: AllowAllAuthorizer
{commitlog}
auto_snapshot: false
materialized_views_enabled: false
sasi_indexes_enabled: false
concurrent_reads: 8
concurrent_writes: 16
paxos_variant: v2
"""

_SYNC_EVERY_WRITE = "commitlog_sync: batch"
_SYNC_EVERY_SECOND = "commitlog_sync: periodic\ncommitlog_sync_period: 1000ms"

_LOGGING = """\
<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%-5level [%thread] %date{"yyyy-MM-dd HH:mm:ss,SSS", UTC} %msg%n</pattern>
    </encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
"""


_PORTS = range(10_000, 32_000)
_PORTS_OF_A_PROCESS = 40
_tried = itertools.count()


class NodeFailed(RuntimeError):
    """The node did not come up; the message ends with the last lines of its log."""


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nobody listens on, nor will before you do.

    It lies below the ports that systems give to connections and to whoever asks for any, and each
    process looks at a place of its own, so that tests beside one another never get the same.
    """
    place = os.getpid() * _PORTS_OF_A_PROCESS
    ports = (_PORTS[(place + tried) % len(_PORTS)] for tried in _tried)
    return next(port for port in ports if is_free(address, port))


def is_free(address: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


@dataclass
class Node:
    """One node; `start` it, use it at `address`:`port`, `stop` it.

    It ends with the process that started it, however that ends.

    Nodes that name the same `seed` and `storage_port` and have addresses of their own make a
    ring. `sync_every_write` makes an acknowledged write survive `kill`; without it the last
    second's may be lost, as with the server's own default. `jvm_options` come last on Java's
    command line.
    """

    folder: Path
    address: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    storage_port: int = field(default_factory=free_port)
    seed: str = "127.0.0.1"
    heap_mb: int = 512
    sync_every_write: bool = True
    jvm_options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _watchdog: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def log(self) -> Path:
        """Everything the node has said since its folder was made."""
        return self.folder / "system.log"

    def start(self, timeout_s: float = 120) -> None:
        """Start it and return once it answers CQL; raises NodeFailed, and leaves none running."""
        self.folder.mkdir(parents=True, exist_ok=True)
        commitlog = _SYNC_EVERY_WRITE if self.sync_every_write else _SYNC_EVERY_SECOND
        config = _CONFIG.format(**vars(self), commitlog=commitlog)
        (self.folder / "cassandra.yaml").write_text(config)
        (self.folder / "logback.xml").write_text(_LOGGING)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._watchdog = subprocess.Popen(
            ["/bin/sh", "-c", _WATCHDOG, "watchdog", str(self.process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait_until_it_answers(time.monotonic() + timeout_s)
        except BaseException:
            self.kill()
            raise

    def stop(self, timeout_s: float = 20) -> None:
        """End it in good order (it writes out what it has), by force after `timeout_s`."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._forget()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self._forget()

    def answers(self) -> bool:
        """Whether it answers a CQL request now."""
        try:
            with socket.create_connection((self.address, self.port), timeout=2) as connection:
                connection.sendall(_OPTIONS_FRAME)
                return connection.recv(64).startswith(_SUPPORTED)
        except OSError:
            return False

    def _forget(self) -> None:
        """Let go of the ended node, of its watchdog first: the process id may be another's then."""
        if self._watchdog is not None:
            self._watchdog.kill()
            self._watchdog.communicate()
            self._watchdog = None
        if self.process is not None:
            self.process.wait()
            self.process = None

    def _wait_until_it_answers(self, deadline: float) -> None:
        process = self.process
        while process is not None and not self.answers():
            if process.poll() is not None:
                raise NodeFailed(f"Cassandra ended while it started:\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise NodeFailed(f"Cassandra does not answer:\n{self._last_words()}")
            time.sleep(0.05)

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def _command(self) -> list[str]:
        lib = resolve_jars()
        folder = self.folder.resolve()
        agent = next(lib.glob("jamm-*.jar"))
        temporary = folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return [
            java_17(),
            f"-javaagent:{agent}",
            f"-Xms{self.heap_mb}M",
            f"-Xmx{self.heap_mb}M",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.attach.allowAttachSelf=true",
            *OPENINGS,
            f"-Djava.io.tmpdir={temporary}",
            f"-Dlogback.configurationFile={(folder / 'logback.xml').as_uri()}",
            f"-Dcassandra.config={(folder / 'cassandra.yaml').as_uri()}",
            f"-Dcassandra.storagedir={folder}",
            "-Dcassandra-foreground=yes",
            "-Dcassandra.shutdown_announce_in_ms=200",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            *self.jvm_options,
            "-cp",
            f"{lib}/*",
            _MAIN_CLASS,
        ]
