// Forms: no double submit, a question before unsaved changes are left, focus on the error summary.
(() => {
  const changed = new WeakSet();
  let leavingByForm = false;

  const focusSummary = (root) => {
    const summary = root.querySelector?.("[data-error-summary]");
    if (!summary) return;
    summary.focus();
    summary.closest("form[data-guard]") && changed.add(summary.closest("form[data-guard]"));
  };
  focusSummary(document);
  document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));

  // A link into a folded part opens it first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    const folded = link && document.getElementById(link.hash.slice(1))?.closest("details");
    if (folded) folded.open = true;
  });

  const free = (form) => {
    delete form.dataset.busy;
    form.querySelectorAll(".busy").forEach((button) => {
      button.classList.remove("busy");
      button.removeAttribute("aria-disabled");
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    // What is typed into another form of the page is not sent with this one.
    const others = [...document.querySelectorAll("form[data-guard]")].some((own) => own !== form && changed.has(own));
    if (others && !window.confirm("这一页还有没有保存的内容，继续会丢失。要继续吗？")) {
      event.preventDefault();
      return;
    }
    leavingByForm = true;
    if (form.hasAttribute("data-repeatable")) return;
    form.dataset.busy = "yes";
    const button = event.submitter;
    if (button) {
      button.classList.add("busy");
      button.setAttribute("aria-disabled", "true");
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) free(form);
    leavingByForm = false;
  });
  // The page came back from the browser's memory: its buttons must work again.
  window.addEventListener("pageshow", () => {
    leavingByForm = false;
    document.querySelectorAll("form[data-busy]").forEach(free);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) changed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if (leavingByForm || window.zhucanSigningOut) return;
    const unsaved = [...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form));
    if (unsaved) event.preventDefault();
  });
})();
