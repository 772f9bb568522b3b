// The side menu is a <details>: open on wide screens, folded on narrow ones. Drop-downs close by Escape or a click elsewhere.
(() => {
  const wide = matchMedia("(min-width: 901px)");
  const menu = document.querySelector("[data-menu]");
  const follow = () => { if (menu) menu.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);

  const openOnes = () => document.querySelectorAll("[data-dropdown][open]");
  document.addEventListener("click", (event) => {
    openOnes().forEach((one) => { if (!one.contains(event.target)) one.open = false; });
  });
  document.addEventListener("focusin", (event) => {
    openOnes().forEach((one) => { if (!one.contains(event.target)) one.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openOnes().forEach((one) => { one.open = false; one.querySelector("summary").focus(); });
    if (menu && menu.open && !wide.matches && menu.contains(document.activeElement)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
