// The survey's offline page (static/js/survey-offer.js) is deleted from this device when one signs out, when nobody or
// somebody else is signed in, and after its hours. Loaded by every page, and by the one to sign in.
(() => {
  const NAME = "zhucan-offline";
  if (!window.caches) return;
  const read = () => { try { return JSON.parse(localStorage.getItem(NAME)); } catch { return null; } };
  const forget = () => {
    try { localStorage.removeItem(NAME); } catch { /* Then nothing was noted either. */ }
    return caches.delete(NAME);
  };
  const kept = read();
  if (!kept || kept.user !== document.body.dataset.user || Date.now() > kept.until) forget();
  document.querySelectorAll("form[data-forget-drafts], form[data-idle-leave]").forEach((form) => form.addEventListener("submit", forget));
  document.querySelector("[data-forget-offline]")?.addEventListener("click", async (event) => {
    await forget();
    event.target.closest("[data-offline-kept]").textContent = "已从这台设备删除。已存、还没有补发的答案仍会补发。";
  });
})();
