"""A language-model server as a process of its own, to be killed: answers after 0.5 s, with nothing
that a guard would take.

    python -m benchmarks.model_process PORT
"""

from __future__ import annotations

import sys
import time

from tests.chat_server import ChatServer

THINKS_S = 0.5


def says(_: object) -> str:
    time.sleep(THINKS_S)
    return "nothing"


if __name__ == "__main__":
    ChatServer(says, "medgemma-1.5-4b-it", int(sys.argv[1])).serve_forever()
