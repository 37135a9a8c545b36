"""The photo library at the desk."""

from newsroom.images.admin.pictures import PictureAdmin

__all__ = ["PictureAdmin"]
