/* From the index's HTML to the plain text that is searched and shown: tags out, entities and TeX in their readable form. */

const NAMES = "alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ " +
  "pi π rho ρ sigma σ tau τ phi φ chi χ psi ψ omega ω nabla ∇ partial ∂ sum ∑ prod ∏ int ∫ sqrt √ infty ∞ in ∈ odot ⊙ " +
  "otimes ⊗ cdot ⋅ times × le ≤ leq ≤ ge ≥ geq ≥ ne ≠ approx ≈ equiv ≡ pm ± to → rightarrow → leftarrow ← ldots … " +
  "cdots … mid | top T"
const words = NAMES.split(" ")

/** TeX command → sign, and sign → the name by which it is searched. */
export const SIGNS = new Map(), SPOKEN = new Map()
for (let i = 0; i < words.length; i += 2) {
  SIGNS.set(words[i], words[i + 1])
  if (i < words.indexOf("cdot")) SPOKEN.set(words[i + 1], words[i])
}
SIGNS.set("varepsilon", "ε").set("varphi", "φ")
SPOKEN.set("ϵ", "epsilon").set("×", "x")

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", nbsp: " " }
const STYLES = "mathrm|mathbf|mathbb|mathcal|mathit|boldsymbol|text[a-z]*|operatorname|left|right|[bB]igg?[lrm]?|[dt]?frac|" +
  "displaystyle|hat|tilde|bar|limits|label|tag"
/** Commands and signs of TeX that say how a formula looks and not what it says. */
const SILENT = new RegExp(
  `\\\\(?:begin|end)\\{[a-z*]+\\}|\\\\(?:${STYLES})(?![a-zA-Z])|\\\\[,;!: ()[\\]]|\\\\\\\\(?:\\[\\w+\\])?|&`, "g")
const CODE = /(<pre\b[^]*?<\/pre>|<code\b[^]*?<\/code>)/
/** What ends a stretch of TeX. Formulas have Japanese in them, too: that stays as it is. */
const NO_TEX = /([\u3001-\u9fff\uff01-\uffef\n]+)/
const TEX = /\\[a-zA-Z()[\]]/
const INLINE = /^(?:code|su[bp]|em|strong|a|span|mark|kbd|abbr|data)$/

/** A formula in one line, as it would be read: \frac{a}{b} → a/b, \theta → θ. */
export function tex(formula) {
  return formula
    .replace(/\}\s*\{/g, "/")
    .replace(SILENT, " ")
    .replace(/\\([a-zA-Z]+)/g, (_, name) => SIGNS.get(name) ?? name)
    .replace(/\\ ?/g, " ")
    .replace(/[{}]/g, "")
    .replace(/ *\n */g, " ")
    .replace(/ {2,}/g, " ")
    .replace(/ (?=[_^,()\]=·/|])|(?<=[([_^√=·/|]) /g, "")
    .trim()
}

const tag = (_, name) => INLINE.test(name.toLowerCase()) ? "" : "\n"

function text(html) {
  return html
    .replace(/<\/?([a-zA-Z][a-zA-Z0-9]*)[^>]*>/g, tag)
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_, name) => ENTITIES[name])
}

const blank = sign => sign === " " ? " " : ""
const read = stretch => TEX.test(stretch) ? blank(stretch[0]) + tex(stretch) + blank(stretch.at(-1)) : stretch
const readable = text => text.includes("\\") ? text.split(NO_TEX).map(read).join("") : text

/** The plain text of a heading or section; a line for each block, formulas made readable, code as it is. */
export function plain(html) {
  return html.split(CODE).map((part, i) => i % 2 ? text(part) : readable(text(part))).join("")
    .normalize("NFC")
    .replace(/[^\S\n]*\n\s*/g, "\n")
    .trim()
}
