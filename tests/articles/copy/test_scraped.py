"""Copy as it is scraped from pages and mails: what is what, where nothing is marked and much is in the way."""

from datetime import date

from articles.copy_import.document import Reading, read_file, read_html, read_text

TODAY = date(2024, 11, 8)


def roles(reading: Reading) -> list[str]:
    """What each line was taken for, by its first word."""
    assert reading.words_in == reading.words_out
    return [f"{part.role}: {part.line.text.split()[0]}" for part in reading.parts if part.line.text]


def test_a_page_with_all_that_stands_around_a_story() -> None:
    text = """Ferry out of service after pump fails | The Harbor Post
Ferry out of service after pump fails
By Jane Doe, Staff Writer
Updated: Nov. 8, 2024 at 3:10 p.m. ET
Share
The night ferry was taken out of service on Thursday after a pump failed, the line said.
1. Noon
It broke at noon. Nobody was hurt.
2. Midnight
Passengers waited nine hours.
Read also:
Late ferries return to the islands
Rents dip for the first time in five years
The line said that the ferry would be back on Monday.
Jane Doe is a staff writer. Follow her on her page.
"""
    assert roles(read_text(text, TODAY)) == [
        *("repeated: Ferry", "headline: Ferry", "byline: By", "date: Updated:", "paragraph: Share"),
        *("paragraph: The", "heading: 1.", "paragraph: It", "heading: 2.", "paragraph: Passengers"),
        *("related: Read", "related: Late", "related: Rents", "paragraph: The", "paragraph: Jane"),
    ]


def test_a_day_and_a_dash_are_as_good_as_a_colon() -> None:
    reading = read_text("A headline\n\nIt began so.\n\nAug. 6 – The pump is built in\nAug. 9, 2023 – It fails", TODAY)
    assert [(each.label, each.date, each.text) for each in reading.events] == [
        ("Aug. 6", "2024-08-06", "The pump is built in"),
        ("Aug. 9, 2023", "2023-08-09", "It fails"),
    ]


def test_a_wire_story_broken_to_fit_is_put_together() -> None:
    text = """TROOPS TAKE LOSSES

By JANE DOE

BUDAPEST, Hungary (AP) - North Korean troops in the Russian region of Kursk are
already taking losses, the president of Ukraine said on Thursday in Budapest,
where leaders were meeting to talk about the war.

WHAT HAPPENED IN AUGUST?

  * Aug. 6: Ukrainian armed forces begin an incursion of thousands of troops
    into Kursk Oblast
  * Reaction: the Kremlin orders a counter-strike, and sends troops from
    elsewhere
"""
    reading = read_text(text, TODAY)
    assert roles(reading) == [
        *("headline: TROOPS", "byline: By", "dateline: BUDAPEST,", "paragraph: North"),
        *("heading: WHAT", "event: Aug.", "event: Reaction:"),
    ]
    assert reading.as_json()["dateline"] == "BUDAPEST, Hungary (AP)"
    assert reading.events[1].text.endswith("sends troops from elsewhere")


def test_a_mail_of_divs_and_breaks() -> None:
    html = "<div>A headline</div><div><br></div><div>It was shut, the line said.</div><div><b>What happened</b></div>"
    html += "<div>• Aug. 6: a storm<br>• Cost: $5 million</div><div><b>What next</b></div><div>It will be back.</div>"
    assert roles(read_html(html, TODAY)) == [
        *(
            "headline: A",
            "paragraph: It",
            "heading: What",
            "event: Aug.",
            "event: Cost:",
            "heading: What",
            "paragraph: It",
        )
    ]


def test_a_page_with_its_own_names_for_things() -> None:
    html = """<p class="kicker">War</p><h1 class="headline">Soldiers take casualties</h1><h2 class="deck">Some are dead</h2>
    <span class="author">By <a href="/jane">Jane Doe</a></span> <time>November 8, 2024 at 9:40 AM EST</time>
    <figure><img src="https://x.example/a.jpg"><figcaption>A map. Jane Doe/AFP</figcaption></figure>
    <p><b>KYIV, Ukraine (AP)</b> — The region became a <a href="https://e.example/x">battlefield</a>.</p>
    <h2>What happened?</h2><ul><li><strong>Aug. 6</strong>: Forces <em>cross</em></li><li>Reaction: a strike</li></ul>
    <div><h3>Related</h3><ul><li><a href="https://e.example/1">A plan to end the war, in part</a></li></ul></div>
    <h2>A second part</h2><h3>The troops</h3><p>Text here.</p><blockquote><p>We will win.</p><footer>— The president</footer>
    </blockquote><table><tr><th>Side</th><th>Troops</th></tr><tr><td>One</td><td>9</td></tr></table>"""
    reading = read_html(html, TODAY)
    assert roles(reading) == [
        *("kicker: War", "headline: Soldiers", "standfirst: Some", "byline: By", "date: November", "picture: A"),
        *("dateline: KYIV,", "paragraph: The", "heading: What", "event: Aug.", "event: Reaction:"),
        *("related: Related", "related: A", "heading: A", "subheading: The", "paragraph: Text"),
        *("quote: We", "quote: —", "table: Side"),
    ]
    assert reading.related[0].href == "https://e.example/1"


def test_words_own_way_of_saying_bold_and_of_hiding_its_bullets() -> None:
    bold = "<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>{}<o:p></o:p></b></p>"
    item = (
        "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><!--[if !supportLists]-->"
        "<span style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp;&nbsp; </span></span>"
        "<!--[endif]-->{}<o:p></o:p></p>"
    )
    html = (
        bold.format("A headline") + "<p class=MsoNormal>It was shut, the line said.</p>" + bold.format("What happened")
    )
    html += (
        item.format("Aug. 6: a storm")
        + item.format("ferries stay in port")
        + bold.format("Next")
        + "<p>It is back.</p>"
    )
    assert roles(read_html(html, TODAY)) == [
        *(
            "headline: A",
            "paragraph: It",
            "heading: What",
            "event: Aug.",
            "item: ferries",
            "heading: Next",
            "paragraph: It",
        )
    ]


def test_plain_text_that_is_markdown_is_read_as_it() -> None:
    text = "# A headline\n\n*By Jane Doe*\n\nSee [this](https://e.example/x).\n\n- **Aug. 6:** a storm\n\n> We will.\n"
    reading = read_text(text, TODAY)
    assert roles(reading) == ["headline: A", "byline: By", "paragraph: See", "event: Aug.", "quote: We"]
    assert reading.as_json()["blocks"][0]["text"] == "See [this](https://e.example/x)."


def test_a_line_with_a_colon_between_a_heading_and_its_list_is_text() -> None:
    read = read_text(
        "The mayor resigns\n\nShe told so today.\n\nWhat comes next\nThree things to watch:\n- a vote\n- a fight\n",
        TODAY,
    )
    (block,) = read.as_json()["blocks"][1:]
    assert (block["heading"], block["text"], block["items"]) == (
        "What comes next",
        "Three things to watch:",
        ["a vote", "a fight"],
    )


def test_a_whole_page_has_the_headline_that_its_metadata_gives() -> None:
    text = "The council of Marble Bay met on Tuesday evening and spoke for two hours about the old harbour wall."
    ld = '<script type="application/ld+json">{"headline": "A town in the north"}</script>'  # for search engines alone
    page = (
        f"<!doctype html><html><head><title>Wall falls in the storm - Harbor Post</title>{ld}</head><body>"
        f"<h1>Harbor Post</h1><nav><a href=/>News and weather</a></nav><h2>Wall falls in the storm</h2><p>{text}</p></body></html>"
    )
    reading = read_file(page.encode(), "p.html", TODAY, whole=True)
    told = reading.as_json()
    assert told["headline"] == "Wall falls in the storm"
    assert "News and weather" in str(told["blocks"]) + str(told["related"])
    assert told["words_in"] == told["words_out"]
