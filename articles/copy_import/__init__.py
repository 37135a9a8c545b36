"""Copy that was written elsewhere, read into a story: `reading.read_file`, `reading.read_pasted`.

A source (`sources/`) makes lines of it, each with what its file says of it: a heading, an item of a list, bold.
`structure` gives every line a role. The journalist may give it another; `reading` puts the parts together.
"""
