"""Drives one kernel with jupyter_client: JSON lines on stdin say what to do, JSON lines on stdout tell every message that comes.

{"spec": {...}, "cwd": "..."} first, then {"do": "send" | "forge" | "repeat" | "interrupt" | "restart" | "shutdown", ...}.
"""

import json
import sys
import threading

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

lock = threading.Lock()


def tell(**what):
    with lock:
        sys.stdout.write(json.dumps(what, default=str) + "\n")
        sys.stdout.flush()


first = json.loads(sys.stdin.readline())
manager = KernelManager()
manager._kernel_spec = KernelSpec(**first["spec"])
# The kernel gets no stdout of ours: Node would make it non-blocking.
log = open(first["log"], "ab")
manager.start_kernel(cwd=first["cwd"], stdout=log, stderr=log)


def connect():
    client = manager.client()
    client.start_channels(hb=False)
    client.wait_for_ready(timeout=60)
    tell(kind="ready", pid=manager.provisioner.process.pid, ports=[getattr(client, f"{c}_port") for c in ("shell", "iopub", "stdin", "control", "hb")])
    return client


client = connect()
wake_in, wake_out = zmq.Context.instance().socket(zmq.PAIR), zmq.Context.instance().socket(zmq.PAIR)
wake_in.bind("inproc://wake")
wake_out.connect("inproc://wake")
orders = []


def read():
    for line in sys.stdin:
        orders.append(json.loads(line))
        wake_out.send(b"")
    orders.append({"do": "end"})
    wake_out.send(b"")


threading.Thread(target=read, daemon=True).start()


def obey(order):
    global client
    what = order["do"]
    session = client.session
    if what == "send":
        channel = getattr(client, f"{order.get('channel', 'shell')}_channel")
        message = session.msg(order["type"], order["content"])
        message["header"]["msg_id"] = order["id"]
        message["msg_id"] = order["id"]
        channel.send(message)
    elif what in ("forge", "repeat"):
        message = session.msg(order["type"], order["content"])
        frames = session.serialize(message)
        if what == "forge":
            frames[1] = b"0" * len(frames[1])
        for _ in range(order.get("times", 1)):
            client.shell_channel.socket.send_multipart(frames)
    elif what == "interrupt":
        manager.interrupt_kernel()
    elif what == "restart":
        client.stop_channels()
        manager.restart_kernel()
        client = connect()
    elif what in ("shutdown", "end"):
        client.stop_channels()
        manager.shutdown_kernel(now=what == "end")
        tell(kind="ended")
        return False
    return True


going = True
while going:
    poller = zmq.Poller()
    poller.register(wake_in, zmq.POLLIN)
    channels = {c: getattr(client, f"{c}_channel") for c in ("shell", "iopub", "control", "stdin")}
    for channel in channels.values():
        poller.register(channel.socket, zmq.POLLIN)
    ready = dict(poller.poll(1000))
    for name, channel in channels.items():
        if channel.socket in ready:
            while channel.msg_ready():
                m = channel.get_msg(timeout=1)
                tell(kind="message", channel=name, type=m["msg_type"], parent=m["parent_header"].get("msg_id"), content=m["content"], metadata=m["metadata"])
    if wake_in in ready:
        wake_in.recv()
        going = obey(orders.pop(0))
