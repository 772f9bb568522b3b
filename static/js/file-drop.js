// A file input inside [data-drop] also takes dropped files, shows name and size, and refuses what is over data-max-mb.
(() => {
  const MB = 1024 * 1024;
  const size = (bytes) => (bytes >= MB ? `${(bytes / MB).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);

  const report = (zone, input) => {
    let line = zone.querySelector(".chosen");
    if (!line) {
      line = document.createElement("p");
      line.className = "chosen";
      line.setAttribute("role", "status");
      zone.append(line);
    }
    const files = [...input.files];
    const most = Number(zone.dataset.maxMb || 0) * MB;
    const tooBig = most ? files.find((file) => file.size > most) : null;
    const empty = files.find((file) => file.size === 0);
    line.classList.toggle("bad", Boolean(tooBig || empty));
    if (tooBig) line.textContent = `“${tooBig.name}”有 ${size(tooBig.size)}，超过 ${zone.dataset.maxMb} MB，请拆分后再选。`;
    else if (empty) line.textContent = `“${empty.name}”是空文件，请重新选择。`;
    else line.textContent = files.map((file) => `${file.name}（${size(file.size)}）`).join("、");
    if (tooBig || empty) input.value = "";
  };

  const ready = (zone) => {
    const input = zone.querySelector("input[type=file]");
    if (!input || zone.dataset.ready) return;
    zone.dataset.ready = "yes";
    input.addEventListener("change", () => report(zone, input));
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    }));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      const dropped = event.dataTransfer.files;
      if (!dropped.length) return;
      const picked = new DataTransfer();
      [...dropped].slice(0, input.multiple ? dropped.length : 1).forEach((file) => picked.items.add(file));
      input.files = picked.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  const readyAll = (root) => root.querySelectorAll?.("[data-drop]").forEach(ready);
  readyAll(document);
  document.addEventListener("htmx:load", (event) => readyAll(event.target));
})();
