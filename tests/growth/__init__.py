"""How the cost of every parser of people's text grows with the text.

`parsers` names each parser, `units` what is repeated at it, `measuring` runs them in a process of its own.
"""
