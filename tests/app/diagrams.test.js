import assert from "node:assert/strict"
import { test } from "node:test"
import { createContext, runInContext } from "node:vm"
import { source } from "./browser.js"

function page(works) {
  const loaded = []
  const globals = {
    URL,
    document: {
      currentScript: { src: "file:///site/assets/mermaid/diagrams.js" },
      createElement: () => ({}),
      head: {
        append(script) {
          loaded.push(script.src)
          if (!works) return script.onerror()
          globals.mermaid = {
            initialize: settings => { globals.settings = settings },
            render: async (id, text) => ({ svg: `${id}: ${text}` }),
          }
          script.onload()
        },
      },
    },
  }
  globals.globalThis = globals
  runInContext(source("diagrams.js"), createContext(globals))
  return { globals, loaded }
}

test("Mermaid is loaded once, by the first diagram, from beside the script", async () => {
  const { globals, loaded } = page(true)
  const standIn = globals.mermaid
  standIn.initialize({ theme: "x" })
  assert.deepEqual(loaded, [])
  assert.deepEqual(await standIn.render("a", "flowchart"), { svg: "a: flowchart" })
  await standIn.render("b", "flowchart")
  assert.deepEqual(loaded, ["file:///site/assets/mermaid/mermaid.min.js"])
  assert.deepEqual(globals.settings, { theme: "x" })
})

test("without Mermaid a diagram says that it cannot be drawn", async () => {
  await assert.rejects(page(false).globals.mermaid.render("a", "b"), /mermaid.min.js could not be loaded/)
})
