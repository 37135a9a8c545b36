"""The archive by date: /archive/, /2024/, /2024/11/, /2024/11/08/. It leads to every live story by the day in its address."""
