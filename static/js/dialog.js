// data-dialog-open="#id" opens a <dialog>, data-dialog-close closes the one around it; focus returns to the opener.
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      const dialog = document.querySelector(opener.dataset.dialogOpen);
      if (!dialog || !dialog.showModal) return;
      event.preventDefault();
      dialog.addEventListener("close", () => opener.focus(), { once: true });
      dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    }
  });

  // A dialog that came with an htmx fragment opens itself.
  document.addEventListener("htmx:load", (event) => {
    const dialog = event.target.matches?.("dialog[data-dialog-now]") ? event.target : event.target.querySelector?.("dialog[data-dialog-now]");
    if (dialog && !dialog.open) dialog.showModal();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
