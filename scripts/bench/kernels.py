"""The kernels of `npm run bench`: runs notebooks on fresh kernels, one line of answer per line read.

A job is {"cells", "next", "argv"}: the sources to run, one more cell to run again and again, and
what starts the kernel, or null for the project's own. The answer is the seconds from the start of
the kernel to the end of the last cell, the median seconds of the next cell, and the kernel's memory
in MiB after the cells.
"""

import json
import statistics
import subprocess
import sys
import time

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


def measure(cells, next, argv):
    manager = KernelManager(kernel_name="tslab")
    if argv:
        manager._kernel_spec = KernelSpec(argv=argv, display_name="rival", language="python")
    begin = time.perf_counter()
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=120)
        for cell in cells:
            run(client, cell)
        seconds = time.perf_counter() - begin
        process = psutil.Process(manager.provisioner.process.pid)
        family = [process, *process.children(recursive=True)]
        memory = sum(each.memory_info().rss for each in family) / 2**20
        trips = []
        for _ in range(20):
            begin = time.perf_counter()
            run(client, next)
            trips.append(time.perf_counter() - begin)
        return {"start": seconds, "next": statistics.median(trips), "memory": memory}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


for text in sys.stdin:
    job = json.loads(text)
    try:
        answer = measure(**job)
    except RuntimeError:  # as when another program has taken one of the ports: once more
        answer = measure(**job)
    print(json.dumps(answer), flush=True)
