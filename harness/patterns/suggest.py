"""What somebody may have meant by a word that is not known."""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], otherwise: str = ".") -> str:
    """The end of an error's sentence: a question; or what is said if nothing known is near."""
    import difflib  # only errors need it, and every start would pay for it

    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else otherwise
