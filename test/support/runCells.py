"""Runs cells in the project's kernel: JSON on stdin ({cells, cwd, kernel, timeout}), JSON on stdout (a list of results).

Stock tslab reports an error as text on stderr, never as an `error` message; what was queued behind it would be aborted. So cells are sent one after another, and the first that fails is the last that runs.
"""

import json
import subprocess
import sys
import time
from queue import Empty

from jupyter_client.manager import KernelManager


def run_cell(client, code, timeout):
    outputs = []

    def keep(message):
        before = len(outputs)
        note(message["msg_type"], message["content"])
        for output in outputs[before:]:
            output["at"] = time.time() * 1000

    def note(kind, content):
        if kind == "stream":
            outputs.append({"type": "stream", "name": content["name"], "text": content["text"]})
        elif kind in ("display_data", "execute_result", "update_display_data"):
            shown = {"type": kind, "data": content["data"], "metadata": content.get("metadata", {})}
            outputs.append(shown | {"transient": content.get("transient", {})})
        elif kind == "clear_output":
            outputs.append({"type": kind})
        elif kind == "error":
            outputs.append({"type": "error", "name": content["ename"], "text": "\n".join(content["traceback"])})

    try:
        reply = client.execute_interactive(code, timeout=timeout, output_hook=keep, allow_stdin=False)
    except (TimeoutError, Empty):
        return {"status": "timeout", "outputs": outputs}
    return {"status": reply["content"]["status"], "outputs": outputs}


def main():
    request = json.load(sys.stdin)
    manager = KernelManager(kernel_name=request["kernel"])
    # Not our stdout: Node would make the pipe non-blocking, and a long answer would be cut.
    manager.start_kernel(cwd=request["cwd"], stdout=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    results = []
    try:
        # However short a cell may be, a kernel takes seconds to start.
        client.wait_for_ready(timeout=max(60, request["timeout"]))
        for code in request["cells"]:
            results.append(run_cell(client, code, request["timeout"]))
            if results[-1]["status"] != "ok":
                break
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    json.dump(results, sys.stdout)


main()
