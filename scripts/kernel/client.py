"""Runs cells on a new tslab kernel with Jupyter's own client, for kernel.test.ts.

Reads one JSON list from stdin. Each item is a cell to run, {"code", "interrupt", OPTION, …},
{"cells", "file"}, cells that are sent at once, and a file that is made when the kernel has them all,
or {"ask"}, the type of another message. Prints, for each cell, its reply and its messages, and for
another message all that came of it. With "interrupt", the kernel is interrupted at the cell's first
text, or when a file of that name is there. With "repeat", a cell that fails is sent again, for a
minute at most, and the last answer counts.
"""

import json
import pathlib
import subprocess
import sys
import threading
import time

from jupyter_client.manager import start_new_kernel

TIMEOUT = 60


def start():
    """Another program may take one of the ports that Jupyter has chosen: then once more."""
    for attempt in range(3):
        try:
            return start_new_kernel(kernel_name="tslab", stdout=subprocess.DEVNULL)
        except RuntimeError:
            if attempt == 2:
                raise


def run(manager, client, code, interrupt=False, **options):
    """Sends a cell, waits for its end, and gives back what came of it."""
    messages = []

    def take(message):
        messages.append({"type": message["msg_type"], **message["content"]})
        first = [each["type"] for each in messages].count("stream") == 1
        if interrupt is True and first and message["msg_type"] == "stream":
            manager.interrupt_kernel()

    def interrupt_at(file):
        while not file.exists():
            time.sleep(0.01)
        manager.interrupt_kernel()

    if isinstance(interrupt, str):
        threading.Thread(target=interrupt_at, args=[pathlib.Path(interrupt)], daemon=True).start()

    reply = client.execute_interactive(
        code, output_hook=take, allow_stdin=False, timeout=TIMEOUT, **options
    )
    return {"reply": reply["content"], "messages": messages}


def run_until_ok(manager, client, **cell):
    """Sends a cell again and again, until it succeeds."""
    end = time.monotonic() + TIMEOUT
    while True:
        answer = run(manager, client, **cell)
        if answer["reply"]["status"] == "ok" or time.monotonic() > end:
            return answer
        time.sleep(0.1)


def run_at_once(client, cells, file):
    """Sends some cells in a row, before any of them has its answer."""
    answers = {client.execute(**cell): {"reply": None, "messages": []} for cell in cells}
    states = []
    while states.count("idle") < len(cells):
        message = client.get_iopub_msg(timeout=TIMEOUT)
        answer = answers.get(message["parent_header"].get("msg_id"))
        if answer is None:
            continue
        answer["messages"].append({"type": message["msg_type"], **message["content"]})
        states.append(message["content"].get("execution_state"))
        if states.count("busy") == len(cells):
            pathlib.Path(file).touch()
    for _ in cells:
        reply = client.get_shell_msg(timeout=TIMEOUT)
        answers[reply["parent_header"]["msg_id"]]["reply"] = reply["content"]
    return list(answers.values())


def ask(client, kind):
    """Sends a message that may have no reply; the kernel answers in order, so the next one has."""
    client.shell_channel.send(client.session.msg(kind, {}))
    last = client.kernel_info()
    messages, idle, reply = [], False, None
    while not idle:
        message = client.get_iopub_msg(timeout=TIMEOUT)
        messages.append({"type": message["msg_type"], **message["content"]})
        ours = message["parent_header"]["msg_id"] == last
        idle = ours and message["content"].get("execution_state") == "idle"
    while reply is None or reply["parent_header"]["msg_id"] != last:
        reply = client.get_shell_msg(timeout=TIMEOUT)
        messages.append({"type": reply["msg_type"], **reply["content"]})
    return {"reply": {}, "messages": messages}


manager, client = start()
answers = []
try:
    for item in json.load(sys.stdin):
        if "cells" in item:
            answers += run_at_once(client, **item)
        elif "ask" in item:
            answers.append(ask(client, item["ask"]))
        elif item.pop("repeat", False):
            answers.append(run_until_ok(manager, client, **item))
        else:
            answers.append(run(manager, client, **item))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps(answers))
