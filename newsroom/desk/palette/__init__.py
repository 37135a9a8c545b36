"""The palette, Ctrl+P: from any page of the desk to any story, timeline, photo, page, person or action."""
