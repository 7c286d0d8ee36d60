"""A run is watched and measured; the contenders here are small programs of Python."""

import os
import sys
from dataclasses import replace
from itertools import count, repeat

import pytest

from benchmarks.peers.measure import ContenderError, Limits, Running, figures
from benchmarks.peers.sample import Sample

PATIENT = Limits(startup=60, running=60)
FIRST = Sample(at=12.0, count=1, cpu_seconds=1.0, peak_bytes=2 << 20)
MIDDLE = Sample(at=14.0, count=501, cpu_seconds=2.0, peak_bytes=9 << 20)
LAST = Sample(at=22.0, count=961, cpu_seconds=2.5, peak_bytes=3 << 20)
TAIL = Sample(at=99.0, count=1000, cpu_seconds=50.0, peak_bytes=4 << 20)

WORKING = """
import time
for number in (1, 5, 10):
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    print("hello")
    print(number)
"""


@pytest.fixture
def running(tmp_path):
    """Starts programs; all have ended afterwards."""
    core, started = min(os.sched_getaffinity(0)), []

    def start(program: str) -> Running:
        command = [sys.executable, "-u", "-c", program]
        started.append(Running(command, os.environ, core, tmp_path / "log"))
        return started[-1]

    yield start
    for each in started:
        each.end()
        assert each.process.returncode is not None


def test_the_clock_runs_from_the_first_report_to_the_last_in_full_flow() -> None:
    """Start-up stands apart, and waiting at the topic's end counts for nobody."""
    got = figures(10.0, [FIRST, MIDDLE, LAST, TAIL], 1000)
    assert got.records == 960
    assert got.records_per_second == pytest.approx(96.0)
    assert got.cpu_us == pytest.approx(1.5 / 960 * 1e6)
    assert got.cpu_us_later == pytest.approx(0.5 / 460 * 1e6)
    assert got.busy == pytest.approx(0.15)
    assert got.peak_mib == 9
    assert (got.startup_seconds, got.startup_cpu_seconds) == (2.0, 1.0)


@pytest.mark.parametrize("samples", [[FIRST], [FIRST, TAIL], [FIRST, replace(FIRST, at=20.0)]])
def test_one_report_is_no_measurement(samples) -> None:
    """There is nothing between."""
    with pytest.raises(ContenderError, match="one report"):
        figures(10.0, samples, 1000)


def test_reports_become_samples(running) -> None:
    """Each with the CPU time and memory at that moment; what else is printed is passed over."""
    contender = running(WORKING)
    samples = contender.watch(contender.printed(), 10, PATIENT)
    assert [each.count for each in samples] == [1, 5, 10]
    cpu = [each.cpu_seconds for each in samples]
    assert cpu == sorted(cpu)
    assert cpu[-1] - cpu[0] >= 0.15
    assert max(each.peak_bytes for each in samples) > 1 << 20


def test_a_contender_that_dies_says_why(running) -> None:
    """By the last words on its stderr."""
    contender = running("print(1); raise SystemExit('no broker at all')")
    with pytest.raises(ContenderError, match=r"status 1\): no broker at all"):
        contender.watch(contender.printed(), 10, PATIENT)


def test_a_contender_that_takes_nothing_is_given_up(running) -> None:
    """After the time for start-up."""
    contender = running("import signal; signal.pause()")
    with pytest.raises(ContenderError, match="nothing taken"):
        contender.watch(contender.printed(), 10, Limits(startup=0.2, running=60))


def test_a_slow_contender_is_measured_on_what_it_has_taken(running) -> None:
    """After the time for running."""
    contender = running("import signal; print(1); print(2); signal.pause()")
    samples = contender.watch(contender.printed(), 10, Limits(startup=60, running=0.2))
    assert samples[-1].count == 2


def test_counts_from_elsewhere_end_with_the_process(running) -> None:
    """Fresnel's are its committed offsets."""
    contender = running("import signal; signal.pause()")
    samples = contender.watch(contender.alongside(count(1)), 10, PATIENT)
    assert [each.count for each in samples] == list(range(1, 11))
    contender.end()
    with pytest.raises(ContenderError, match="ended by itself"):
        contender.watch(contender.alongside(repeat(None)), 10, PATIENT)
