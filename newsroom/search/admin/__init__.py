"""Lists at the desk that search the desk's index."""

from newsroom.search.admin.lists import OWN, IndexedListAdmin

__all__ = ["OWN", "IndexedListAdmin"]
