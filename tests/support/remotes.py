"""Remotes that are real: bare repositories on the disk, behind git's daemon, http, or a proxy that
cuts, slows down or says nothing; all of them on the loopback.
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOOPBACK = "127.0.0.1"
_BLOCK = 1 << 16
_GIT_ENV = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


def git(directory: Path, *words: str) -> str:
    """Run git in a directory and return what it prints."""
    return subprocess.run(
        ["git", *words], cwd=directory, capture_output=True, text=True, check=True
    ).stdout


def make_bare(path: Path, branch: str = "main") -> Path:
    """An empty bare repository."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", branch, str(path)], check=True)
    git(path, "config", "http.receivepack", "true")
    return path


def add_hook(bare: Path, name: str, script: str) -> None:
    """A hook of a remote, such as the pre-receive of a protected branch."""
    hook = bare / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)


def commit_file(clone: Path, name: str, text: str) -> str:
    """Commit a file in a clone by hand. Returns the commit's id."""
    (clone / name).parent.mkdir(parents=True, exist_ok=True)
    (clone / name).write_text(text)
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", f"{name} by hand")
    return git(clone, "rev-parse", "HEAD").strip()


def clone_of(source: Path | str, path: Path, name: str = "Karim") -> Path:
    """A clone by git, of somebody called `name`."""
    subprocess.run(["git", "clone", "-q", str(source), str(path)], check=True, capture_output=True)
    git(path, "config", "user.name", name)
    git(path, "config", "user.email", f"{name.lower()}@example.com")
    return path


def ssh_that_is_local(directory: Path, script: str = 'shift $(($# - 1)); exec sh -c "$1"') -> str:
    """A command for GIT_SSH_COMMAND that runs what it is asked for on this machine."""
    program = directory / "fake-ssh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def git_daemon(base: Path) -> Iterator[int]:
    """git's daemon for the repositories below `base`; yields its port."""
    port = free_port()
    words = ("--export-all", "--reuseaddr", "--enable=receive-pack", f"--base-path={base}")
    running = subprocess.Popen(
        ["git", "daemon", f"--listen={LOOPBACK}", f"--port={port}", *words, str(base)],
        stderr=subprocess.DEVNULL,
        # The daemon is a child of `git`: both are ended by their group.
        start_new_session=True,
    )
    try:
        _await_port(port)
        yield port
    finally:
        os.killpg(running.pid, 15)
        running.wait()


def _await_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
            return
        time.sleep(0.01)
    raise AssertionError(f"nobody listens on {port}")


@contextmanager
def http_server(base: Path, password: str = "") -> Iterator[int]:
    """git's http backend for the repositories below `base`, for whoever has the password; yields
    its port.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_words: object) -> None:
            """Nothing is logged."""

        def do_GET(self) -> None:
            self._serve(b"")

        def do_POST(self) -> None:
            if self.headers.get("Transfer-Encoding") == "chunked":
                self._serve(b"".join(iter(self._read_chunk, b"")))
            else:
                self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _read_chunk(self) -> bytes:
            size = int(self.rfile.readline(), 16)
            chunk = self.rfile.read(size)
            self.rfile.readline()
            return chunk

        def _serve(self, body: bytes) -> None:
            expected = "Basic " + base64.b64encode(f"claire:{password}".encode()).decode()
            if password and self.headers.get("Authorization") != expected:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="clients"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            head, _blank, content = _run_backend(base, self, body).partition(b"\r\n\r\n")
            fields = [line.partition(": ") for line in head.decode().split("\r\n")]
            status = next((value for name, _, value in fields if name == "Status"), "200 OK")
            self.send_response(int(status.split()[0]))
            for name, _, value in fields:
                if name != "Status":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _run_backend(base: Path, request: BaseHTTPRequestHandler, body: bytes) -> bytes:
    path, _, query = request.path.partition("?")
    env = {name: value for name, value in os.environ.items() if name not in _GIT_ENV} | {
        "GIT_PROJECT_ROOT": str(base),
        "GIT_HTTP_EXPORT_ALL": "1",
        "REQUEST_METHOD": request.command,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
        "REMOTE_USER": "claire",
        "REMOTE_ADDR": LOOPBACK,
    }
    done = subprocess.run(
        ["git", "http-backend"], input=body, env=env, capture_output=True, check=False
    )
    return done.stdout


@dataclass
class Proxy:
    """A proxy before a port, which cuts every connection after `limit` bytes of both directions
    together, waits `pause` seconds before each block, and hands nothing on while it is `mute`.

    `count` is the number of bytes handed on by the last connection.
    """

    target: int
    limit: int | None = None
    pause: float = 0.0
    mute: bool = False
    count: int = 0
    on_connection: Callable[[], None] = lambda: None
    _listener: socket.socket = field(default_factory=socket.socket)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ends: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port on which the proxy listens."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Proxy:
        """Listen."""
        self._listener.bind((LOOPBACK, 0))
        self._listener.listen()
        self._start(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        """Listen no more, and close what is open."""
        _shut(self._listener, *self._ends)
        for thread in self._threads:
            thread.join(5)
        for end in (self._listener, *self._ends):
            end.close()

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.on_connection()
            server = socket.create_connection((LOOPBACK, self.target))
            self._ends += (client, server)
            self.count = 0
            for source, sink in ((client, server), (server, client)):
                self._start(self._hand_on, source, sink)

    def _hand_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                time.sleep(self.pause)
                if self.mute:
                    continue
                with self._lock:
                    allowed = len(block)
                    if self.limit is not None:
                        allowed = min(allowed, max(0, self.limit - self.count))
                    self.count += allowed
                sink.sendall(block[:allowed])
                if allowed < len(block):
                    break
            else:
                sink.shutdown(socket.SHUT_WR)
                return
        _shut(source, sink)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
