"""Processor time and peak memory of a stretch of work, and a limit on the former."""

import gc
import resource
import signal
import sys
import time


class CutOff(BaseException):
    """The limit on processor time is reached. Not an Exception, so that no library swallows it."""


def reset_peak():
    gc.collect()
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        return True
    except OSError:
        return False


def peak_mib():
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


class Limit:
    """`with Limit(seconds):` raises CutOff once the process has used so many seconds of processor time."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        def stop(*_):
            raise CutOff

        signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_PROF, 0)
        return False


def cpu_seconds():
    return time.process_time()
