// Keys of the desk, focus that is kept, and the camera where a browser reads codes by itself.
(() => {
  "use strict";
  const WAS = "otkel-desk-row";
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const row = () => document.activeElement && document.activeElement.closest("[data-row]");
  const typing = (one) => one && (one.matches("input:not([type=checkbox]), select, textarea") || one.isContentEditable);

  // The letter that stands on the key, also where the keyboard is set to Russian or Kazakh.
  function letter(event) {
    const other = event.key.length === 1 && event.key > "\u007f" && /^Key[A-Z]$/.test(event.code);
    return other ? event.code[3].toLowerCase() : event.key;
  }

  function move(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(row());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function press(one) {
    if (!one) return false;
    if (one.matches("input")) { one.focus(); one.select(); }
    else if (one.id === "call") { const many = document.getElementById("call-trucks"); many.focus(); many.select(); }
    else if (one.dataset.key === "?") { const keys = document.getElementById("keys"); keys.open = !keys.open; if (keys.open) keys.querySelector("summary").focus(); }
    else if (one.matches("summary")) { const box = one.parentElement; box.open = !box.open; if (box.open) { const first = box.querySelector("select, input:not([type=hidden]), button"); if (first) first.focus(); } }
    else one.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const here = document.activeElement;
    if (event.key === "Escape" && here) { const back = here.closest("[data-row]"); here.blur(); if (back) back.focus(); return; }
    if (typing(here)) return;
    if (letter(event) === "j" || event.key === "ArrowDown") { move(1); event.preventDefault(); return; }
    if (letter(event) === "k" || event.key === "ArrowUp") { move(-1); event.preventDefault(); return; }
    const mine = row(), pressed = letter(event);
    if (event.key === "Enter" && mine && here === mine) { const link = mine.querySelector("[data-open]"); if (link) { link.click(); event.preventDefault(); } return; }
    const key = CSS.escape(pressed);
    const open = mine && mine.querySelector("details[open]");
    const found = (open && open.querySelector(`[data-digit="${key}"]`)) || (mine && mine.querySelector(`[data-key="${key}"]`)) ||
      [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => !one.closest("[data-row]"));
    if (press(found)) event.preventDefault();
  });

  // One tap is one act: what was sent is not sent again while its answer is on its way.
  let sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    if (sent.has(event.target)) { event.preventDefault(); return; }
    sent.add(event.target);
    remember();
  });
  window.addEventListener("pageshow", () => { sent = new WeakSet(); });

  // Where the officer was: the row, else the one that stands in its place now.
  function place() {
    const mine = row();
    if (!mine) return null;
    const all = rows();
    return { id: mine.id, after: all.slice(all.indexOf(mine) + 1, all.indexOf(mine) + 20).map((one) => one.id), at: all.indexOf(mine) };
  }
  function restore(was) {
    if (!was) return false;
    const one = [was.id, ...was.after].map((id) => document.getElementById(id)).find(Boolean) || rows()[Math.min(was.at, rows().length - 1)];
    if (one) one.focus({ preventScroll: false });
    return Boolean(one);
  }
  function remember() { const was = place(); if (was) sessionStorage.setItem(WAS, JSON.stringify({ path: location.pathname, was })); }
  document.addEventListener("DOMContentLoaded", () => {
    const kept = sessionStorage.getItem(WAS);
    sessionStorage.removeItem(WAS);
    const one = kept && JSON.parse(kept);
    if (location.hash || document.querySelector("[autofocus]")) return;
    if (one && one.path === location.pathname && restore(one.was)) return;
    const scan = document.getElementById("scan");
    const first = document.querySelector("#arrive button, [data-first], h1 ~ [data-row]");
    if (first) first.focus();
    else if (scan) scan.focus();
  });

  // A live update: focus, what stands open, and what was typed or chosen stay.
  const FIELDS = "#live :is(input:not([type=hidden]), select, textarea)[id]";
  const touched = new WeakSet();
  document.addEventListener("input", (event) => touched.add(event.target));
  const isWritten = (one) => touched.has(one) || (one.matches("input[maxlength], textarea") && one.value);
  const isUsed = (form) => form.contains(document.activeElement) || [...form.elements].some(isWritten);
  const chosen = (one) => (one.selectedOptions && one.selectedOptions[0] ? one.selectedOptions[0].text : "");

  function fields() {
    return [...document.querySelectorAll(FIELDS)].filter((one) => one.form && isUsed(one.form))
      .map((one) => ({ id: one.id, value: one.value, text: chosen(one) }));
  }
  // A choice that is gone is said to be gone: another one in its place would be taken for the officer's own.
  function write(was) {
    const one = document.getElementById(was.id);
    if (!one || one.value === was.value) return;
    one.value = was.value;
    if (one.value === was.value || !one.dataset.gone) return;
    one.add(new Option(`${was.text.split(" · ")[0]} · ${one.dataset.gone}`, was.value, false, true), 0);
  }
  // Where what had the focus is gone, the part in which it stood has it: the next Tab goes on from there.
  function parts(one) {
    const all = [];
    for (let part = one && one.closest("#live [id]"); part; part = part.parentElement.closest("#live [id]")) all.push(part.id);
    return all;
  }
  function goTo(ids) {
    const part = ids.map((id) => document.getElementById(id)).find(Boolean);
    if (part && !part.hasAttribute("tabindex") && part.tabIndex < 0) part.tabIndex = -1;
    if (part) part.focus({ preventScroll: true });
  }
  let held = null;
  document.addEventListener("htmx:before:swap", () => {
    held = { was: place(), parts: parts(document.activeElement), fields: fields(), open: [...document.querySelectorAll("#live details[open]")].map((one) => one.id) };
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!held) return;
    for (const id of held.open) { const one = document.getElementById(id); if (one) one.open = true; }
    held.fields.forEach(write);
    if (held.was && !row()) restore(held.was);
    if (document.activeElement === document.body) goTo(held.parts);
    held = null;
  });

  document.addEventListener("DOMContentLoaded", () => {
    const print = document.getElementById("print");
    if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
  });

  // A camera that reads codes, where the browser has one.
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("camera"), view = document.getElementById("view"), scan = document.getElementById("scan");
    if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
      if (!stream) return;
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      view.srcObject = stream; view.hidden = false;
      await view.play();
      const look = async () => {
        const codes = await detector.detect(view).catch(() => []);
        if (!codes.length) { requestAnimationFrame(look); return; }
        stream.getTracks().forEach((one) => one.stop());
        view.hidden = true;
        scan.value = codes[0].rawValue;
        scan.form.requestSubmit();
      };
      look();
    });
  });
})();
