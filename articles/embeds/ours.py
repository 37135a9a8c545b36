"""The providers that we know, in alphabetical order of their keys but for those that need their turn."""

import re
from urllib.parse import SplitResult

from articles.embeds.provider import Kind, Provider, Shape, register

START = re.compile(r"[?&](?:t|start)=(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?(?:&|$)")
YOUTUBE_ID = r"(?P<id>[\w-]{11})"
# Everybody may run a server of Mastodon; these are the largest, and those of journalists.
MASTODON = (
    "fosstodon.org hachyderm.io infosec.exchange journa.host mas.to mastodon.cloud mastodon.online mastodon.scot"
    " mastodon.social mastodon.world mstdn.social newsie.social social.coop techhub.social"
).split()
TILE = 256  # pixels of a map at zoom 0
MAP = 640, 360  # pixels of ours


class YouTube(Provider):
    def frame(self, match: re.Match[str], url: SplitResult) -> str:
        """Start where the address does: ?t=90 or ?t=1m30s."""
        start = START.search(f"?{url.query}")
        hours, minutes, seconds = (int(part or 0) for part in start.groups()) if start else (0, 0, 0)
        at = hours * 3600 + minutes * 60 + seconds
        return super().frame(match, url) + (f"&start={at}" if at else "")


class OpenStreetMap(Provider):
    def frame(self, match: re.Match[str], url: SplitResult) -> str:
        """Show what the address shows: a place at a zoom, and its marker."""
        zoom, lat, lon = int(match["zoom"]), float(match["lat"]), float(match["lon"])
        across, down = (pixels * 360 / TILE / 2**zoom / 2 for pixels in MAP)
        box = f"{lon - across:.5f},{lat - down / 2:.5f},{lon + across:.5f},{lat + down / 2:.5f}"
        marker = re.search(r"mlat=(-?[\d.]+)&mlon=(-?[\d.]+)", url.query)
        return f"{self.address}?bbox={box}&layer=mapnik" + (f"&marker={marker[1]},{marker[2]}" if marker else "")


for shape, patterns in (
    (Shape.TALL, (rf"youtube\.com/shorts/{YOUTUBE_ID}",)),
    (
        Shape.WIDE,
        (
            rf"youtube\.com/watch\?(?:.*&)?v={YOUTUBE_ID}(?:&.*)?",
            rf"(?:youtube|youtube-nocookie)\.com/(?:embed|live)/{YOUTUBE_ID}",
            rf"youtu\.be/{YOUTUBE_ID}",
        ),
    ),
):
    register(
        YouTube(
            "youtube",
            "YouTube",
            Kind.VIDEO,
            patterns,
            "https://www.youtube-nocookie.com/embed/{id}?autoplay=1&rel=0",
            shape,
            oembed="https://www.youtube.com/oembed",
            posters=("i.ytimg.com",),
        )
    )

for query, vimeo in (
    ("&h={hash}", (r"vimeo\.com/(?P<id>\d+)/(?P<hash>[0-9a-f]+)",)),
    (
        "",
        (r"vimeo\.com/(?:channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<id>\d+)", r"player\.vimeo\.com/video/(?P<id>\d+)"),
    ),
):
    register(
        Provider(
            "vimeo",
            "Vimeo",
            Kind.VIDEO,
            vimeo,
            f"https://player.vimeo.com/video/{{id}}?dnt=1&autoplay=1{query}",
            Shape.WIDE,
            oembed="https://vimeo.com/api/oembed.json",
            posters=("i.vimeocdn.com",),
        )
    )

register(
    Provider(
        "apple_podcasts",
        "Apple Podcasts",
        Kind.AUDIO,
        (r"podcasts\.apple\.com/(?P<path>[a-z]{2}/podcast/[^?]+)\?(?:.*&)?(?P<episode>i=\d+)(?:&.*)?",),
        "https://embed.podcasts.apple.com/{path}?{episode}",
        Shape.LOW,
        has_metadata=True,
        posters=("is1-ssl.mzstatic.com",),
    )
)
register(
    Provider(
        "apple_podcasts",
        "Apple Podcasts",
        Kind.AUDIO,
        (r"podcasts\.apple\.com/(?P<path>[a-z]{2}/podcast/[^?]+)",),
        "https://embed.podcasts.apple.com/{path}",
        Shape.HIGH,
        has_metadata=True,
        posters=("is1-ssl.mzstatic.com",),
    )
)
register(
    Provider(
        "bluesky",
        "Bluesky",
        Kind.POST,
        (r"bsky\.app/profile/(?P<who>[\w.:-]+)/post/(?P<id>\w+)",),
        "https://embed.bsky.app/embed/{who}/app.bsky.feed.post/{id}",
        Shape.HIGH,
        oembed="https://embed.bsky.app/oembed",
    )
)
register(
    Provider(
        "datawrapper",
        "Datawrapper",
        Kind.CHART,
        (r"datawrapper\.dwcdn\.net/(?P<id>\w{5})(?:/\d+)?", r"datawrapper\.de/_/(?P<id>\w{5})"),
        "https://datawrapper.dwcdn.net/{id}/",
        Shape.HIGH,
        oembed="https://api.datawrapper.de/v3/oembed",
        posters=("datawrapper.dwcdn.net",),
    )
)
register(
    Provider(
        "documentcloud",
        "DocumentCloud",
        Kind.DOCUMENT,
        (r"(?:embed\.)?documentcloud\.org/documents/(?P<id>\d+[\w-]*)",),
        "https://embed.documentcloud.org/documents/{id}/?embed=1",
        Shape.HIGHEST,
        oembed="https://api.www.documentcloud.org/api/oembed/",
    )
)
register(
    Provider(
        "facebook",
        "Facebook",
        Kind.VIDEO,
        (r"facebook\.com/watch\?(?:.*&)?v=\d+(?:&.*)?", r"facebook\.com/[\w.-]+/videos/(?:[\w.-]+/)?\d+"),
        "https://www.facebook.com/plugins/video.php?href={url}",
        Shape.WIDE,
    )
)
register(
    Provider(
        "facebook",
        "Facebook",
        Kind.POST,
        (
            r"facebook\.com/[\w.-]+/(?:posts|photos)/[\w./-]+",
            r"facebook\.com/(?:permalink|story)\.php\?.*story_fbid=\w+.*",
        ),
        "https://www.facebook.com/plugins/post.php?href={url}",
        Shape.HIGH,
    )
)
register(
    Provider(
        "flourish",
        "Flourish",
        Kind.CHART,
        (
            r"(?:public\.flourish\.studio|app\.flourish\.studio|flo\.uri\.sh)/(?P<what>visualisation|story)/(?P<id>\d+)(?:/\w+)?",
        ),
        "https://flo.uri.sh/{what}/{id}/embed",
        Shape.HIGH,
        oembed="https://app.flourish.studio/api/v1/oembed",
        posters=("public.flourish.studio",),
    )
)
register(
    Provider(
        "google_maps",
        "Google Maps",
        Kind.MAP,
        (r"google\.com/maps/embed\?(?P<query>pb=[^#]+)",),
        "https://www.google.com/maps/embed?{query}",
        Shape.CLASSIC,
    )
)
register(
    Provider(
        "google_maps",
        "Google Maps",
        Kind.MAP,
        (r"google\.com/maps/d/(?:u/\d/)?(?:viewer|embed|edit)\?(?:.*&)?(?P<map>mid=[\w-]+)(?:&.*)?",),
        "https://www.google.com/maps/d/embed?{map}",
        Shape.CLASSIC,
    )
)
register(
    Provider(
        "instagram",
        "Instagram",
        Kind.POST,
        (r"instagram\.com/(?:[\w.]+/)?(?P<what>p|reel|tv)/(?P<id>[\w-]+)",),
        "https://www.instagram.com/{what}/{id}/embed/",
        Shape.HIGHEST,
    )
)
register(
    Provider(
        "mastodon",
        "Mastodon",
        Kind.POST,
        (rf"(?P<host>{'|'.join(map(re.escape, MASTODON))})/@(?P<who>[\w.@-]+)/(?P<id>\d+)(?:/embed)?",),
        "https://{host}/@{who}/{id}/embed",
        Shape.HIGH,
        oembed="https://{host}/api/oembed",
    )
)
register(
    OpenStreetMap(
        "openstreetmap",
        "OpenStreetMap",
        Kind.MAP,
        (r"openstreetmap\.org[^#]*#(?:.*&)?map=(?P<zoom>\d{1,2})/(?P<lat>-?\d[\d.]*)/(?P<lon>-?\d[\d.]*)(?:&.*)?",),
        "https://www.openstreetmap.org/export/embed.html",
        Shape.WIDE,
    )
)
register(
    Provider(
        "openstreetmap",
        "OpenStreetMap",
        Kind.MAP,
        (r"openstreetmap\.org/export/embed\.html\?(?P<query>(?:.*&)?bbox=[^#]+)",),
        "https://www.openstreetmap.org/export/embed.html?{query}",
        Shape.WIDE,
    )
)
register(
    Provider(
        "scribd",
        "Scribd",
        Kind.DOCUMENT,
        (r"scribd\.com/(?:document|doc|presentation|embeds)/(?P<id>\d+)(?:/[^?]*)?",),
        "https://www.scribd.com/embeds/{id}/content",
        Shape.HIGHEST,
        oembed="https://www.scribd.com/services/oembed",
    )
)
register(
    Provider(
        "soundcloud",
        "SoundCloud",
        Kind.AUDIO,
        (r"soundcloud\.com/[\w-]+/(?:sets/)?[\w-]+(?:/s-\w+)?",),
        "https://w.soundcloud.com/player/?url={url}&auto_play=true",
        Shape.LOW,
        oembed="https://soundcloud.com/oembed",
        posters=("i1.sndcdn.com",),
    )
)
for shape, what in ((Shape.LOW, "track|episode"), (Shape.MEDIUM, "album|artist|playlist|show")):
    register(
        Provider(
            "spotify",
            "Spotify",
            Kind.AUDIO,
            (rf"open\.spotify\.com/(?:intl-[a-z]+/)?(?P<what>{what})/(?P<id>\w+)",),
            "https://open.spotify.com/embed/{what}/{id}",
            shape,
            oembed="https://open.spotify.com/oembed",
            posters=("i.scdn.co", "image-cdn-ak.spotifycdn.com", "image-cdn-fa.spotifycdn.com"),
        )
    )
register(
    Provider(
        "tiktok",
        "TikTok",
        Kind.VIDEO,
        (r"tiktok\.com/@[\w.-]+/video/(?P<id>\d+)",),
        "https://www.tiktok.com/embed/v2/{id}",
        Shape.TALL,
        oembed="https://www.tiktok.com/oembed",
    )
)
register(
    Provider(
        "x",
        "X",
        Kind.POST,
        (r"(?:mobile\.)?(?:twitter|x)\.com/\w+/status/(?P<id>\d+)(?:/(?:photo|video)/\d)?",),
        "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true",
        Shape.HIGH,
        oembed="https://publish.twitter.com/oembed",
    )
)
