"""Stories, and the sections, authors and tags they are filed under."""

from articles.models.article import Article, ArticleCorrection, ArticleTransition, Kind, Shape
from articles.models.author import Author
from articles.models.error_report import ErrorReport
from articles.models.links import BannedSuggestion, Byline, Credit, EventReport, RelatedLink, Relation, TaggedArticle
from articles.models.list_rows import Address, BylineListing, HeadlineWord, TagListing, TimelineListing
from articles.models.revision import ArticleReference, ArticleRevision, BodyReference
from articles.models.section import Section
from articles.models.standing_page import (
    StandingPage,
    StandingPageAddress,
    StandingPageCorrection,
    StandingPageRevision,
    StandingPageTransition,
)
from articles.models.story_note import StoryNote
from articles.models.style_rule import StyleRule
from articles.models.tag import FormerTag, Tag
