"""What draws the mark on a page of a PDF, from two drawings that all pages share."""

ACROSS, FOOT = "/ZcMarkAcross", "/ZcMarkFoot"  # the pattern over the page, and the line at its foot
FOOT_ABOVE, SIDE = 9, 18  # points from the lower edge and from the sides of the page
HEAD_BELOW = 18  # points from the upper edge of a turned page, where the code takes the room at the foot


def calls(box, foot_width):
    """Return the operators that end what stood on a page before and draw both over it.

    :param box: left, bottom, right and top of the page in points.
    :param foot_width: of the line as it was drawn, in points; on a narrower page it is made smaller.
    """
    left, bottom, right, top = box
    line = bottom + FOOT_ABOVE if top - bottom > right - left else top - HEAD_BELOW
    scale = min(1, (right - left - 2 * SIDE) / foot_width)
    return (
        f"\nQ\n/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\n"
        f"q 1 0 0 1 {left:.2f} {bottom:.2f} cm {ACROSS} Do Q\n"
        f"q {scale:.4f} 0 0 {scale:.4f} {left + SIDE:.2f} {line:.2f} cm {FOOT} Do Q\nEMC\n"
    )
