"""`python offline_program.py COMMANDS` runs a JSON list of `rag` command lines in one process without network.

On Linux on x86-64 the kernel refuses sockets to compiled libraries too: opening one for IPv4 ends the process.
The program prints, as JSON, the exit codes and the network calls that Python code tried, also in forked processes.
"""

from __future__ import annotations

import ctypes
import io
import json
import platform
import struct
import sys
import tempfile
import time
from typing import Any

SAYS_SOMETHING = {
    f"socket.{call}" for call in "connect getaddrinfo gethostbyaddr gethostbyname getnameinfo sendmsg sendto".split()
}
SAYS_SOMETHING |= {"urllib.Request", "ftplib.connect", "http.client.connect", "smtplib.connect", "webbrowser.open"}
tried = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - a list would not be shared with what is forked


def refuse(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: records a network call and raises."""
    is_local = event == "socket.connect" and not isinstance(args[1], tuple)
    if event in SAYS_SOMETHING and not is_local:
        tried.write(f"{event} {args!r}\n".encode())
        raise PermissionError("no network here")


def refuse_in_the_kernel() -> bool:
    """A seccomp filter: `socket(AF_INET…)` kills; `socket(AF_INET6…)` gives EPERM, as urllib3 probes for IPv6."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return False
    load, equal, end = 0x20, 0x15, 0x06
    program = [
        (load, 0, 0, 4), (equal, 1, 0, 0xC000003E), (end, 0, 0, 0x7FFF0000),  # other architectures: allow
        (load, 0, 0, 0), (equal, 1, 0, 41), (end, 0, 0, 0x7FFF0000),  # not socket()
        (load, 0, 0, 16), (equal, 0, 1, 2), (end, 0, 0, 0x80000000),  # AF_INET: kill
        (equal, 0, 1, 10), (end, 0, 0, 0x00050001), (end, 0, 0, 0x7FFF0000),  # AF_INET6: EPERM; the rest: allow
    ]  # fmt: skip
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    libc = ctypes.CDLL(None, use_errno=True)
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    return libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, head, 0, 0) == 0


def main(commands: list[list[str]]) -> None:
    held = refuse_in_the_kernel()
    sys.addaudithook(refuse)
    from rag.cli.app import main as rag

    out, sys.stdout = sys.stdout, io.StringIO()
    codes = []
    for arguments in commands:
        sys.stdin = io.StringIO("When did the mine close?\n/why\nWho owns it?\n")
        codes.append(rag(arguments))
    time.sleep(0.5)  # time for threads that send in the background
    tried.seek(0)
    out.write(
        json.dumps(
            {
                "codes": codes,
                "tried": tried.read().decode().splitlines(),
                "kernel": held,
                "shown": sys.stdout.getvalue(),
            }
        )
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
