"""Copies that no text file can hold: Word documents, built as Word users build them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from PIL import Image


def bold(document: WordDocument, text: str, size: int | None = None) -> None:
    """A heading as most people make one: an ordinary paragraph, in bold."""
    run = document.add_paragraph().add_run(text)
    run.bold = True
    if size:
        run.font.size = Pt(size)


def link(paragraph: Paragraph, text: str, address: str) -> None:
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    hyperlink.append(paragraph.add_run(text)._r)
    paragraph._p.append(hyperlink)


def tracked(paragraph: Paragraph, kind: str, text: str) -> None:
    """Text put in ("ins") or taken out ("del") with Word's change tracking on."""
    tag = "w:delText" if kind == "del" else "w:t"
    paragraph._p.append(
        parse_xml(
            f'<w:{kind} {nsdecls("w")} w:id="7" w:author="Desk" w:date="2024-11-08T10:00:00Z">'
            f'<w:r><{tag} xml:space="preserve">{text}</{tag}></w:r></w:{kind}>'
        )
    )


def with_styles(document: WordDocument) -> None:
    document.add_paragraph("Lighthouse keepers return to the cape", style="Title")
    document.add_paragraph("Machines did the work for 30 years. Now two people will.", style="Subtitle")
    document.add_paragraph("By Greta Holm")
    paragraph = document.add_paragraph("CAPE ARNE — After three wrecks in two winters the ")
    link(paragraph, "harbour board", "https://example.org/board")
    paragraph.add_run(" has hired keepers again.")
    picture = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(picture, "PNG")
    document.add_picture(BytesIO(picture.getvalue()))
    document.add_paragraph("The light at Cape Arne on a clear night.", style="Caption")
    document.add_heading("What the keepers do", level=1)
    document.add_paragraph("They watch the radio, and they clean the glass.")
    document.add_heading("By day", level=2)
    for text in ("paint the railings", "write the log"):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("By night", level=2)
    for text in ("Light the lamp.", "Stay awake."):
        document.add_paragraph(text, style="List Number")
    document.add_heading("What it costs", level=1)
    document.add_paragraph("Less than one wreck, says the board.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Wages", "61,000", "Oil", "9,500"), strict=True):
        cell.text = text


def kursk(document: WordDocument) -> None:
    bold(document, "North Korean soldiers take casualties in Kursk, Zelensky says", 18)
    bold(document, "North Korean soldiers take casualties in Kursk, Zelensky says")
    document.add_paragraph(
        "Kursk Oblast became a battlefield with North Korean troops, and President Volodymyr Zelensky says "
        "that they are already taking casualties."
    )
    bold(document, "What happened in August?")
    for label, text in (
        ("Aug. 6:", " Ukrainian armed forces begin an incursion of thousands of troops into Kursk Oblast."),
        ("Putin's reaction:", " The Kremlin orders a counter-strike."),
        ("The reinforcements:", " About 11,000 North Korean soldiers are sent to the region."),
    ):
        paragraph = document.add_paragraph("·\t")
        paragraph.add_run(label).bold = True
        paragraph.add_run(text)
    bold(document, "Why this is important")
    document.add_paragraph("Foreign troops are fighting in a third country.")
    bold(document, "What to expect")
    for text in ("more fighting in the border districts", "an answer from Seoul"):
        document.add_paragraph(f"·\t{text}")
    document.add_paragraph("Come back for updates.")
    for text in (
        "Part of Trump's plan to end the war has become known",
        "Battlefield does not favor Kyiv, West faces a choice, Russia says",
        "NATO member wants to shoot down Russian missiles",
    ):
        document.add_paragraph(text)
    bold(document, "Russia and a Trump peace plan", 16)
    document.add_paragraph("Zelensky spoke at the European Political Community summit in Budapest on Nov. 7, 2024.")
    bold(document, "The North Korean troops")
    for text in ("About 11,000 of them are in Kursk Oblast", "Some are already in combat", "They have casualties"):
        document.add_paragraph(f"·\t{text}")
    bold(document, "Meeting with Macron")
    document.add_paragraph(
        "He thanked President Emmanuel Macron for France's part in the Ramstein format and its backing of the "
        "Victory Plan. Long-range missiles were discussed."
    )
    bold(document, "European unity")
    document.add_paragraph("Europe has to stay united, he said.")


def tracked_changes(document: WordDocument) -> None:
    document.add_heading("Old quarry becomes a lake for swimmers", level=1)
    paragraph = document.add_paragraph("The quarry of Lindau will be filled with water by ")
    tracked(paragraph, "del", "June")
    tracked(paragraph, "ins", "August")
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="DATE"><w:r><w:t>, the town says.</w:t></w:r></w:fldSimple>')
    )
    bold(document, "The rules")
    paragraph = document.add_paragraph("Dogs stay outside.")
    paragraph.add_run().add_break()
    paragraph.add_run("Boats too.")
    paragraph = document.add_paragraph()
    tracked(paragraph, "ins", "Entry is free for children. Others pay two euros.")
    document.add_heading("The water", level=2)
    document.add_paragraph("It comes from the hill and is 12 degrees cold.")


def in_a_table(document: WordDocument) -> None:
    """A table used to lay a page out, with a text box beside it."""
    table = document.add_table(rows=1, cols=1)
    cell = table.cell(0, 0)
    cell.paragraphs[0].add_run("Snow comes early to the high villages").bold = True
    cell.add_paragraph("By Urs Feller")
    cell.add_paragraph("Two passes were closed on Monday, a month sooner than last year. The plough is out.")
    cell.add_paragraph().add_run("What drivers need").bold = True
    cell.add_paragraph("Winter tyres and chains, and some patience at the tunnel.")
    cell.add_paragraph("a full tank", style="List Bullet")
    cell.add_paragraph("a blanket", style="List Bullet")
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
            "<w:txbxContent><w:p><w:r><w:t>The road to the upper lake stays open.</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
    )


def soft_breaks(document: WordDocument) -> None:
    """A mail pasted into Word: one paragraph, all its lines ended with Shift+Enter."""
    paragraph = document.add_paragraph()
    for line in (
        "Choir of the deaf gives its first concert",
        "By Nele Otto",
        "",
        "Twenty singers who cannot hear filled the hall of Brack on Saturday. They sang with their hands.",
        "",
        "How it sounds",
        "- The floor carries the drum.",
        "- The light follows the hands.",
        "",
        "What comes after",
        "A tour of seven towns begins in March. Tickets cost nine euros.",
    ):
        paragraph.add_run(line).add_break()


def all_heading_1(document: WordDocument) -> None:
    """One who knows one style only."""
    document.add_heading("Wolves return to the northern moor", level=1)
    document.add_paragraph("By Ewan Grey")
    document.add_paragraph(
        "Two wolves have been filmed on the moor for the first time since 1890. They looked well fed."
    )
    document.add_heading("What farmers want", level=1)
    document.add_paragraph("Fences, dogs, and somebody to pay for both. The province has promised an answer.")
    document.add_heading("What wolves want", level=1)
    document.add_paragraph("Deer, mostly.")
    document.add_paragraph("roe deer", style="List Bullet")
    document.add_paragraph("and their fawns", style="List Bullet 2")
    document.add_paragraph("boar", style="List Bullet")
    document.add_paragraph("“They were here before the sheep.”", style="Intense Quote")


def bold_dates(document: WordDocument) -> None:
    """A timeline in paragraphs that begin with a bold date."""
    document.add_paragraph("How the ice hall came to have no roof", style="Title")
    document.add_paragraph("The hall of Sund lost its roof in four steps. Nobody was in it.")
    for date, text in (
        ("Jan. 9, 2024", " — Half a metre of snow falls in a night."),
        ("Jan. 11, 2024", " — A beam cracks. The hall is closed."),
        ("Jan. 12, 2024", " — The roof comes down at dawn."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(date).bold = True
        paragraph.add_run(text)
    bold(document, "Who is to blame")
    document.add_paragraph("The snow, says the builder. The builder, says the town.")


def kursk_in_styles(document: WordDocument) -> None:
    """The related headlines have the style of headings; the sub-headings have the one below."""
    document.add_heading("North Korean troops in Kursk take casualties", 0)
    document.add_heading("North Korean troops in Kursk take casualties", 1)
    document.add_paragraph(
        "Kursk Oblast is a battlefield, and North Korean troops take casualties on it, Zelensky says."
    )
    document.add_heading("What happened in August?", 1)
    for text in (
        "Aug. 6: Ukrainian armed forces begin an incursion into Kursk Oblast",
        "Putin's reaction: The Kremlin orders a counter-strike",
        "The reinforcements: About 11,000 North Korean soldiers are sent",
    ):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Why it matters", 1)
    document.add_paragraph("Foreign troops are in a third country.")
    document.add_heading("What next", 1)
    document.add_paragraph("more fighting", style="List Paragraph").paragraph_format.left_indent = Pt(36)
    document.add_paragraph("Come back for updates.")
    for text in (
        "A part of Trump's plan to end the war",
        "Battlefield does not favor Kyiv, Russia says",
        "NATO member wants to shoot down missiles",
    ):
        document.add_heading(text, 2)
    document.add_heading("Russia and a Trump peace plan", 1)
    document.add_paragraph("Zelensky was in Budapest on Nov. 7, 2024.")
    document.add_heading("North Korean troops", 2)
    document.add_paragraph("About 11,000 of them are there", style="List Bullet")
    document.add_paragraph("Some are in combat", style="List Bullet")
    document.add_heading("Macron", 2)
    document.add_paragraph("Long-range missiles were talked about.")
    document.add_heading("European unity", 2)
    document.add_paragraph("It is needed, he said.")


BUILT: dict[str, tuple[Callable[[WordDocument], None], dict[str, Any]]] = {
    "with styles": (
        with_styles,
        {
            "headline": "Lighthouse keepers return to the cape",
            "standfirst": "Machines did the work for 30 years. Now two people will.",
            "byline": "Greta Holm",
            "dateline": "CAPE ARNE",
            "headings": [[2, "What the keepers do"], [3, "By day"], [3, "By night"], [2, "What it costs"]],
            "items": ["paint the railings", "write the log", "Light the lamp.", "Stay awake."],
            "events": [],
            "related": [],
            "links": ["https://example.org/board"],
            "figures": 1,
        },
    ),
    "story": (
        kursk,
        {
            "headline": "North Korean soldiers take casualties in Kursk, Zelensky says",
            "standfirst": "",
            "byline": "",
            "dateline": "",
            "headings": [
                [2, "What happened in August?"],
                [2, "Why this is important"],
                [2, "What to expect"],
                [2, "Russia and a Trump peace plan"],
                [3, "The North Korean troops"],
                [3, "Meeting with Macron"],
                [3, "European unity"],
            ],
            "items": [
                "Aug. 6: Ukrainian",
                "Putin's reaction:",
                "The reinforcements:",
                "more fighting in",
                "an answer from",
                "About 11,000 of",
                "Some are already",
                "They have casualties",
            ],
            "events": [["", "2024-08-06"], ["Putin's reaction", ""], ["The reinforcements", ""]],
            "related": [
                "Part of Trump's plan to end the war has become known",
                "Battlefield does not favor Kyiv, West faces a choice, Russia says",
                "NATO member wants to shoot down Russian missiles",
            ],
        },
    ),
    "story in styles": (
        kursk_in_styles,
        {
            "headline": "North Korean troops in Kursk take casualties",
            "headings": [
                [2, "What happened in August?"],
                [2, "Why it matters"],
                [2, "What next"],
                [2, "Russia and a Trump peace plan"],
                [3, "North Korean troops"],
                [3, "Macron"],
                [3, "European unity"],
            ],
            "events": [["", "2024-08-06"], ["Putin's reaction", ""], ["The reinforcements", ""]],
            "related": [
                "A part of Trump's plan to end the war",
                "Battlefield does not favor Kyiv, Russia says",
                "NATO member wants to shoot down missiles",
            ],
        },
    ),
    "all heading 1": (
        all_heading_1,
        {
            "headline": "Wolves return to the northern moor",
            "byline": "Ewan Grey",
            "headings": [[2, "What farmers want"], [2, "What wolves want"]],
            "items": ["roe deer", "and their fawns", "boar"],
            "events": [],
            "related": [],
            "quotes": ["They were here before the sheep."],
        },
    ),
    "bold dates": (
        bold_dates,
        {
            "headline": "How the ice hall came to have no roof",
            "headings": [[2, "Who is to blame"]],
            "events": [["", "2024-01-09"], ["", "2024-01-11"], ["", "2024-01-12"]],
            "related": [],
        },
    ),
    "tracked changes": (
        tracked_changes,
        {
            "headline": "Old quarry becomes a lake for swimmers",
            "headings": [[2, "The water"]],
            "items": [],
            "events": [],
            "related": [],
            "paragraphs": ["The quarry of Lindau will be filled with water by August, the town says."],
        },
    ),
    "in a table": (
        in_a_table,
        {
            "headline": "Snow comes early to the high villages",
            "byline": "Urs Feller",
            "headings": [[2, "What drivers need"]],
            "items": ["a full tank", "a blanket"],
            "events": [],
            "related": [],
        },
    ),
    "soft breaks": (
        soft_breaks,
        {
            "headline": "Choir of the deaf gives its first concert",
            "byline": "Nele Otto",
            "headings": [[2, "How it sounds"], [2, "What comes after"]],
            "items": ["The floor carries", "The light follows"],
            "events": [],
            "related": [],
        },
    ),
}


def built(name: str) -> bytes:
    """The .docx of this name, as a file's bytes."""
    document = Document()
    BUILT[name][0](document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
