"""What readers look back on: the archive by date (/archive/, /2024/, /2024/11/, /2024/11/08/), and the corrections.

A date leads to every live story by the day in its address.
"""
