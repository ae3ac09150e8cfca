// The page of one truck: what changes comes by a stream; without a line the last known state stays, with its age.
"use strict";
(() => {
  const truck = document.getElementById("truck");
  const offline = document.getElementById("offline");
  const said = document.getElementById("said");
  const now = () => document.getElementById("now");

  function tellAge() {
    const minutes = Math.max(0, Math.round((Date.now() - Number(now().dataset.at)) / 60000));
    const text = minutes < 120 ? truck.dataset.ago : truck.dataset.hoursAgo;
    const age = now().querySelector("[data-age]");
    age.textContent = minutes ? "· " + text.replace("{n}", minutes < 120 ? minutes : Math.round(minutes / 60)) : "";
  }

  function setOffline(is) {
    offline.hidden = !is;
    truck.classList.toggle("offline", is);
  }

  function keep() {
    if (!window.caches) return;
    const html = "<!doctype html>" + document.documentElement.outerHTML;
    const headers = { "content-type": "text/html; charset=utf-8" };
    caches.open("otkel-truck").then((kept) => kept.put(location.pathname, new Response(html, { headers })));
  }

  function keepAll() {
    if (!window.caches) return;
    const needs = [...document.querySelectorAll("link[href^='/static/'], script[src]")];
    caches.open("otkel-truck").then((kept) => kept.addAll(needs.map((one) => one.href || one.src))).catch(() => {});
    keep();
  }

  function take(html) {
    const before = now().dataset.says;
    now().outerHTML = html;
    if (now().dataset.says !== before) said.textContent = now().dataset.says;
    setOffline(false);
    tellAge();
    keep();
    if ("over" in now().dataset) stream.close();
  }

  let stream;
  function follow() {
    stream = new EventSource(truck.dataset.live);
    stream.onopen = () => setOffline(false);
    stream.onmessage = (event) => take(event.data);
    stream.onerror = () => {
      setOffline(true);
      if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 15000);
    };
  }

  tellAge();
  setInterval(tellAge, 15000);
  if (!navigator.onLine) setOffline(true);
  window.addEventListener("offline", () => (setOffline(true), tellAge()));
  if (!("over" in now().dataset)) follow();
  // The first time the worker begins only now: the page, and what it needs, are given to it by hand.
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").catch(() => {});
    navigator.serviceWorker.ready.then(keepAll);
  }
})();
