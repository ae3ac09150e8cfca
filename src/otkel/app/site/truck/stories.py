"""What the record says of one passage, found quickly however long the record is.

The view of stories is caught up by a thread of its own: a reader waits for no long walk over the record.
"""

from __future__ import annotations

from otkel.app.site.house import House
from otkel.app.site.keeping import keeping_of
from otkel.errors import LedgerUnreachableError
from otkel.ledger.view_truck_story import Fact, TruckStory, read_facts, story_key

__all__ = ["Fact", "Stories", "stories_of"]

TOO_MANY = 5_000  # unseen events for which nobody is let wait
NAME = TruckStory.name


class Stories:
    """The stories of passages of a house."""

    def __init__(self, house: House) -> None:
        """Stand on the views of a house, which are kept up from then on."""
        self._house, self._views = house, house.ledger.views()
        self._keeping = keeping_of(house)

    def find(self, passage: int) -> tuple[Fact, ...]:
        """Give the facts of a passage in the order of the record; none: it is not there.

        Raises LedgerUnreachableError while a long record is read for the first time; LedgerError.
        """
        if self._keeping.missing(NAME) > TOO_MANY:
            raise LedgerUnreachableError("the record is being read: repeat it in a minute")
        story = self._views.find_now(NAME, story_key(passage)) or ()
        return read_facts(self._house.ledger.store, story)


def stories_of(house: House) -> Stories:
    """Give the stories of a house, the same ones each time."""
    return house.keep("truck stories", Stories)
