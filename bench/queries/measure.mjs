/* Usage: node measure.mjs WORKER INDEX < queries.json. Talks to the built worker as the page does; prints one JSON object. */
import { readFileSync } from "node:fs"
import { performance } from "node:perf_hooks"
import vm from "node:vm"

const [worker, indexFile] = process.argv.slice(2)
const queries = JSON.parse(readFileSync(0, "utf8"))
const index = JSON.parse(readFileSync(indexFile, "utf8"))

let listen, reply
const scope = { addEventListener: (_, f) => { listen = f }, postMessage: message => { reply = message }, Intl, console }
vm.runInNewContext(readFileSync(worker, "utf8"), scope)
const send = (type, data) => { listen({ data: { type, data } }); return reply }

const begun = performance.now(), busy = process.cpuUsage()
send(0, { ...index, options: { suggest: false } })
const ready = performance.now() - begun, used = process.cpuUsage(busy)
const answers = queries.map(q => {
  const start = performance.now(), busy = process.cpuUsage(), { data } = send(2, q)
  const ms = performance.now() - start, used = process.cpuUsage(busy)
  const items = data.items.flat().filter(item => item.score > 0).sort((a, b) => b.score - a.score)
  return { ms, cpu: (used.user + used.system) / 1000, found: items.map(item => item.location) }
})
console.log(JSON.stringify({ ready, cpu: (used.user + used.system) / 1000, answers }))
