"""What robots.txt says."""

from collections.abc import Iterable, Iterator

from newsroom.publication.models import Crawlers, Publication

# As their companies name them. Those that fetch a page to answer a question, and those that collect texts for training.
ANSWERING = ("ChatGPT-User", "Claude-SearchBot", "Claude-User", "OAI-SearchBot", "Perplexity-User", "PerplexityBot")
TRAINING = (
    *("Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "Google-Extended", "GPTBot"),
    *("cohere-training-data-crawler", "Diffbot", "meta-externalagent"),
)
REFUSED = {Crawlers.ALL: (), Crawlers.ANSWERS: TRAINING, Crawlers.NONE: (*TRAINING, *ANSWERING)}
EVERYBODY = ("User-agent: *", "Disallow: /admin/", "Disallow: /search/")


def robots(publication: Publication, sitemaps: Iterable[str]) -> str:
    """Return robots.txt: keep crawlers out of the desk and the search, and those of AI companies out as chosen."""
    return "\n".join([*_lines(publication), "", *(f"Sitemap: {url}" for url in sitemaps), ""])


def _lines(publication: Publication) -> Iterator[str]:
    yield from EVERYBODY
    if refused := REFUSED[Crawlers(publication.crawlers)]:
        yield ""
        yield from (f"User-agent: {name}" for name in refused)
        yield "Disallow: /"
    if publication.robots_txt:
        yield ""
        yield from publication.robots_txt.splitlines()
