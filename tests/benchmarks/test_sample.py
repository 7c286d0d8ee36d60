"""What is read of /proc."""

import os
import threading
import time

import pytest

from benchmarks.peers.sample import cpu_seconds, peak_bytes, take

TICKS = os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", ["python", "a b", ") R 1 2 (", "(sd-pam)", "1 2 3"])
def test_cpu_time_is_user_and_system_time_whatever_the_name(name) -> None:
    """The name of a program may hold blanks and brackets."""
    before = "R 1 2 3 4 5 6 7 8 9 10"  # state to cmajflt: fields 3 to 13
    assert cpu_seconds(f"42 ({name}) {before} 300 40 9999 9999 20 0\n") == 340 / TICKS


def test_memory_is_the_most_it_ever_was() -> None:
    """Not what it is now."""
    assert peak_bytes("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t  123 kB\nVmRSS:\t  7 kB\n") == 123 * 1024


def test_a_process_that_has_ended_has_no_memory() -> None:
    """The system then says nothing of it."""
    assert peak_bytes("Name:\tx\nState:\tZ (zombie)\n") == 0


def test_all_threads_count() -> None:
    """A thread's work is in the sample of the process, also when the thread has ended."""
    before = take(os.getpid(), 0)
    worker = threading.Thread(target=_work_for, args=(0.2,))
    worker.start()
    worker.join()
    after = take(os.getpid(), 1)
    assert after.cpu_seconds - before.cpu_seconds >= 0.15
    assert after.peak_bytes > 1 << 20


def _work_for(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        sum(range(1000))
