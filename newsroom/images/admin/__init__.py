"""The picture desk: the page of a picture, and the pages around it."""

from newsroom.images.admin.pictures import PictureAdmin

__all__ = ["PictureAdmin"]
