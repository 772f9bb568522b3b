// Bulk actions: input[data-pick-all] ticks every input[data-pick] of its [data-pick-group], or else of its form;
// [data-picked] says how many are ticked.
(() => {
  const rangeOf = (box, form) => box.closest("[data-pick-group]") || form;
  const update = (form) => {
    form.querySelectorAll("input[data-pick-all]").forEach((all) => {
      const boxes = [...rangeOf(all, form).querySelectorAll("input[data-pick]")];
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = boxes.length > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    });
    const ticked = form.querySelectorAll("input[data-pick]:checked").length;
    form.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = String(ticked); });
  };
  const show = (root) => root.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));

  document.addEventListener("change", (event) => {
    const box = event.target;
    const form = box.closest?.("form");
    if (!form) return;
    if (box.matches("[data-pick-all]")) {
      rangeOf(box, form).querySelectorAll("input[data-pick]").forEach((one) => { one.checked = box.checked; });
      update(form);
    } else if (box.matches("[data-pick]")) {
      update(form);
    }
  });

  // A wide filter form may submit itself when a choice changes; the button stays for everybody else.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
})();
