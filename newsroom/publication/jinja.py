"""What the publication adds to readers' templates."""

from newsroom.publication.scripts import outside_scripts

GLOBALS = {"outside_scripts": outside_scripts}
