"""What readers' templates may use of stories: the heads of pages, ways on from an error page, the look of a row."""

from articles.languages import ours
from articles.page_heads import author_head, home_head, page_head, section_head, story_head, tag_head
from articles.teasers import ROW
from articles.ways_on import ways_on

FILTERS = {"english": ours}
GLOBALS = {
    "author_head": author_head,
    "home_head": home_head,
    "page_head": page_head,
    "row_look": ROW,
    "section_head": section_head,
    "story_head": story_head,
    "tag_head": tag_head,
    "ways_on": ways_on,
}
