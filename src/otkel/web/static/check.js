// The check page: shows what matters for what was given, adds lines, and keeps the form in this browser.
(() => {
  "use strict";
  const form = document.getElementById("trip");
  if (!form) return;
  const KEPT = form.dataset.keep || "otkel.check";

  // -- what matters: data-when="name=one|two" or "name=!one"
  const given = (name) =>
    [...form.elements].filter((one) => (one.name === name || one.name.startsWith(name + "."))
      && (!/^(checkbox|radio)$/.test(one.type) || one.checked)).map((one) => one.value);
  const matters = (when) => {
    const [name, wanted] = when.split("=");
    const values = given(name);
    if (wanted.startsWith("!")) return !values.includes(wanted.slice(1));
    return wanted.split("|").some((one) => values.includes(one));
  };
  const filled = (part) =>
    [...part.querySelectorAll("input, select")].some((one) =>
      /^(checkbox|radio)$/.test(one.type) ? one.checked && one.value : one.value && !/currency$/.test(one.name));
  const show = () => {
    for (const part of form.querySelectorAll("[data-when]")) {
      part.hidden = !matters(part.dataset.when) && !filled(part);
    }
  };

  // -- one line more
  const addLine = (list) => {
    const lines = [...form.querySelectorAll("[data-line]")].filter((one) => {
      const path = one.dataset.line;
      return path.startsWith(list + ".") && /^\d+$/.test(path.slice(list.length + 1));
    });
    const last = lines.at(-1);
    if (!last || lines.length >= 60) return null;
    const number = +last.dataset.line.slice(list.length + 1);
    const line = last.cloneNode(true);
    const from = `${list}.${number}.`, to = `${list}.${number + 1}.`;
    for (const one of [line, ...line.querySelectorAll("*")]) {
      for (const at of [...one.attributes]) {
        if (at.value.includes(from) || at.value === `${list}.${number}`) {
          one.setAttribute(at.name, (at.value + ".").replaceAll(from, to).slice(0, -1));
        }
      }
    }
    for (const one of line.querySelectorAll("input, select")) {
      if (/^(checkbox|radio)$/.test(one.type)) one.checked = one.type === "radio" && one.value === "";
      else if (one.tagName === "SELECT") one.selectedIndex = 0;
      else one.value = "";
    }
    const title = line.querySelector("legend");
    if (title) title.textContent = title.textContent.replace(/\d+(?!.*\d)/, number + 2);
    last.after(line);
    return line;
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=add]");
    if (!button || button.value === "consignments") return;
    const line = addLine(button.value);
    if (!line) return;
    event.preventDefault();
    show();
    line.querySelector("input, select").focus();
  });

  // -- kept in this browser, and nowhere else
  const note = form.querySelector("[data-kept-note]");
  const pairs = () => [...new FormData(form)]
    .filter(([name, value]) => name !== "csrf" && typeof value === "string" && value);
  const keep = () => {
    try { localStorage.setItem(KEPT, JSON.stringify(pairs())); } catch { return; }
    note.hidden = false;
  };
  const put = (name, value) => {
    let found = [...form.elements].filter((one) => one.name === name);
    for (let parts = name.split("."), n = parts.length - 1; !found.length && n > 0; n--) {
      if (!/^\d+$/.test(parts[n])) continue;
      const list = parts.slice(0, n).join(".");
      while (!found.length && addLine(list)?.dataset.line.slice(list.length + 1) <= +parts[n]) {
        found = [...form.elements].filter((one) => one.name === name);
      }
    }
    if (!found.length) {
      const carried = Object.assign(document.createElement("input"), { type: "hidden", name });
      form.append(carried);
      found = [carried];
    }
    for (const one of found) {
      if (/^(checkbox|radio)$/.test(one.type)) one.checked = one.value === value;
      else {
        one.value = value;
        if (one.tagName === "SELECT" && one.value !== value) { one.add(new Option(value, value)); one.value = value; }
      }
      if (value) one.closest("details.more")?.setAttribute("open", "");
    }
  };
  const restore = () => {
    let held;
    try { held = JSON.parse(localStorage.getItem(KEPT) || "null"); } catch { held = null; }
    if (!Array.isArray(held)) return;
    for (const [name, value] of held) if (typeof name === "string" && typeof value === "string") put(name, value);
    note.hidden = false;
  };
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(keep, 200); };
  form.addEventListener("input", () => { show(); soon(); });
  form.addEventListener("change", () => { show(); soon(); });
  form.querySelector("[data-clear]")?.addEventListener("click", () => {
    clearTimeout(waiting);
    try { localStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
    location.assign(form.getAttribute("action"));
  });
  form.querySelector("[data-noscript]")?.remove();
  if (form.dataset.kept === "restore") restore();
  else if (form.dataset.kept !== "example") keep();
  show();

  // -- the answer
  for (const one of document.querySelectorAll('a[href="#change"], a[data-change]')) {
    one.addEventListener("click", () => document.getElementById("change").setAttribute("open", ""));
  }
  document.getElementById("verdict")?.focus({ preventScroll: true });
  for (const one of document.querySelectorAll("[data-print]")) {
    one.hidden = false;
    one.addEventListener("click", () => print());
  }
})();
