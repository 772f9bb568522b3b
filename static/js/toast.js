// One way to say something in passing: document.dispatchEvent(new CustomEvent("zhucan:toast", {detail: {text, tone}})).
(() => {
  const KEEP_MS = 12000;
  const place = document.getElementById("toasts");
  if (!place) return;

  const show = (text, tone) => {
    const toast = document.createElement("div");
    toast.className = `toast ${tone || ""}`;
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn quiet";
    close.textContent = "关闭";
    close.addEventListener("click", () => toast.remove());
    toast.append(words, close);
    place.append(toast);
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, KEEP_MS);
      else toast.remove();
    };
    setTimeout(leave, KEEP_MS);
  };
  document.addEventListener("zhucan:toast", (event) => show(event.detail.text, event.detail.tone));
})();
