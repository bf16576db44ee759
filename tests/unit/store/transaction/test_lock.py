"""The write lock ends with the writer's process, whatever that process has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from clientfile.store.transaction.lock import exclusive_lock

KILLED_WRITER = """
import os, signal, sys, time
from pathlib import Path
from clientfile.store.transaction.lock import exclusive_lock
with exclusive_lock(Path(sys.argv[1])):
    worker = os.fork()
    if worker == 0:
        os.close(1)
        time.sleep(60)
        os._exit(0)
    os.write(1, str(worker).encode())
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_forked_by_a_killed_writer_has_no_lock(tmp_path: Path):
    command = [sys.executable, "-c", KILLED_WRITER, str(tmp_path)]
    worker = int(subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout)
    try:
        # The worker closes the lock as the first thing that it does, which may take an instant.
        with exclusive_lock(tmp_path, patience=5):
            os.kill(worker, 0)
    finally:
        os.kill(worker, signal.SIGKILL)
