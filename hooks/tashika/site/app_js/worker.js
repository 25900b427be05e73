// The site without a network: all its files are kept, each as the build that this worker belongs to made it.
//
// The build writes three lines above this: `VERSION`, which names the build; `FILES`, which has the SHA-256 of each file
// by its path; and `LATER`, the paths of heavy files that few pages need. These are fetched once the others are there,
// when a page says that it is idle, or when one is asked for. A new build is a new worker: it keeps what it needs before it takes over, takes files that have not
// changed from the build before, and refuses one that is not what the build made (a site may be replaced meanwhile).

const PREFIX = `tashika ${self.registration.scope} `
const NAME = PREFIX + VERSION
const CONTENTS = new URL("sw-contents.json", self.registration.scope).href
const AT_ONCE = 6

const address = (path) => new URL(encodeURI(path), self.registration.scope).href

async function digest(response) {
  const bytes = await crypto.subtle.digest("SHA-256", await response.arrayBuffer())
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

async function buildsBefore() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME)
  const builds = await Promise.all(names.map(async (name) => {
    const cache = await caches.open(name)
    const contents = await cache.match(CONTENTS)
    return { cache, files: contents ? await contents.json() : {} }
  }))
  return builds
}

async function fetched(path) {
  const response = await fetch(address(path), { cache: "no-cache" })
  if (!response.ok || (await digest(response.clone())) !== FILES[path]) {
    throw new Error(`${path} is not what build ${VERSION} made`)
  }
  return response
}

// Takes a file from a build before; whether it is kept then.
async function take(cache, path, before) {
  if (await cache.match(address(path))) return true; // an installation that was interrupted goes on
  const same = before.find((build) => build.files[path] === FILES[path])
  const kept = same && (await same.cache.match(address(path)))
  if (kept) await cache.put(address(path), kept)
  return Boolean(kept)
}

async function keep(cache, path, before) {
  if (!(await take(cache, path, before))) await cache.put(address(path), await fetched(path))
}

async function complete() {
  const cache = await caches.open(NAME)
  for (const path of LATER) await keep(cache, path, [])
}

async function install() {
  const cache = await caches.open(NAME)
  const before = await buildsBefore()
  const rest = Object.keys(FILES).filter((path) => !LATER.includes(path))
  const lane = async () => { while (rest.length) await keep(cache, rest.shift(), before); }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  for (const path of LATER) await take(cache, path, before)
  await cache.put(CONTENTS, new Response(JSON.stringify(FILES)))
  await self.skipWaiting()
}

async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME)
  await Promise.all(names.map((name) => caches.delete(name)))
  await self.clients.claim()
}

// The path of a file that an address of this site names, or undefined.
function pathOf(url) {
  const scope = self.registration.scope
  const plain = url.split(/[?#]/, 1)[0]
  if (!plain.startsWith(scope)) return undefined
  let path
  try { path = decodeURI(plain.slice(scope.length)); } catch { return undefined; }
  if (path === "" || path.endsWith("/")) path += "index.html"
  return path in FILES ? path : undefined
}

async function answer(request, path) {
  const cache = await caches.open(NAME)
  if (path && LATER.includes(path)) await keep(cache, path, []).catch(() => {})
  const kept = path && (await cache.match(address(path)))
  if (kept) return kept
  try {
    return await fetch(request)
  } catch (error) {
    const missing = request.mode === "navigate" && (await cache.match(address("404.html")))
    if (missing) return missing
    throw error
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()))
self.addEventListener("activate", (event) => event.waitUntil(activate()))
self.addEventListener("message", (event) => event.waitUntil(complete().catch(() => {}))); // the next page asks again
self.addEventListener("fetch", (event) => {
  const { request } = event
  const ours = request.method === "GET" && request.url.startsWith(self.registration.scope)
  if (ours) event.respondWith(answer(request, pathOf(request.url)))
})
