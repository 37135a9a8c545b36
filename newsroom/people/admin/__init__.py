"""The desk's pages of staff accounts, roles, invitations and one-time code devices."""

from newsroom.people.admin import invitations as invitations
from newsroom.people.admin import users as users
