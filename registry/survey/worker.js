// The service worker of the survey, for pages below its own address. It keeps one page, when it is told to: the offline page
// of a village, with the styles and scripts of it. Where there is no network it shows that page, for some hours; any other
// request goes its usual way. Signing out deletes what is kept (static/js/offline-forget.js).
const CACHE = "zhucan-offline";
const STAMP = "X-Kept-Until";

const forget = () => caches.delete(CACHE);

const keep = async ({ page, until }) => {
  const response = await fetch(page, { credentials: "same-origin", redirect: "error" });
  if (!response.ok) throw new Error(String(response.status));
  const headers = new Headers(response.headers);
  headers.set(STAMP, String(until));
  const text = await response.text();
  const files = [...text.matchAll(/(?:href|src)="([^"]+\.(?:css|js))"/g)].map(([, file]) => file);
  await forget();
  const cache = await caches.open(CACHE);
  await cache.addAll(files);
  await cache.put(self.registration.scope, new Response(text, { headers }));
};

const kept = async () => {
  const response = await caches.match(self.registration.scope, { cacheName: CACHE });
  if (!response) return Response.error();
  if (Date.now() < Number(response.headers.get(STAMP))) return response;
  await forget();
  return Response.error();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const tell = (isKept) => event.ports[0].postMessage({ isKept });
  event.waitUntil(keep(event.data).then(() => tell(true), () => forget().then(() => tell(false))));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(kept));
  } else if (/^(style|script|font|image)$/.test(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { cacheName: CACHE })) || Response.error()));
  }
});
