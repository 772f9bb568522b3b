// form[data-identity]: the ID number says birth date and sex, the certificate number also category and grade.
// They are put into fields that are empty or that this script has filled; without it the server does the same on saving.
(() => {
  const form = document.querySelector("form[data-identity]");
  if (!form) return;
  const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const CHECKS = "10X98765432";
  const ID_LENGTH = 18;
  const own = new Map(); // what this script has written, by field name

  const tidy = (text) => text.normalize("NFKC").toUpperCase().replace(/[\s'‘’`-]/g, "");
  const fill = (name, value) => {
    const control = form.elements[name];
    if (!control || (control.value && control.value !== own.get(name))) return;
    control.value = value;
    own.set(name, value);
  };
  const read = (number) => {
    const year = number.slice(6, 10), month = number.slice(10, 12), day = number.slice(12, 14);
    const date = new Date(Date.UTC(year, month - 1, day));
    const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day) && date <= Date.now();
    const sum = WEIGHTS.reduce((total, weight, place) => total + weight * number[place], 0);
    return { born: `${year}-${month}-${day}`, isDay, sex: number[16] % 2 ? "male" : "female", isRight: CHECKS[sum % 11] === number[17] };
  };

  const note = document.createElement("span");
  note.className = "hint";
  note.setAttribute("role", "status");
  form.elements.id_number?.after(note);

  const onIdentity = () => {
    const number = tidy(form.elements.id_number.value);
    note.textContent = "";
    if (!/^\d{17}[\dX]$/.test(number)) return;
    const found = read(number);
    if (!found.isDay || !found.isRight) {
      note.textContent = `身份证号有误：${found.isDay ? "最后一位校验码不符" : "第 7 到 14 位不是出生日期"}，请核对。`;
      return;
    }
    fill("birth_date", found.born);
    fill("sex", found.sex);
    note.textContent = `出生日期 ${found.born}，${found.sex === "male" ? "男" : "女"}。`;
  };
  const onCard = () => {
    const number = tidy(form.elements.card_number.value);
    if (!/^\d{17}[\dX][1-7][1-4](B\d+)?$/.test(number)) return;
    fill("card_category", number[ID_LENGTH]);
    fill("card_grade", number[ID_LENGTH + 1]);
  };
  form.elements.id_number?.addEventListener("input", onIdentity);
  form.elements.card_number?.addEventListener("input", onCard);
})();
