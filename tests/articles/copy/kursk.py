"""The story that this was made for, in our own words and in its shape: a headline said twice, bullets, bare headlines."""

HEADLINE = "North Korean soldiers are taking casualties in Russia’s Kursk region, Zelensky says"
EVENTS = [
    ("Aug. 6", "2024-08-06", "Ukrainian armed forces begin an incursion of thousands of troops into Kursk Oblast"),
    ("Putin’s reaction", "", "the Kremlin orders a counter-strike"),
    ("The reinforcements", "", "about 11,000 North Korean soldiers are sent to the region"),
]
WATCH = ["whether more soldiers come, and where they are used", "how Ukraine’s partners answer"]
RELATED = [
    "Part of a Trump plan to end the war becomes known",
    "Russia says the battlefield does not favour Kyiv and the West faces a choice",
    "A NATO member wants to shoot down Russian missiles",
]
TROOPS = [
    "about 11,000 of them are in Kursk Oblast near the border",
    "some of them are already in combat",
    "there are casualties among them",
]
PART = "Russia and a Trump peace plan, as Zelensky saw it in Budapest"
HEADINGS = [
    (2, "A battlefield in Kursk Oblast"),
    (2, "What has happened since August?"),
    (2, "Why it matters"),
    (2, "What to watch"),
    (2, PART),
    (3, "The North Korean troops"),
    (3, "A meeting with Macron"),
    (3, "European unity"),
]

PLAIN = (
    f"""{HEADLINE}

{HEADLINE}

A battlefield in Kursk Oblast

Kursk Oblast has become a battlefield with North Korean troops. President Volodymyr Zelensky says that they are already
taking casualties. Neither Moscow nor Pyongyang has published figures.

What has happened since August?

• {EVENTS[0][0]}: {EVENTS[0][2]}
• {EVENTS[1][0]}: {EVENTS[1][2]}
• {EVENTS[2][0]}: {EVENTS[2][2]}

Why it matters

For the first time in this war, troops of a third country are fighting in it. That widens the conflict.

What to watch

• {WATCH[0]}
• {WATCH[1]}

Come back to this page for updates.

{RELATED[0]}
{RELATED[1]}
{RELATED[2]}

{PART}

The summit of the European Political Community was on Nov. 7, 2024. Zelensky told the other leaders that a fast end would
leave Europe less safe.

The North Korean troops

The president described the deployment in three points:

• {TROOPS[0]}
• {TROOPS[1]}
• {TROOPS[2]}

A meeting with Macron

Zelensky and President Emmanuel Macron spoke about long-range missiles. He thanked France for its part in the Ramstein
format and for backing the Victory Plan.

European unity

The third theme was that Europe should speak with one voice.
""".replace("already\ntaking", "already taking")
    .replace("would\nleave", "would leave")
    .replace("Ramstein\nformat", "Ramstein format")
)
