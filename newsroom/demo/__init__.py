"""The demo: a newsroom with its people, pictures and stories, kept as data beside the code that loads it."""
