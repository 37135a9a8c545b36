"""The blocks of a story's body: each type is one class, whole in its module.

An app of another project registers its own in a module `blocks`, which is found by itself; see docs/extending.md.
"""

from articles.blocks.block import BLOCKS, Block, Row, block_of, new, register
from articles.blocks.boxes import FactBox, PullQuote
from articles.blocks.embed import Embed
from articles.blocks.figure import Figure
from articles.blocks.gallery import Gallery
from articles.blocks.media import Audio, Document, Video
from articles.blocks.related import Related
from articles.blocks.table import Table
from articles.blocks.text import Divider, Heading, List, Paragraph, Quote
from articles.blocks.timeline import TimelineEmbed

__all__ = [
    "BLOCKS",
    "Audio",
    "Block",
    "Divider",
    "Document",
    "Embed",
    "FactBox",
    "Figure",
    "Gallery",
    "Heading",
    "List",
    "Paragraph",
    "PullQuote",
    "Quote",
    "Related",
    "Row",
    "Table",
    "TimelineEmbed",
    "Video",
    "block_of",
    "new",
    "register",
]  # fmt: skip
