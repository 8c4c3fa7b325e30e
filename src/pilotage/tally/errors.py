"""What can go wrong, in words that a user reads: what is so, then what to do."""


class TallyError(Exception):
    """A run that cannot be done: a spec, a file or a setting is wrong. One line, ending with the remedy; exit code 2.

    `place` names the file, line or field it is about, where there is one.
    """

    def __init__(self, message: str, *, place: str = "") -> None:
        from pilotage.tally.forbidden.speaking import without_cards

        message = without_cards(message)
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place
