// Says what went wrong when a part of a page could not be fetched. The CSRF header comes from hx-headers on <body>.
(() => {
  const WORDS = {
    400: "请求无法处理，请刷新页面后重试。",
    403: "没有权限，或页面已过期。请刷新页面后重试。",
    404: "内容不存在，可能已被移走。",
    413: "文件太大，没有上传。",
    429: "操作太频繁，请稍后再试。",
  };
  const say = (text) => document.dispatchEvent(new CustomEvent("zhucan:toast", { detail: { text, tone: "bad" } }));

  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const number = xhr.getResponseHeader("X-Request-Number");
    const fallback = `系统出错，操作没有完成。${number ? `请求编号：${number}。` : ""}`;
    say(WORDS[xhr.status] || fallback);
  });
  document.addEventListener("htmx:sendError", () => say("网络不通，内容没有更新。请检查网络后重试。"));
  document.addEventListener("htmx:timeout", () => say("网络太慢，内容没有更新。请稍后重试。"));
})();
