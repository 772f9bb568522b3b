"""Characters for which no font of this machine has a shape: a name must never come out as a blank box."""

import re
from functools import lru_cache

from weasyprint.text.ffi import ffi, gobject, pango, pangoft2

# What the Noto fonts may lack: extension A, the newest of the basic block, private use, extensions from B on.
RARE = re.compile("[\u3400-\u4dbf\u9fa6-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff]")
ffi.cdef("int pango_layout_get_unknown_glyphs_count(PangoLayout *layout);")


def shapeless_in(text):
    """Return the characters of a text, each once and in order, that no font of this machine can draw."""
    return [sign for sign in dict.fromkeys(RARE.findall(text)) if not has_shape(sign)]


@lru_cache(maxsize=10_000)
def has_shape(sign):
    """True if some font of this machine has a glyph for the character."""
    fonts = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
    context = ffi.gc(pango.pango_font_map_create_context(fonts), gobject.g_object_unref)
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    written = sign.encode()
    pango.pango_layout_set_text(layout, written, len(written))
    return pango.pango_layout_get_unknown_glyphs_count(layout) == 0


def spelled_out(sign):
    """Return what stands on paper for a character without a shape: its number in Unicode."""
    return f"〔U+{ord(sign):04X}〕"
