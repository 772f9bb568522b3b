// A tree is nested lists with <button class="twig" aria-expanded aria-controls>. The button shows and hides its list;
// the list is fetched by htmx on the first click (hx-trigger="click once" on the button, hx-target its list).
(() => {
  const toggle = (twig, open) => {
    const branch = document.getElementById(twig.getAttribute("aria-controls"));
    twig.setAttribute("aria-expanded", String(open));
    if (branch) branch.hidden = !open;
  };
  document.addEventListener("click", (event) => {
    const twig = event.target.closest(".tree .twig");
    if (twig) toggle(twig, twig.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", (event) => {
    const twig = event.target.closest?.(".tree .twig");
    if (!twig || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
    const wantsOpen = event.key === "ArrowRight";
    if ((twig.getAttribute("aria-expanded") === "true") !== wantsOpen) {
      event.preventDefault();
      twig.click();
    }
  });
})();
