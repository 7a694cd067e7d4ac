"""The schedule: which runs go on at a time, and on which core each stays.

The work of a run is done by processes, the observer and those it launches; the driver waits. So
threads of one process are enough, and whoever judges, by whichever door, shares one schedule.

A pair and its observer stay together on one core: three times as fast as on two. There may be
more places than cores: the one more keeps them busy while a run waits for a second to pass.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from harness.running import orphans
from harness.running.interrupt import uninterrupted

T = TypeVar("T")
R = TypeVar("R")


class StoppedError(Exception):
    """A run that was not begun, or was broken off, because the session ends."""


class Schedule:
    """Places for runs, each on a core, and the processes that are at it.

    `places` are the cores, one for each run that may go on at a time; None is any core.
    """

    def __init__(self, places: Sequence[int | None] = (None,)) -> None:
        self.places = tuple(places)
        self._free: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self.stopped = False
        for place in places:
            self._free.put(place)

    @contextlib.contextmanager
    def place(self) -> Iterator[int | None]:
        """Wait for a place, and have it to oneself: the core, None for any."""
        core = self._free.get()
        try:
            if self.stopped:
                raise StoppedError("the session ends")
            yield core
        finally:
            self._free.put(core)

    @contextlib.contextmanager
    def watched(
        self, start: Callable[[], subprocess.Popen[bytes]]
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A process that is told to end when the session does, and is gone after the block.

        It leads a group of its own, of which others may outlive it for a moment: orphans.py.
        """
        with self._lock:
            if self.stopped:
                raise StoppedError("the session ends")
            orphans.take_in()
            process = start()
            self._running.add(process)
        try:
            yield process
        finally:
            with self._lock:
                self._running.discard(process)
            _end(process)
            orphans.expect(process.pid)

    def stop(self) -> None:
        """Begin no more runs, and break off those that go on: a thread cannot be interrupted."""
        with self._lock:
            self.stopped = True
            for process in self._running:
                process.terminate()

    def each(
        self,
        work: Callable[[T], R],
        items: Iterable[T],
        waiting: Callable[[], None] = lambda: None,
        every_s: float | None = None,
    ) -> Generator[tuple[T, Future[R]], None, None]:
        """Do the work for each, as many at a time as there are places; answers as they are done.

        While nothing is, `waiting` is called every so often. Who leaves the loop before its end
        breaks off the rest.
        """
        done: queue.SimpleQueue[Future[R]] = queue.SimpleQueue()  # whole, whenever Ctrl+C comes
        left: dict[Future[R], T] = {}
        with ThreadPoolExecutor(len(self.places)) as pool:
            is_broken_off = True
            try:
                with uninterrupted():
                    for item in items:
                        left[future := pool.submit(work, item)] = item
                        future.add_done_callback(done.put)
                while left:
                    try:
                        future = done.get(timeout=every_s)
                    except queue.Empty:
                        waiting()
                    else:
                        yield left.pop(future), future
                is_broken_off = False
            finally:
                if is_broken_off:
                    self.stop()
                    pool.shutdown(wait=False, cancel_futures=True)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """The same, to the end: what came of each, in the order of the items."""
        found: dict[int, R] = {}
        for (place, _), done in self.each(lambda pair: work(pair[1]), enumerate(items)):
            found[place] = done.result()
        return [found[place] for place in sorted(found)]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing is left running: the observer takes its whole world with it."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
    if process.poll() is None:
        process.kill()
        process.wait()
