// Bulk actions: input[data-pick-all] ticks every input[data-pick] of its form; [data-picked] says how many are ticked.
(() => {
  const update = (form) => {
    const boxes = [...form.querySelectorAll("input[data-pick]")];
    const ticked = boxes.filter((box) => box.checked).length;
    const all = form.querySelector("input[data-pick-all]");
    if (all) {
      all.checked = boxes.length > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    form.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = String(ticked); });
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    const form = box.closest?.("form");
    if (!form) return;
    if (box.matches("[data-pick-all]")) {
      form.querySelectorAll("input[data-pick]").forEach((one) => { one.checked = box.checked; });
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
