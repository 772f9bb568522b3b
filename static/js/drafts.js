// form[data-draft="name"] keeps what is typed in this browser until it is saved.
// Never stored: data-private, passwords, files, hidden fields. Thrown away: drafts older than three days, drafts of
// another user of this computer, and all of them when one signs out by hand.
(() => {
  const PREFIX = "zhucan-draft:";
  const KEEP_MS = 3 * 24 * 3600 * 1000;
  const WAIT_MS = 800;
  let store;
  try {
    store = window.localStorage;
  } catch {
    return;
  }
  if (!store) return;

  const mine = `${PREFIX}${document.body.dataset.user}:`;
  const all = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  document.querySelector("form[data-forget-drafts]")?.addEventListener("submit", () => all().forEach((key) => store.removeItem(key)));

  all().forEach((key) => {
    try {
      if (!key.startsWith(mine)) throw new Error("another user");
      if (Date.now() - JSON.parse(store.getItem(key)).at > KEEP_MS) store.removeItem(key);
    } catch {
      store.removeItem(key);
    }
  });

  const keepable = (form) => [...form.elements].filter((control) =>
    control.name && !control.closest("[data-private]") && !/^(hidden|password|file|submit|button|reset)$/.test(control.type));
  const read = (form) => keepable(form).map((control) =>
    [control.name, control.value, /^(checkbox|radio)$/.test(control.type) ? control.checked : null]);

  const write = (form, rows) => {
    const controls = keepable(form);
    rows.forEach(([name, value, checked]) => {
      const control = controls.find((one) => one.name === name && (checked === null || one.value === value));
      if (!control) return;
      if (checked === null) control.value = value;
      else control.checked = checked;
      const folded = checked === null && value && control.closest("details");
      if (folded) folded.open = true; // what comes back is to be seen
      control.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  const offer = (form, key, draft) => {
    const note = document.createElement("div");
    note.className = "note";
    note.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = `有一份 ${new Date(draft.at).toLocaleString("zh-CN")} 没有保存的草稿（不含证号、电话等敏感内容）。`;
    const take = document.createElement("button");
    take.type = "button";
    take.className = "btn";
    take.textContent = "恢复草稿";
    take.addEventListener("click", () => { write(form, draft.rows); note.remove(); form.querySelector("input:not([type=hidden]), select, textarea")?.focus(); });
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn quiet";
    drop.textContent = "丢弃草稿";
    drop.addEventListener("click", () => { store.removeItem(key); note.remove(); });
    note.append(words, take, drop);
    form.before(note);
  };

  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = `${mine}${location.pathname}:${form.dataset.draft}`;
    let timer;
    const found = store.getItem(key);
    if (found) {
      const draft = JSON.parse(found);
      if (JSON.stringify(draft.rows) !== JSON.stringify(read(form))) offer(form, key, draft);
    }
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        try {
          store.setItem(key, JSON.stringify({ at: Date.now(), rows: read(form) }));
        } catch { /* A full store only means that there is no draft. */ }
      }, WAIT_MS);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); store.removeItem(key); });
  });
})();
