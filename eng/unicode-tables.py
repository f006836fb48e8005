#!/usr/bin/env python3
"""Writes src/LlmGateway.Core/Answers/UnicodeForm.bin: what NFKC needs, from this Python's Unicode data.

The handler runs without ICU, where string.Normalize leaves text as it is.
Little-endian: three tables, each with a count (i32) before it.
  compatibility decompositions: code point (i32), length in UTF-16 units (u8), those units (u16 each)
  combining classes:            code point (i32), class (u8)
  canonical compositions:       first (i32), second (i32), composed (i32)
Hangul syllables are left out: they follow from arithmetic.
"""
import pathlib
import struct
import unicodedata

HANGUL = range(0xAC00, 0xAC00 + 11172)
points = [p for p in range(0x110000) if not 0xD800 <= p < 0xE000 and p not in HANGUL]

decompositions = []
for point in points:
    char = chr(point)
    plain = unicodedata.normalize("NFKD", char)
    if plain != char:
        units = plain.encode("utf-16-le")
        decompositions.append(struct.pack("<iB", point, len(units) // 2) + units)

classes = [struct.pack("<iB", p, unicodedata.combining(chr(p))) for p in points if unicodedata.combining(chr(p))]

compositions = []
for point in points:
    parts = unicodedata.decomposition(chr(point)).split()
    if len(parts) == 2 and not parts[0].startswith("<"):
        first, second = (int(part, 16) for part in parts)
        if unicodedata.normalize("NFC", chr(first) + chr(second)) == chr(point):
            compositions.append(struct.pack("<iii", first, second, point))

target = pathlib.Path(__file__).parent.parent / "src/LlmGateway.Core/Answers/UnicodeForm.bin"
target.write_bytes(b"".join(struct.pack("<i", len(table)) + b"".join(table) for table in (decompositions, classes, compositions)))
print(f"Unicode {unicodedata.unidata_version}: {len(decompositions)} decompositions, {len(classes)} classes, {len(compositions)} compositions, {target.stat().st_size} bytes")
