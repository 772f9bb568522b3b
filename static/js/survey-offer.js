// [data-offline-offer]: on request, this device keeps a page with the sheets of the village for where there is no line.
// Only over https (or on the machine itself): elsewhere browsers have no service workers, and the offer stays hidden.
(() => {
  const offer = document.querySelector("[data-offline-offer]");
  if (!offer || !navigator.serviceWorker || !window.caches) return;
  const NAME = "zhucan-offline";
  const HOUR_MS = 3600 * 1000;
  const button = offer.querySelector("button");
  const said = offer.querySelector("[role=status]");
  const { page, worker, scope, hours } = offer.dataset;
  offer.hidden = false;

  const ask = (target, message) => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data.isKept);
    target.postMessage(message, [channel.port2]);
  });
  button.addEventListener("click", async () => {
    said.textContent = "正在备好……";
    const until = Date.now() + Number(hours) * HOUR_MS;
    try {
      await navigator.serviceWorker.register(worker, { scope });
      const { active } = await navigator.serviceWorker.ready;
      if (!(await ask(active, { page, until }))) throw new Error("not kept");
      localStorage.setItem(NAME, JSON.stringify({ user: document.body.dataset.user, until }));
      const time = new Date(until).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
      said.textContent = `已备好，到 ${time} 前有效。没有网络时打开或刷新年度调查的任何一页，就是离线填写页。`;
    } catch {
      said.textContent = "没有备好，请检查网络后再试。";
    }
  });
})();
