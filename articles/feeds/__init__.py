"""Feeds: RSS 2.0 and JSON Feed 1.1 of the site and of every section, tag and author, and Atom of the site.

Django's Feed is too slow (5 ms for fifty stories), and fails on control characters.
"""
