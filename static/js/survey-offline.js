// The offline page of a village: choose a person, fill in, keep in this browser. survey.js sends what is kept when the line
// is back, part by part, each under its own mark. Whom a question is asked of is reckoned here as `registry.survey.rules` does.
(() => {
  const form = document.querySelector("form[data-offline]");
  const facts = JSON.parse(document.getElementById("offline-facts").textContent);
  const mine = `zhucan-draft:${document.body.dataset.user}:survey:`;
  const said = document.getElementById("offline-said");
  const sheets = new Map(facts.sheets.map((sheet) => [String(sheet.pk), sheet]));
  let sheet = null;

  const isKept = (one) => localStorage.getItem(`${mine}${one.visit}`) !== null;
  const mark = () => document.querySelectorAll("[data-sheet]").forEach((button) => {
    button.querySelector("[data-kept]").hidden = !isKept(sheets.get(button.dataset.sheet));
  });
  const meets = (one, { age, category, grade }) =>
    age >= (one.age_from ?? 0) && age <= (one.age_to ?? 999) &&
    (!one.categories || one.categories.includes(category)) && (!one.grades || one.grades.includes(grade));
  const change = () => form.dispatchEvent(new Event("change"));

  document.querySelectorAll("[data-sheet]").forEach((button) => button.addEventListener("click", () => {
    sheet = sheets.get(button.dataset.sheet);
    form.reset();
    form.querySelectorAll("[data-question]").forEach((question) => {
      const when = facts.when[question.dataset.question];
      if (when.length && !when.some((one) => meets(one, sheet))) question.dataset.unfit = "";
      else delete question.dataset.unfit;
    });
    form.hidden = false;
    form.querySelector("h2").textContent = `${sheet.name}，${sheet.age} 岁`;
    said.textContent = "";
    change();
    form.querySelector("h2").focus();
  }));

  const rows = (controls) => controls
    .filter((control) => control.name && !control.closest("[hidden]"))
    .filter((control) => !/^(checkbox|radio)$/.test(control.type) || control.checked)
    .map((control) => [control.name, control.value]);
  const controlsIn = (part) => [...part.querySelectorAll("input, select, textarea")];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const mode = form.querySelector("input[name=mode]:checked")?.value;
    if (!mode || !form.elements.visited_on.value.trim() || (mode === "lost" && !form.elements.lost_reason.value)) {
      said.textContent = "请填写调查方式和调查日期；失访的还要选失访原因。";
      return;
    }
    const parts = [["调查方式", sheet.visit, rows(controlsIn(form.querySelector("[data-visit]")))]];
    form.querySelectorAll("[data-part]").forEach((part) => {
      const found = rows(controlsIn(part));
      const isAnswered = found.some(([name, value]) => name !== "asked" && value.trim());
      if (mode !== "lost" && isAnswered) parts.push([part.dataset.title, sheet.parts[part.dataset.part], found]);
    });
    try {
      parts.forEach(([title, url, found], place) => localStorage.setItem(`${mine}${url}`, JSON.stringify({
        at: Date.now() + place, title: `${sheet.name} ${title}`, waiting: true,
        rows: [["token", crypto.randomUUID()], ["version", "0"], ...found],
      })));
    } catch {
      said.textContent = "这台设备存不下了，请联网补发以后再填。";
      return;
    }
    form.hidden = true;
    said.textContent = `${sheet.name}的答案已存在本机，联网后自动补发。电话请联网后补填，再点“填写完成”。`;
    mark();
    said.focus();
  });
  window.addEventListener("survey:sent", mark);
  mark();
})();
