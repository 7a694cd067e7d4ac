"""What only a shell understands is found in a command line before anything is run."""

from __future__ import annotations

import pytest

from harness.running.shell import needed_for
from harness.running.slots import SlotError, slots_from


@pytest.mark.parametrize(
    "line, sentence",
    [
        ("FOO=1 ./x {port}", "write 'env' in front of FOO=1"),
        ("cd d && ./x {port}", "'cd' is its own; use 'sh -c \"cd d && ./x {port}\"'"),
        ("exec ./x {port}", "'exec' is its own; use 'sh -c \"exec ./x {port}\"'"),
        ("~/x {port}", "~/x would stay as it is; use 'sh -c \"~/x {port}\"'"),
        ("./x {port} > log", "> would be an argument of the program; use 'sh -c \"./x {port} > log\"'"),
        ("./x {port} 2>&1", "2>&1 would be an argument of the program; "),
        ("./x {port} >>log", ">>log would be an argument of the program; "),
        ("./x {port} | tee log", "| would be an argument of the program; "),
        ("./x {port}&", "{port}& would be an argument of the program; "),
        ("./x {port}; true", "{port}; would be an argument of the program; "),
        ("./x 'a b' {port} > log", "> would be an argument of the program; use 'sh -c \"...\"'"),
        ("./x $PORT", "$PORT would stay as it is (write {port}); "),
        ("./x ${PORT} -v", "${PORT} would stay as it is (write {port}); "),
        ("$HOME/x {port}", "$HOME/x would stay as it is; use 'sh -c \"$HOME/x {port}\"'"),
        ("./x $(cat port)", "$(cat would stay as it is; "),
    ],
)
def test_a_shell_is_needed(line: str, sentence: str) -> None:
    assert needed_for(line).startswith(sentence)


@pytest.mark.parametrize(
    "line",
    [
        "./x {port}",
        "env FOO=1 ./x {port}",
        "sh -c 'FOO=1 ./x {port} > log; true'",
        'sh -c "exec ./x $PORT"',
        "./x '>' '$HOME' '~/x' ';' '|'",
        r"./x \> \$HOME \; a\ b",
        "socat TCP-LISTEN:{port},fork,reuseaddr EXEC:cat",
        "ncat -lk {port} -e /bin/cat --x=~/y",
        "node -e require('net').createServer(c=>c.pipe(c)).listen({port})",
        "perl -e 'my $x = 1; print $x'",
        "./x http://a/?b=1&c=2 a|b a;b p$",
    ],
)
def test_no_shell_is_needed(line: str) -> None:
    assert needed_for(line) == ""


@pytest.mark.parametrize("slot", ["SERVER", "CLIENT"])
def test_the_slot_is_named(slot: str) -> None:
    with pytest.raises(SlotError, match=f"^{slot} needs a shell, and there is none here: write 'env'"):
        slots_from({slot: "A=b ./x"})
