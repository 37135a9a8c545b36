"""The calendar: everything due, under embargo or expiring, and on past days what went live."""
