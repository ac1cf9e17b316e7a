"""The kernels of `npm run bench`: runs notebooks on fresh kernels, one line of answer per line read.

A job is {"cells", "again", "argv"}: the sources to run, one more cell to run again and again, and
what starts the kernel, or null for the project's own. The answer is a KernelRun (kernels.ts).
"""

import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager


def run(client, code):
    """Sends a cell and waits for its reply, and for the end of its output."""
    sent = client.execute(code)
    printed = ""
    while True:
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") != sent:
            continue
        content = message["content"]
        if content.get("name") == "stderr":
            printed += content["text"]
        if content.get("execution_state") == "idle":
            break
    while True:
        reply = client.get_shell_msg(timeout=120)
        if reply["parent_header"].get("msg_id") == sent:
            break
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"a cell failed: {reply['content'].get('evalue')} {printed}")


@contextmanager
def kernel(argv):
    """A new kernel that answers: its process, and a client of it."""
    manager = KernelManager(kernel_name="tslab")
    if argv:
        manager._kernel_spec = KernelSpec(argv=argv, display_name="rival", language="python")
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=120)
        yield psutil.Process(manager.provisioner.process.pid), client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def seconds(client, code):
    begin = time.perf_counter()
    run(client, code)
    return time.perf_counter() - begin


def measure(cells, again, argv):
    begin = time.perf_counter()
    with kernel(argv) as (process, client):
        first, *others = [seconds(client, cell) for cell in cells]
        walkthrough = time.perf_counter() - begin
        family = [process, *process.children(recursive=True)]
        memory = sum(each.memory_info().rss for each in family) / 2**20
        trips = [seconds(client, again) for _ in range(20)]
    with kernel(argv) as (_, client):
        time.sleep(2)
        rested = seconds(client, cells[0])
    return {
        "walkthrough": walkthrough,
        "first": first,
        "rested": rested,
        "fresh": statistics.median(others),
        "longest": max(others),
        "again": statistics.median(trips),
        "memory": memory,
    }


for text in sys.stdin:
    job = json.loads(text)
    try:
        answer = measure(**job)
    except RuntimeError:  # as when another program has taken one of the ports: once more
        answer = measure(**job)
    print(json.dumps(answer), flush=True)
