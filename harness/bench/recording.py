"""What recording costs: a call, a pair, a stream, a million events."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from harness.bench.bench import STRACE, Bench, missing
from harness.bench.figure import Figure, median, spread
from harness.bench.timing import Span, in_turn, on_one_core, timed

ECHO = "iterative_echo_server"
ROUND_TRIPS = 10_000
EVENTS = 1_000_000
LONG = ("--deadline", "60000")

SCRIPT = """
	ip link set lo up
	tcpdump -Z root -i lo -w "$1/wire.pcap" 2>"$1/tcpdump.txt" &
	until grep -q 'listening on' "$1/tcpdump.txt" || ! kill -0 $!; do :; done
	shift
	"$@" && kill -INT $! && wait $!
"""
"""The usual way to record a pair: FOLDER, then the command under strace."""


def calls(bench: Bench) -> Iterator[Figure]:
    """Stops: the same round trips under other tracers."""
    client = ("ping_pong_client", str(ROUND_TRIPS))
    with on_one_core() as core:
        bare = bench.bare(ECHO, client)
        arms = {"bare": bare, "floor": [bench.program("bare_tracer"), *bare],
                "recorded": bench.recorded(ECHO, client, "--cpu", str(core))}
        if not missing("strace"):
            arms["strace"] = [*STRACE, str(bench.scratch / "strace.txt"), *bare]
        spans = in_turn(arms, rounds=7, log=bench.log)
    s = {name: [span.seconds for span in found] for name, found in spans.items()}
    other = median(s["strace"]) if "strace" in s else None
    floor = median(s["floor"])
    yield Figure(f"{ROUND_TRIPS:,} round trips on one core: recorded / a bare tracer",
                 median(s["recorded"]) / floor, at_most=1.25)
    yield Figure("recorded / strace", other and median(s["recorded"]) / other,
                 note=missing("strace"))
    yield Figure("a tracer that only resumes / strace: no tracer is below it",
                 other and median(s["floor"]) / other)
    for name, what in (("recorded", "recorded"), ("strace", "strace, without the wire"),
                       ("floor", "a tracer that only resumes"), ("bare", "bare")):
        if name in s:
            yield Figure(what, median(s[name]), "s", note=spread(s[name], "s"))


def pairs(bench: Bench) -> Iterator[Figure]:
    """A whole pair, one line there and back, in a world of its own."""
    line = bench.scratch / "line.txt"
    line.write_text("hello\n")
    with on_one_core() as core:
        bare = bench.bare("forking_echo_server", ("echo_client",))
        recorded = bench.recorded("forking_echo_server", ("echo_client",), "--cpu", str(core))
        recorded += ["--stdin", str(line)]
        spans = in_turn({"bare": bare, "recorded": recorded}, rounds=100, log=bench.log)
    bare_ms, ms = _ms(spans["bare"]), _ms(spans["recorded"])
    gone = [1000 * span.gone_s for span in spans["recorded"]]
    yield Figure("a pair in a fresh world, above the bare pair",
                 median(ms) - median(bare_ms), "ms", 8)
    yield Figure("recorded", median(ms), "ms", note=spread(ms, "ms"))
    yield Figure("bare", median(bare_ms), "ms", note=spread(bare_ms, "ms"))
    yield Figure("recorded, until its world is gone (nobody waits for that)", median(gone), "ms",
                 note=spread(gone, "ms"))
    yield _by_script(bench, bare, median(bare_ms))


def _by_script(bench: Bench, bare: Sequence[str], bare_ms: float) -> Figure:
    what = "unshare + tcpdump + strace by script, above the bare pair"
    if reason := missing("unshare", "ip", "tcpdump", "strace"):
        return Figure(what, None, "ms", note=reason)
    folder = str(bench.folder("script"))
    # tcpdump run by root becomes another user, which a namespace of one user has not.
    alone = ["-npf"] if os.geteuid() == 0 else ["-Unpf", "--map-current-user", "--keep-caps"]
    command = ["unshare", *alone, "sh", "-c", SCRIPT, "sh", folder,
               *STRACE, f"{folder}/calls.txt", *bare]
    ms = _ms([timed(command, log=bench.log) for _ in range(5)])
    return Figure(what, median(ms) - bare_ms, "ms", note=spread(ms, "ms"))


def _ms(spans: Sequence[Span]) -> list[float]:
    return [1000 * span.seconds for span in spans]


def stream(bench: Bench) -> Iterator[Figure]:
    """1 GiB through lo, in small writes and in large ones: is a frame missed?"""
    lost, notes = 0, []
    rows: list[Figure] = []
    for size, piece in (("64 KiB", 1 << 16), ("16 MiB", 1 << 24)):
        client = ("stream_sender", "1024", str(piece))
        bare_s = timed(bench.bare("stream_receiver", client), log=bench.log).seconds
        seconds = timed(bench.recorded("stream_receiver", client, *LONG), log=bench.log).seconds
        missed = _frames_lost(bench)
        lost += missed
        notes.append(f"{len(bench.told('wire')):,} captured")
        rows.append(Figure(f"recorded, {size} a write", 1 / seconds, "GiB/s",
                           note=f"bare {1 / bare_s:.1f} GiB/s, lost {missed}"))
    yield Figure("frames lost of a stream of 1 GiB", lost, "", 0, note=", ".join(notes))
    yield from rows


def _frames_lost(bench: Bench) -> int:
    lost = (each for each in bench.told("lost") if each["what"] == "frames")
    return sum(int(str(each.get("count", 0))) for each in lost)


def memory(bench: Bench) -> Iterator[Figure]:
    """How large the observer grows: as the kernel tells its parent when it has ended.

    The observer is the process that outlives the command, as its child; see c/observe/main.c.
    The programs that it waited for are in the number, too, but they are small.
    """
    command = [
        str(bench.paths.observer), "--out", str(bench.folder("run")), *LONG,
        "--role", "chatty", "--arg", bench.program("chatty"), "--arg", str(EVENTS),
    ]
    span = timed(command, log=bench.log)
    with (bench.scratch / "run" / "record.jsonl").open("rb") as record:
        events = sum(1 for _ in record)
    yield Figure("the observer's memory, a million events", span.peak_kib / 1024, "MiB", 64,
                 note=f"{events:,} lines; resident, at its highest")
    yield Figure("a million events recorded", span.seconds, "s")
