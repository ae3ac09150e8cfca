// A call by web push: the browser gives an address, and takes it back.
"use strict";
(() => {
  const part = document.getElementById("push");
  if (!part || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const show = (name, is) => (document.getElementById("push-" + name).hidden = !is);

  function tell(isOn, isRefused = false) {
    for (const [name, is] of [["on", isOn], ["off", !isOn], ["start", !isOn], ["stop", isOn]]) show(name, is);
    show("refused", isRefused);
  }

  function key() {
    const text = part.dataset.key.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  }

  async function post(end, address) {
    const headers = { "content-type": "application/json" };
    const csrf = document.querySelector("meta[name=csrf]");
    if (csrf) headers["x-csrf-token"] = csrf.content;
    const answer = await fetch(part.dataset.push + end, { method: "POST", headers, body: JSON.stringify(address) });
    if (!answer.ok) throw new Error(answer.status);
  }

  async function start(worker) {
    const asked = { userVisibleOnly: true, applicationServerKey: key() };
    const address = (await worker.pushManager.getSubscription()) || (await worker.pushManager.subscribe(asked));
    await post("", address);
    tell(true);
  }

  async function stop(worker) {
    const address = await worker.pushManager.getSubscription();
    if (address) await post("/stop", address).finally(() => address.unsubscribe());
    tell(false);
  }

  navigator.serviceWorker.ready.then(async (worker) => {
    const on = (name, work) =>
      document.getElementById("push-" + name).addEventListener("click", () =>
        work(worker).catch(() => tell(false, true)));
    on("start", start);
    on("stop", stop);
    part.hidden = false;
    const address = await worker.pushManager.getSubscription();
    tell(Boolean(address));
  });
})();
