import assert from "node:assert/strict"
import { test } from "node:test"
import { Caches, cut, SCOPE, serving, worker } from "./browser.js"

const ONE = { "index.html": "home", "404.html": "none", "ch1/量子化.html": "note", "a.css": "a" }
const TWO = { ...ONE, "index.html": "new home" }

async function installed(version, files, caches, network = serving(files), later = []) {
  const made = await worker(version, files, caches, network, later)
  await made.run("install")
  await made.run("activate")
  return made
}

test("what is kept is given without a network, whatever follows the path", async () => {
  const caches = new Caches()
  await installed("1", ONE, caches)
  const offline = await worker("1", ONE, caches, cut)
  assert.equal(await offline.get(`${SCOPE}index.html`), "home")
  assert.equal(await offline.get(SCOPE), "home")
  assert.equal(await offline.get(`${SCOPE}ch1/${encodeURI("量子化")}.html?h=x#y`), "note")
  assert.deepEqual(offline.asked, [])
})

test("an unknown page without a network is the page for that, and an unknown file an error", async () => {
  const caches = new Caches()
  await installed("1", ONE, caches)
  const offline = await worker("1", ONE, caches, cut)
  assert.equal(await offline.get(`${SCOPE}x.html`, { mode: "navigate" }), "none")
  await assert.rejects(offline.get(`${SCOPE}x.png`), TypeError)
  await assert.rejects(offline.get(`${SCOPE}%E0%A4%A`), TypeError)
})

test("a new build fetches only what has changed, and the build before is forgotten", async () => {
  const caches = new Caches()
  await installed("1", ONE, caches)
  const made = await installed("2", TWO, caches)
  assert.deepEqual(made.asked, [`${SCOPE}index.html`])
  assert.deepEqual(await caches.keys(), [`tashika ${SCOPE} 2`])
  assert.equal(await made.get(`${SCOPE}index.html`), "new home")
  assert.equal(await made.get(`${SCOPE}a.css`), "a")
})

test("a build that a server has only half of is not taken, and the one before stays", async () => {
  const caches = new Caches()
  const before = await installed("1", ONE, caches)
  const made = await worker("2", TWO, caches, serving(ONE))
  await assert.rejects(made.run("install"), /index\.html is not what build 2 made/)
  assert.equal(await before.get(`${SCOPE}index.html`), "home")
})

test("an installation that was interrupted goes on where it was", async () => {
  const caches = new Caches()
  const half = { ...ONE }
  delete half["a.css"]
  const first = await worker("1", ONE, caches, serving(half))
  await assert.rejects(first.run("install"))
  await new Promise(resolve => setTimeout(resolve, 20))
  const second = await installed("1", ONE, caches)
  assert.deepEqual(second.asked, [`${SCOPE}a.css`])
})

test("caches of other sites and of other programs are left alone", async () => {
  const caches = new Caches()
  await caches.open("tashika https://notes.example/other/ 9")
  await caches.open("someone's")
  await installed("1", ONE, caches)
  assert.equal((await caches.keys()).length, 3)
})

test("other machines, and what is not read but sent, are none of its business", async () => {
  const made = await installed("1", ONE, new Caches())
  assert.equal(await made.get("https://elsewhere.example/index.html"), undefined)
  assert.equal(await made.get(`${SCOPE}index.html`, { method: "POST" }), undefined)
})

const DRAWN = { ...ONE, "mermaid.js": "heavy" }

test("a heavy file is fetched after the others, once a page is idle, and a new build takes it over", async () => {
  const caches = new Caches()
  const made = await installed("1", DRAWN, caches, serving(DRAWN), ["mermaid.js"])
  assert.ok(!made.asked.includes(`${SCOPE}mermaid.js`))
  await made.run("message")
  await made.run("message")
  assert.deepEqual(made.asked.filter(url => url.endsWith("mermaid.js")), [`${SCOPE}mermaid.js`])
  const next = { ...DRAWN, "index.html": "new home" }
  const second = await installed("2", next, caches, serving(next), ["mermaid.js"])
  assert.deepEqual(second.asked, [`${SCOPE}index.html`])
  const offline = await worker("2", next, caches, cut, ["mermaid.js"])
  assert.equal(await offline.get(`${SCOPE}mermaid.js`), "heavy")
})

test("a page that needs a heavy file before has it kept, and without a network that is an error for it alone", async () => {
  const caches = new Caches()
  const made = await installed("1", DRAWN, caches, serving(DRAWN), ["mermaid.js"])
  const offline = await worker("1", DRAWN, caches, cut, ["mermaid.js"])
  await assert.rejects(offline.get(`${SCOPE}mermaid.js`), TypeError)
  await offline.run("message")
  assert.equal(await offline.get(SCOPE), "home")
  assert.equal(await made.get(`${SCOPE}mermaid.js`), "heavy")
  assert.equal(await offline.get(`${SCOPE}mermaid.js`), "heavy")
})
