"""What the publication adds to readers' templates."""

from newsroom.publication.newsletter import newsletter
from newsroom.publication.scripts import outside_scripts

GLOBALS = {"newsletter": newsletter, "outside_scripts": outside_scripts}
