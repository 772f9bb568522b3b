"""Small files that stand for evidence: a picture of a name board, a page of an appointment letter."""

import struct
import zlib

WIDTH, HEIGHT = 180, 240
BOARD = (72, 108)  # columns of the board on the wall
PALETTE = ((168, 152, 132), (186, 171, 150), (246, 246, 240), (176, 34, 28), (96, 84, 72))
WALL, LIGHT_WALL, WHITE, RED, MORTAR = range(5)
GB1 = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
METRICS = b"/Flags 6/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93/FontBBox[-25 -254 1000 880]"
STROKES = 5  # characters on the board are drawn as a few bars each
JOINT = bytes([MORTAR]) * WIDTH
COURSES = {
    (shade, odd): bytes(MORTAR if (x + 15 * odd) % 30 < 2 else shade for x in range(WIDTH))
    for shade in (WALL, LIGHT_WALL)
    for odd in (0, 1)
}


def board_picture(rng):
    """Return a PNG of a white board with red writing on a brick wall; no two are alike."""
    shift, brick = rng.randrange(-20, 20), rng.randrange(14, 26)
    shades = [rng.choice((WALL, LIGHT_WALL)) for _ in range(40)]
    words = [rng.randrange(1, 2**STROKES) for _ in range(9)]
    rows = [_row(y, shift, brick, shades=shades, words=words) for y in range(HEIGHT)]
    return _png(rows)


def _row(y, shift, brick, *, shades, words):
    row = bytearray(_wall(y, brick, shades))
    left, right = BOARD[0] + shift, BOARD[1] + shift
    if 15 <= y < HEIGHT - 15:
        row[left:right] = bytes([WHITE]) * (right - left)
        row[left : left + 2] = row[right - 2 : right] = bytes([RED, RED])
        place, line = divmod(y - 24, 22)
        if 0 <= place < len(words) and line < 16 and words[place] >> (line * STROKES // 16) & 1:
            row[left + 10 : right - 10] = bytes([RED]) * (right - left - 20)
    return bytes(row)


def _wall(y, brick, shades):
    if y % brick < 2:
        return JOINT
    course = y // brick
    return COURSES[shades[course % len(shades)], course % 2]


def _png(rows):
    raw = b"".join(b"\0" + row for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in PALETTE)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def letter_pdf(title, lines):
    """Return a PDF of one page with a title and lines in a Chinese face that every reader supplies."""
    texts = [_shown(title, 22, x=120, y=720)]
    texts += [_shown(line, 15, x=90, y=650 - 32 * number) for number, line in enumerate(lines)]
    content = "\n".join(texts).encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light%s/FontDescriptor 7 0 R>>" % GB1,
        b"<</Type/FontDescriptor/FontName/STSong-Light%s>>" % METRICS,
    )
    return _pdf(objects)


def _shown(text, size, *, x, y):
    return f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _pdf(objects):
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
