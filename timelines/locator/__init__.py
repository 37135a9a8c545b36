"""The map of the places of a timeline, drawn from outlines of our own: nothing is asked of a map service.

`outlines` reads them, `window` chooses the part of the world, `drawing` puts places and names on it.
"""

from .drawing import Located, Map, Place, locator_map

__all__ = ["Located", "Map", "Place", "locator_map"]
