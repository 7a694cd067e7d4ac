"""What do real programs do? Every preset that is installed, judged several times, as tables."""
