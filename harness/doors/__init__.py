"""Where one comes in: the commands, pytest, Bats; what these collect, count and print."""
