"""Suggestions of related stories for editors."""
