// "/" puts the cursor into the global search, unless something is being typed.
(() => {
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(document.activeElement) || document.querySelector("dialog[open]")) return;
    const box = document.querySelector("[data-search-key]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
