"""Runs one program for exactly as long as the process that started it lives.

Started as a script of its own, never imported by the running server. Its standard input is the
lifeline: the write end is held by the owner alone, so however the owner ends, by a return, a
signal or `kill -9`, the system closes it, and this process then stops the program in good order.
A lifeline works on every system and whichever thread of the owner was the one that started us,
neither of which holds for the parent-death signal of Linux. That one is set as well, between the
program and this process, for the case that this process itself is killed.

    python -I -S keeper.py UID GID CAPABILITY PROGRAM [ARGUMENT …]

UID and GID are the account to drop to, CAPABILITY one that survives the drop; `-` for none.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable

_FAST, _AT_ONCE, _KILL = signal.SIGINT, signal.SIGQUIT, signal.SIGKILL
# How PostgreSQL is stopped: fast (disconnect, checkpoint), at once (recovers at next start), by force.
_STOPPING: tuple[tuple[signal.Signals, float | None], ...] = (
    (_FAST, 25.0),
    (_AT_ONCE, 5.0),
    (_KILL, None),
)

# From linux/prctl.h, linux/securebits.h and linux/capability.h.
_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT = 1, 28, 47
_PR_CAP_AMBIENT_RAISE = 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522


def main(arguments: list[str]) -> int:
    """Run the program until it ends or the lifeline does; return its exit code."""
    uid, gid, capability = (None if word == "-" else int(word) for word in arguments[:3])
    bell = _ring_when_a_child_ends()
    if capability is not None:
        # Without this, dropping root would drop the capability, and access(2) would ignore it.
        _prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)
    program = subprocess.Popen(
        arguments[3:],
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=uid,
        group=gid,
        extra_groups=None if uid is None else [],
        preexec_fn=_last_steps(os.getpid(), capability),  # one thread here, so it is safe
    )
    while program.poll() is None:
        ready, _, _ = select.select([sys.stdin.fileno(), bell], [], [])
        if bell in ready:
            os.read(bell, 512)
        elif not os.read(sys.stdin.fileno(), 512):
            _stop(program)
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


def _ring_when_a_child_ends() -> int:
    """Return a descriptor that becomes readable whenever a child has ended."""
    heard, rung = os.pipe()
    os.set_blocking(rung, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(rung, warn_on_full_buffer=False)
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # The owner decides when it is over; a Ctrl-C for all must not reach the program first.
        signal.signal(ignored, lambda *_: None)
    return heard


def _stop(program: subprocess.Popen[bytes]) -> None:
    for sent, patience in _STOPPING:
        program.send_signal(sent)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(patience)
            return


def _last_steps(keeper: int, capability: int | None) -> Callable[[], None]:
    """Return what the child does between fork and exec, already under the other account."""

    def prepare() -> None:
        if capability is not None:
            _keep_only(capability)
        if sys.platform == "linux":
            _prctl(_PR_SET_PDEATHSIG, _FAST)
            if os.getppid() != keeper:  # it died before we asked to be told
                os._exit(1)

    return prepare


def _keep_only(capability: int) -> None:
    """Give up every capability but one, and carry that one through exec."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)


def _prctl(option: int, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if libc.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
