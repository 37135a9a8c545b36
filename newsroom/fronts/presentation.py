"""A container's versions told at the desk: its slots by the stories in them."""

from typing import ClassVar

from newsroom.images.presentation import PicturePresenter


class ContainerPresenter(PicturePresenter):
    UNTOLD: ClassVar = ("slots/over",)  # what the story itself said when the slot was given words of its own
    WHOLE: ClassVar = ("slots",)  # a story or a timeline, never both
