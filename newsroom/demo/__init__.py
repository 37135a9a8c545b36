"""The demo: a newsroom with people, pictures and stories, as data files beside the code that loads them."""
