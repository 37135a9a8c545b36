"""Feeds: RSS 2.0 and JSON Feed 1.1 of the site and of every section, tag and author, and Atom of the site.

`channels` says what is in one, `rss`, `json_feed` and `atom` write it down, `views` answer. Django's Feed is not used:
of fifty stories it takes 5 ms of its own, a third more than the whole answer may, and it fails at a control character.
"""
