"""Without a mouse: Tab to a control, then press, type or choose. No script moves the focus."""

TOO_FAR = 250
IN_MAIN = "found => document.querySelector('main').contains(found)"
ON_IT = "found => found === document.activeElement"
CHOSEN = "found => found.selectedOptions[0].textContent.trim()"


def tab_to(page, control):
    """Move the focus with Tab until it stands on `control`."""
    control.wait_for()
    if page.evaluate("document.activeElement === document.body") and control.evaluate(IN_MAIN):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the link past the menu
    for _ in range(TOO_FAR):
        if control.evaluate(ON_IT):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"用 Tab 键到不了：{control}")


def press(page, role, name, key="Enter", *, exact=False):
    """Press the first control with this role and name."""
    tab_to(page, page.get_by_role(role, name=name, exact=exact).first)
    page.keyboard.press(key)


def fill(page, label, text):
    """Write over what stands in the field with this label."""
    tab_to(page, page.get_by_label(label).first)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page, label, option):
    """Move down the list with this label until it shows `option`."""
    control = page.get_by_label(label).first
    tab_to(page, control)
    for _ in range(TOO_FAR):
        if control.evaluate(CHOSEN) == option:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"没有这一项：{option}")
