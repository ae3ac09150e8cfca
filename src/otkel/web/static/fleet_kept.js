// The workbook stays in this browser until it is forgotten, so that a reload keeps it; only its form ever sends it.
"use strict";
(() => {
  const form = document.getElementById("fleet"), note = form.querySelector("[data-kept]");
  const STORE = "fleet", KEY = "file";
  let keeping = null;  // a file that is being put away

  const opened = new Promise((found, failed) => {
    const asked = indexedDB.open("otkel", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const run = async (mode, work) => {
    const tables = (await opened).transaction(STORE, mode), asked = work(tables.objectStore(STORE));
    return new Promise((done, failed) => {
      tables.oncomplete = () => done(asked.result);
      tables.onabort = tables.onerror = () => failed(tables.error);
    });
  };

  const tell = (name) => {
    note.hidden = !name;
    note.querySelector("[data-kept-name]").textContent = name || "";
  };
  const keep = async () => {
    const file = form.file.files[0];
    if (!file) return;
    const kept = { name: file.name, type: file.type, bytes: await file.arrayBuffer(), rule: form.rule.value };
    await run("readwrite", (table) => table.put(kept, KEY));
    tell(file.name);
  };
  const restore = async () => {
    const kept = await run("readonly", (table) => table.get(KEY));
    if (!kept || form.file.files.length) return;
    const carrier = new DataTransfer();
    carrier.items.add(new File([kept.bytes], kept.name, { type: kept.type }));
    form.file.files = carrier.files;
    if (form.dataset.restores) form.rule.value = kept.rule;
    tell(kept.name);
  };
  const forget = async () => {
    await run("readwrite", (table) => table.delete(KEY));
    form.file.value = "";
    tell("");
    form.file.focus();
  };

  // Where a browser keeps nothing, the page does without.
  const soon = () => { keeping = keep().catch(() => tell("")).finally(() => { keeping = null; }); };
  restore().catch(() => {});
  form.addEventListener("change", soon);
  form.querySelector("[data-forget]").addEventListener("click", () => forget().catch(() => {}));
  form.addEventListener("submit", (event) => {
    if (!keeping) return;
    event.preventDefault();
    keeping.finally(() => form.requestSubmit(event.submitter));
  });
})();
