"""Opens an address in the installed Firefox, without a window, and evaluates JavaScript there.

Playwright drives a Firefox of its own only. Each line of stdin is a JSON text: an expression whose
value is a promise of a text. Each line of stdout is that text in JSON, or {"error"}. It ends, and
Firefox with it, when stdin does. The commands are those of W3C's WebDriver BiDi.
"""

import json
import subprocess
import sys
import tempfile
import threading

from websocket import create_connection

READY = "WebDriver BiDi listening on "


def main(firefox, url):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        args = ["--headless", "--remote-debugging-port=0", "--profile", profile]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen([firefox, *args], **silent) as browser:
            try:
                said = next(line for line in browser.stderr if READY in line)
                threading.Thread(target=browser.stderr.read, daemon=True).start()
                drive(said.split(READY)[1].strip(), url)
            finally:
                browser.kill()


def drive(address, url):
    socket = create_connection(f"{address}/session", suppress_origin=True)

    def command(method, **params):
        socket.send(json.dumps({"id": 1, "method": method, "params": params}))
        answer = {}
        while "id" not in answer:  # the others are events
            answer = json.loads(socket.recv())
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    command("session.new", capabilities={})
    # A new tab has the focus, for which JupyterLab asks.
    context = command("browsingContext.create", type="tab")["context"]
    command("browsingContext.navigate", context=context, url=url, wait="complete")

    def evaluate(expression):
        how = {"target": {"context": context}, "awaitPromise": True}
        try:
            answer = command("script.evaluate", expression=expression, **how)
        except RuntimeError as error:  # as when the page goes to another address
            return {"error": str(error)}
        if answer["type"] == "exception":
            return {"error": answer["exceptionDetails"]["text"]}
        return answer["result"]["value"]

    for line in sys.stdin:
        print(json.dumps(evaluate(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
