#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a small folder of mixed documents: what lands on a desk when a town worries about a taxi.

usage: make.py FOLDER

Everything is made up: the town of Harrowmere, its people (called by their roles or nicknames), a
telephone number that Ofcom keeps free for drama, a registration mark of a year
that has not come. The same man, car and number turn up in several of the papers, as they would. The bytes are
the same on every run.
"""

import email.message
import email.policy
import os
import sys
import zipfile

PHONE = "07700 900417"
MARK = "YX98 KXR"  # September 2048

NOTE_1 = f"""Harrowmere Youth Project
Contact note
Date: 11 March 2003

Child A (known to the youth worker for a year) said that a man called Ash waits outside the
leisure centre in Millbrook Lane in a silver taxi. She wrote down the number plate: {MARK}.
She is picked up there on Fridays and was away from home twice last week. She did not want to say
more. The youth worker rang the duty desk of Harrowmere Police at 17:40 and was told that somebody
would ring back. Nobody had rung back by the end of the month.
"""

NOTE_2 = f"""# School visit

Date: 28 March 2003

The head of year at Harrowmere High says that three girls of year 9 have new phones. One of them
showed a number she is told to ring: {PHONE}. It belongs to "Ash from the taxis".

The head of year asked what happens next. We said that we would pass it on to Harrowmere Council,
and did so on the same day.
"""

LOG = [
    ("Date", "Source", "Place", "What was seen or said"),
    ("2003-03-07", "outreach worker", "Millbrook Lane",
     f"Silver taxi {MARK} outside the leisure centre, two girls got in"),
    ("2003-03-14", "outreach worker", "Millbrook Lane",
     "Same taxi. The driver is called Ash by everybody"),
    ("2003-03-21", "night bus driver", "Station Road",
     "Girl of about 14 asked to be let on without paying, was frightened, would not say why"),
    ("2003-04-04", "outreach worker", "Millbrook Lane",
     f"Child A gave the number she is told to ring: {PHONE}"),
    ("2003-04-11", "taxi office, by telephone", "",
     "Say that no driver called Ash works for them, but that a silver car was sold in January"),
]

MAIL = f"""To the duty inspector,

this is the third time that we write about the man called Ash (silver taxi, {MARK}). The
number our young people are told to ring is {PHONE}. We attach what our outreach workers
saw in March.

Please tell us who has this now, and what will be done.

The co-ordinator
Harrowmere Youth Project
"""

ATTACHED = """Observations, March 2003

7 March, Millbrook Lane: silver taxi, two girls got in.
14 March, Millbrook Lane: the same.
21 March, Station Road: a frightened girl on the night bus.
"""

BRIEFING = [
    "Harrowmere Police",
    "Analyst's briefing, 14 May 2003",
    "",
    "Five reports since March name the same man, called Ash, or his car.",
    f"Vehicle: silver taxi, {MARK}.",
    f"Telephone: {PHONE}.",
    "Place: Millbrook Lane, outside the leisure centre, Fridays.",
    "",
    "At least four children are believed to be at risk of harm.",
    "No person has been named as responsible for these reports.",
    "",
    "Recommended: one named owner; speak to Child A with a worker whom",
    "she trusts; find the keeper of the car; report back by 1 June 2003.",
]

MINUTES = [
    ("Title", "Minutes of the multi-agency meeting, 12 June 2003"),
    (None, "Present: Harrowmere Police (chief inspector), Harrowmere Council (service manager), "
           "Harrowmere Youth Project (co-ordinator), head of year of Harrowmere High."),
    (None, "Item 4. The analyst's briefing of 14 May was discussed. The man called Ash was named. "
           "The chief inspector said that the matter was known under Operation Lantern."),
    (None, "Action: none was recorded against a name."),
    (None, "Next meeting: to be arranged."),
]

MINUTES_TABLE = [("Report", "From", "Answer"),
                 ("Contact note of 11 March", "Youth Project", "none recorded"),
                 ("E-mail of 2 April", "Youth Project", "none recorded")]

PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Parents ask about taxis in Millbrook Lane</title>
<style>body {{ font-family: serif }}</style><script>var visits = 1;</script></head>
<body><h1>Parents ask about taxis in Millbrook Lane</h1>
<p><b>Harrowmere Courier, 20 June 2003.</b> Parents at Harrowmere High want to know why a silver taxi,
{MARK}, is allowed to wait outside the leisure centre.</p>
<p>Harrowmere Council said that it &ldquo;takes every report seriously&rdquo;. Harrowmere Police did
not answer our questions.</p>
<ul><li>Know more? <a href="mailto:newsdesk@harrowmere-courier.example">Write to us</a></li></ul>
</body></html>
"""


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def csv_cell(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def make_csv():
    return "".join(",".join(map(csv_cell, row)) + "\r\n" for row in LOG).encode()


def make_eml():
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"] = "The co-ordinator <coordinator@youth-project.example>"
    m["To"] = "Duty inspector <duty@harrowmere-police.example>"
    m["Date"] = "Wed, 02 Apr 2003 09:12:00 +0100"
    m["Message-ID"] = "<third-letter@youth-project.example>"
    m["Subject"] = "Man called Ash: our third letter"
    m.set_content(MAIL)
    m.add_attachment(ATTACHED, filename="observations.txt")
    m.set_boundary("harrowmere-part")
    return m.as_bytes()


def make_pdf():
    """One page, one font, every offset in the table at the end (ISO 32000-1, section 7.5)."""
    escape = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
    lines = "".join(f"({line.translate(escape)}) Tj T*\n" for line in BRIEFING)
    content = f"BT /F1 12 Tf 15 TL 72 760 Td\n{lines}ET\n"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Title (Analyst's briefing: Millbrook Lane) /Author (Analyst 7, Harrowmere Police) "
        "/CreationDate (D:20030514101500+01'00') >>",
    ]
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{at:010d} 00000 n \n".encode() for at in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R >>\n".encode()
    return out + f"startxref\n{table}\n%%EOF\n".encode()


def xml_text(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def docx_paragraph(style, text):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{xml_text(text)}</w:t></w:r></w:p>'


def docx_table(rows):
    cells = ("".join(f"<w:tc>{docx_paragraph(None, c)}</w:tc>" for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def make_docx(path):
    """Office Open XML, ECMA-376: the parts that every reader needs, stored and not packed, so that the
    bytes do not depend on a version of zlib."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    schema = "http://schemas.openxmlformats.org"
    office = schema + "/officeDocument/2006/relationships"
    word = schema + "/wordprocessingml/2006/main"
    body = "".join(docx_paragraph(style, text) for style, text in MINUTES) + docx_table(MINUTES_TABLE)
    parts = {
        "[Content_Types].xml":
            f'{head}<Types xmlns="{schema}/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/'
            'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels":
            f'{head}<Relationships xmlns="{schema}/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{schema}/package/2006/relationships/metadata/'
            'core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/document.xml":
            f'{head}<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        "docProps/core.xml":
            f'{head}<cp:coreProperties xmlns:cp="{schema}/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{MINUTES[0][1]}</dc:title><dc:creator>Minute taker, Harrowmere Council"
            '</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2003-06-13T08:30:00Z'
            "</dcterms:created></cp:coreProperties>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as z:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2003, 6, 13, 8, 30, 0))
            info.create_system = 0
            z.writestr(info, text)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__.strip())
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    write(folder, "01-contact-note.txt", NOTE_1.encode())
    write(folder, "02-school-visit.md", NOTE_2.encode())
    write(folder, "03-outreach-log.csv", make_csv())
    write(folder, "04-third-letter.eml", make_eml())
    write(folder, "05-analysts-briefing.pdf", make_pdf())
    make_docx(os.path.join(folder, "06-meeting-minutes.docx"))
    write(folder, "07-parents-ask.html", PAGE.encode())


if __name__ == "__main__":
    main()
