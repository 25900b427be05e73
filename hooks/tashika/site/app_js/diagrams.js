// A stand-in for Mermaid, which is several times as heavy as a page. Material calls it as soon as a page is there; the
// real one is loaded, from this folder, and answers from then on, while the page is already in use.
(() => {
  const source = new URL("mermaid.min.js", document.currentScript.src)
  let settings = {}
  let loading

  const load = () => (loading ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: source.href })
    script.onload = () => {
      globalThis.mermaid.initialize(settings)
      resolve(globalThis.mermaid)
    }
    script.onerror = () => reject(new Error(`${source} could not be loaded`))
    document.head.append(script)
  }))

  globalThis.mermaid = {
    initialize: (given) => { settings = given; },
    render: async (...drawing) => (await load()).render(...drawing),
  }
})()
