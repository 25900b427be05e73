// Sets one formula. Runs in QuickJS behind katex.min.js, never in a browser; the answer is JSON, since QuickJS cannot
// hand on a long string that is still made of parts.
"use strict";

function words(tokens) {
  return tokens.slice().reverse().map((t) => (/^\\[A-Za-z]+$/.test(t.text) ? t.text + " " : t.text)).join("");
}

function reference(shown, known) {
  return (context) => {
    const name = words(context.consumeArgs(1)[0]);
    return "\\href{#eq-" + name + "}{" + shown("\\text{" + (known[name] || "?") + "}") + "}";
  };
}

function declareOperator(context) {
  const star = context.future().text === "*" ? context.popToken().text : "";
  const [name, text] = context.consumeArgs(2);
  context.macros.set(words(name).trim(), "\\operatorname" + star + "{" + words(text) + "}");
  return "";
}

function setFormula(tex, display, macros, known) {
  const labels = JSON.parse(known);
  const own = {
    "\\label": (context) => { context.consumeArgs(1); return ""; },
    "\\ref": reference((text) => text, labels),
    "\\eqref": reference((text) => "\\text{(}" + text + "\\text{)}", labels),
    "\\DeclareMathOperator": declareOperator,
  };
  try {
    const html = katex.renderToString(tex, {
      displayMode: display,
      output: "htmlAndMathml",
      throwOnError: true,
      strict: (code) => (code === "commentAtEnd" ? "error" : "ignore"),
      trust: (context) => context.command === "\\href" && context.url.startsWith("#eq-"),
      macros: Object.assign(own, JSON.parse(macros)),
    });
    return JSON.stringify({ html: html });
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    return JSON.stringify({ message: error.rawMessage, position: error.position });
  }
}
