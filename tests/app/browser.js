// A browser's parts that a worker uses, and no more: caches, a network, the three lines that a build writes above it.
import { webcrypto } from "node:crypto"
import { readFileSync } from "node:fs"
import { createContext, runInContext } from "node:vm"

export const SCOPE = "https://notes.example/site/"
const FOLDER = new URL("../../hooks/tashika/site/app_js/", import.meta.url)

export const source = name => readFileSync(new URL(name, FOLDER), "utf8")

export async function sha256(text) {
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex")
}

class Cache {
  entries = new Map()
  async match(url) { return this.entries.get(url)?.clone() }
  async put(url, response) { this.entries.set(url, response) }
}

export class Caches {
  named = new Map()
  async open(name) {
    if (!this.named.has(name)) this.named.set(name, new Cache())
    return this.named.get(name)
  }
  async keys() { return [...this.named.keys()] }
  async delete(name) { return this.named.delete(name) }
}

// The worker of a build with these files, started; `network` answers addresses or throws.
export async function worker(version, files, caches, network, later = []) {
  const digests = {}
  for (const [path, text] of Object.entries(files)) digests[path] = await sha256(text)
  const listeners = {}
  const asked = []
  const self = {
    registration: { scope: SCOPE },
    clients: { claim: async () => {} },
    skipWaiting: async () => {},
    addEventListener: (type, listener) => { listeners[type] = listener },
  }
  const fetch = async target => {
    const url = target.url ?? target
    asked.push(url)
    return network(url)
  }
  const globals = { self, caches, fetch, crypto: webcrypto, URL, Response, Uint8Array, TextEncoder }
  const text = `const VERSION = "${version}";\nconst FILES = ${JSON.stringify(digests)};
    const LATER = ${JSON.stringify(later)};\n${source("worker.js")}`
  runInContext(text, createContext(globals))
  const run = async type => {
    let done
    listeners[type]({ waitUntil: promise => { done = promise } })
    await done
  }
  const get = async (url, { mode = "no-cors", method = "GET" } = {}) => {
    let answer
    listeners.fetch({ request: { url, mode, method }, respondWith: promise => { answer = promise } })
    return answer && (await answer).text()
  }
  return { run, get, asked }
}

export const serving = files => url => {
  const path = decodeURI(url.slice(SCOPE.length))
  return path in files ? new Response(files[path]) : new Response("", { status: 404 })
}

export const cut = () => { throw new TypeError("no network") }
