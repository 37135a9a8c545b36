"""The calendar: everything due, embargoed or running out, and on past days what went live."""
