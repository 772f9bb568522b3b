// form[data-survey]: a part of a survey sheet. Without this script it is an ordinary form.
// With it: questions that are jumped over are hidden; what is typed is kept in this browser until it is saved; a part
// that meets no network waits here and is sent again when the line is back, under the same mark, so that it is written once.
// Never kept: data-private, hidden fields other than mark, version and the names of the questions asked. Drafts share the
// prefix and the shape of drafts.js, which throws them away after three days, for another user, and on signing out.
(() => {
  const PREFIX = "zhucan-draft:";
  const PART = "survey:";
  const AGAIN_MS = 15000;
  const WAIT_MS = 400;
  const KEPT_HIDDEN = ["token", "version", "asked"];
  let store = null;
  try { store = window.localStorage; } catch { /* Without it nothing is kept, and everything else works. */ }
  const mine = `${PREFIX}${document.body.dataset.user}:${PART}`;
  const form = document.querySelector("form[data-survey]");
  const here = location.pathname;
  const key = `${mine}${here}`;
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  // --- Jumps within the page ---
  const chosen = (question) => [...question.querySelectorAll("input:checked")].map((one) => one.value)
    .concat([...question.querySelectorAll("input[type=text], input:not([type]), textarea")].map((one) => one.value.trim()).filter(Boolean));
  const jump = (within) => {
    const questions = [...within.querySelectorAll("[data-question]")];
    let until = null;
    questions.forEach((question) => {
      if (until === question.dataset.question) until = null;
      question.hidden = until !== null || "unfit" in question.dataset;
      if (question.hidden || !question.dataset.skips) return;
      const values = chosen(question);
      question.dataset.skips.split(" ").forEach((pair) => {
        const [option, target] = pair.split(":");
        if (values.length && (option === "*" || values.includes(option))) until = target;
      });
    });
  };
  const follow = (root) => root.querySelectorAll("form.survey, [data-rehearsal]").forEach((one) => {
    jump(one);
    one.addEventListener("change", () => jump(one));
  });
  follow(document);
  document.addEventListener("htmx:afterSettle", (event) => follow(event.target));

  // --- What is kept ---
  const keepable = (control) => control.name && !control.closest("[data-private]") && !control.hasAttribute("data-of-private") &&
    (control.type !== "hidden" || KEPT_HIDDEN.includes(control.name)) && !/^(password|file|submit|button|reset)$/.test(control.type);
  const pairs = () => [...form.elements].filter(keepable)
    .filter((control) => !/^(checkbox|radio)$/.test(control.type) || control.checked)
    .map((control) => [control.name, control.value]);
  const keep = (waiting) => {
    try { store.setItem(key, JSON.stringify({ at: Date.now(), title: form.dataset.title, waiting, rows: pairs() })); } catch { return false; }
    return true;
  };
  const read = (one) => { try { return JSON.parse(store.getItem(one)); } catch { return null; } };
  const drop = (one) => { try { store?.removeItem(one); } catch { /* Nothing was kept. */ } };

  const say = (words, links = []) => {
    let note = document.getElementById("survey-note");
    if (!note) {
      note = document.createElement("div");
      note.id = "survey-note";
      note.className = "note warn";
      note.setAttribute("role", "status");
      document.querySelector("#main .head").after(note);
    }
    note.replaceChildren(document.createTextNode(words));
    links.forEach(([text, url]) => {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = text;
      note.append(" ", link);
    });
  };

  const send = async (url, body) => {
    const response = await fetch(url, {
      method: "POST", body, headers: { "X-CSRFToken": csrf(), "X-Survey-Save": "1" }, redirect: "manual", credentials: "same-origin",
    });
    if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) return { signedOut: true };
    return response.json();
  };

  // --- Sending what waits ---
  let isSending = false;
  const sendWaiting = async () => {
    if (isSending || !store || !navigator.onLine) return;
    isSending = true;
    try {
      const waiting = Object.keys(store).filter((one) => one.startsWith(mine) && read(one)?.waiting)
        .sort((one, other) => read(one).at - read(other).at);
      for (const one of waiting) {
        const draft = read(one);
        const url = one.slice(mine.length);
        const body = new URLSearchParams(draft.rows);
        let answer;
        try { answer = await send(url, body); } catch { break; }
        if (answer.saved) {
          drop(one);
          window.dispatchEvent(new Event("survey:sent"));
          if (form && url === here) { location.assign(answer.next); return; }
          say(`已补发：${draft.title}。电话等不留存的内容请再核对。`);
        } else if (answer.signedOut) {
          say("有没发出的内容，请重新登录后再打开本页，会自动补发。");
          break;
        } else {
          say(`“${draft.title}”没有补发：${answer.words}`, [["打开处理", url]]);
          store.setItem(one, JSON.stringify({ ...draft, waiting: false }));
        }
      }
    } finally { isSending = false; }
  };
  window.addEventListener("online", sendWaiting);
  setInterval(sendWaiting, AGAIN_MS);
  sendWaiting();
  if (!form) return;

  // --- The part on this page ---
  const restore = (draft) => {
    const values = draft.rows;
    [...form.elements].filter((control) => keepable(control) && control.type !== "hidden").forEach((control) => {
      const own = values.filter(([name]) => name === control.name).map(([, value]) => value);
      if (/^(checkbox|radio)$/.test(control.type)) control.checked = own.includes(control.value);
      else if (own.length) control.value = own[0];
    });
    jump(form);
  };
  const draft = store && read(key);
  if (draft && !draft.waiting && !form.querySelector("[data-error-summary]")) {
    restore(draft);
    say("已恢复上次没有保存的内容，请核对后保存。电话等不留存的内容请重填。");
  }

  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => store && keep(false), WAIT_MS);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await send(here, body);
      if (answer.saved) {
        drop(key);
        location.assign(answer.next);
        return;
      }
      if (answer.signedOut) {
        delete form.dataset.sending;
        const isKept = store && keep(false);
        say(`登录已失效，内容还没有保存。${isKept ? "已存在本机，重新登录后打开本页即可恢复。" : ""}`, [["重新登录", here]]);
        return;
      }
      drop(key);
      form.submit(); // the page says what is wrong
    } catch {
      delete form.dataset.sending;
      say(store && keep(true)
        ? "没有网络，内容已存在本机，联网后自动补发。请不要退出登录。电话等不留存在本机，补发后请再核对。"
        : "没有网络，内容还没有保存。请不要离开本页，联网后再按一次保存。");
    }
  });
})();
