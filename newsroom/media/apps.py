from functools import partial

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "newsroom.media"
    label = "media"
    verbose_name = "Video, audio and documents"

    def ready(self) -> None:
        from newsroom.delivery.surrogate_keys import register_keys
        from newsroom.images import usage
        from newsroom.images.rights import next_change_of
        from newsroom.media.models import MediaFile
        from newsroom.publishing.next_change import register_source
        from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST, grant

        register_source(partial(next_change_of, MediaFile))
        register_keys(MediaFile)(partial(usage.purged_with, "media", MediaFile))
        usage.register(MediaFile, (MediaFile, "poster", "pk"))
        grant(JOURNALIST, "media.view_mediafile", "media.add_mediafile", "media.change_mediafile")
        grant(EDITOR, "media.delete_mediafile")
        grant(ADMINISTRATOR, "media.take_down_mediafile", "media.open_sealed_mediafile")
