"""Videos, posts, maps and charts of other sites: whose they are, and the address of a frame that shows them.

An app of another project registers a provider of its own in its module `blocks`; see docs/extending.md. Which ones stories
may use is the setting EMBED_PROVIDERS.
"""

from articles.embeds import ours  # noqa: F401  they register themselves
from articles.embeds.provider import Found, Kind, Provider, Shape, found, names, register, unknown_keys

__all__ = ["Found", "Kind", "Provider", "Shape", "found", "names", "register", "unknown_keys"]
