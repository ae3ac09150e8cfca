// Keeps the page of a truck for when there is no line: network first, and what was kept last where it fails.
"use strict";
const KEPT = "otkel-truck";
const PAGE = /^\/(en|ru|kk)\/truck\/[^/]+$/;
const PATIENCE_MS = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(event.request));
  else if (PAGE.test(decodeURI(url.pathname))) event.respondWith(page(event.request, url.pathname));
});

// Files change their address with their content: what is kept is right for ever.
async function asset(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}

async function page(request, path) {
  const kept = await caches.open(KEPT);
  const coming = fetch(request).then(async (answer) => {
    if (answer.ok) await keep(kept, path, answer.clone());
    else if (answer.status === 404) await kept.delete(path);
    return answer;
  });
  const found = await kept.match(path);
  if (!found) return coming;
  const late = new Promise((resolve) => setTimeout(() => resolve(found), PATIENCE_MS));
  return Promise.race([coming.catch(() => found), late]);
}

// The page, and what it needs to be shown: also what the browser took before this was at work.
async function keep(kept, path, answer) {
  const text = await answer.clone().text();
  await kept.put(path, answer);
  const needs = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((one) => one[1]);
  for (const one of await kept.keys()) {
    const url = new URL(one.url);
    if (url.pathname.startsWith("/static/") && !needs.includes(url.pathname + url.search)) await kept.delete(one);
  }
  await Promise.all(needs.map(async (one) => (await kept.match(one)) || kept.add(one).catch(() => {})));
}

// A call: what it says comes with it; the page of the truck is the one that is kept.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : { title: "Otkel", body: "" };
  const how = { body: told.body, icon: "/static/icon.svg", tag: "otkel-call", requireInteraction: true };
  event.waitUntil(self.registration.showNotification(told.title, how));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

async function open() {
  const isTruck = (one) => PAGE.test(decodeURI(new URL(one.url).pathname));
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find(isTruck);
  if (there) return there.focus();
  const kept = (await (await caches.open(KEPT)).keys()).filter(isTruck);
  if (kept.length) return self.clients.openWindow(kept[kept.length - 1].url);
}
