// Warns two minutes before the idle sign-out, keeps the session alive on request, and leaves at zero.
// Other tabs count too: the last activity is shared through localStorage (a time, nothing else).
(() => {
  const dialog = document.getElementById("idle-warning");
  if (!dialog) return;
  const KEY = "zhucan-active-at";
  const limit = Number(dialog.dataset.idleSeconds) * 1000;
  const warnBefore = Math.min(120000, limit / 2);
  if (!limit) return;
  const left = dialog.querySelector("[data-idle-left]");
  const said = dialog.querySelector("[data-idle-said]");
  let activeAt = Date.now();
  let saidAt = null;
  let isLeaving = false;

  const share = () => { try { localStorage.setItem(KEY, String(activeAt)); } catch { /* This tab then counts alone. */ } };
  const lastActive = () => {
    try { return Math.max(activeAt, Number(localStorage.getItem(KEY)) || 0); } catch { return activeAt; }
  };
  const touch = () => { activeAt = Date.now(); share(); };
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];
  const leave = () => { isLeaving = true; window.zhucanSigningOut = true; dialog.querySelector("[data-idle-leave]").submit(); };

  const stay = async () => {
    try {
      const response = await fetch(dialog.dataset.keepAlive, {
        method: "POST", headers: { "X-CSRFToken": csrf() || "", "HX-Request": "true" }, redirect: "manual",
      });
      if (!response.ok || response.headers.has("HX-Redirect")) { leave(); return; }
      touch();
      dialog.close();
    } catch {
      said.textContent = "网络不通，暂时无法延长。请检查网络后再试。";
    }
  };

  const inWords = (seconds) => (seconds >= 60 ? `${Math.ceil(seconds / 60)} 分钟` : `${seconds} 秒`);
  const tick = () => {
    if (isLeaving) return;
    const rest = lastActive() + limit - Date.now();
    if (rest <= 0) { leave(); return; }
    if (rest > warnBefore) {
      if (dialog.open) dialog.close();
      saidAt = null;
      return;
    }
    const words = inWords(Math.ceil(rest / 1000));
    left.textContent = words;
    if (!dialog.open) dialog.showModal();
    const step = Math.ceil(rest / 30000);
    if (step !== saidAt) { saidAt = step; said.textContent = `${words}后将自动退出。`; }
  };

  touch();
  document.addEventListener("htmx:afterRequest", (event) => { if (!event.target.closest?.("[data-poll]")) touch(); });
  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  setInterval(tick, 1000);
})();
