import assert from "node:assert/strict"
import { test } from "node:test"
import { fold, isBorder, katakana, loosen } from "../../hooks/tashika/site/search_js/fold.js"
import { plain, tex } from "../../hooks/tashika/site/search_js/plain.js"

const same = (a, b) => assert.equal(fold(a), fold(b))

test("width and case do not matter", () => {
  same("ｉｍ２ｃｏｌ", "im2col")
  same("ﾄﾞﾛｯﾌﾟｱｳﾄ", "ドロップアウト")
  same("１×１畳み込み", "1x1畳み込み")
  same("DenseNet", "densenet")
})

test("hyphens and middle dots do not matter", () => {
  same("off-policy", "offpolicy")
  same("カルバック・ライブラー", "カルバックライブラー")
})

test("blanks matter between Latin words alone", () => {
  same("x = 1", "x=1")
  same("畳み込み 層", "畳み込み層")
  assert.notEqual(fold("group convolution"), fold("groupconvolution"))
})

test("a Greek letter is its name", () => {
  same("θ", "theta")
  same(tex("\\theta"), "θ")
  same("∇", "nabla")
})

test("another way to write a kanji is the usual one", () => {
  same("函数", "関数")
  same("最小自乗法", "最小二乗法")
})

test("loosely, long vowels and small kana do not matter", () => {
  assert.equal(loosen("フィルター"), loosen("フイルタ"))
  assert.equal(loosen("ヴァリュー"), loosen("バリュー"))
})

test("hiragana can be read as katakana", () => assert.equal(katakana("どろっぷ"), "ドロップ"))

test("every folded character knows its place in the source", () => {
  for (const source of ["ｉｍ２ｃｏｌ と θ", "a - b = c", "ﾄﾞﾛｯﾌﾟ・アウト ", "  x\n\n y", "㌔ ﬁn"]) {
    const places = [], folded = fold(source, places), loosePlaces = []
    assert.equal(places.length, folded.length, source)
    assert.ok(places.every((place, i) => place < source.length && (i === 0 || place >= places[i - 1])), source)
    assert.equal(loosen(folded, loosePlaces, places).length, loosePlaces.length)
  }
})

test("words border where the kind of character changes", () => {
  assert.ok(isBorder("物体検出モデル", 4))
  assert.ok(!isBorder("物体検出モデル", 2))
})

test("tags go, and blocks stay apart", () => {
  assert.equal(plain("<p>a<sub>1</sub></p><p>b &lt; c</p>"), "a1\nb < c")
})

test("a formula is read in one line", () => {
  assert.equal(plain("\\[ D_{\\mathrm{KL}}(p\\|q)=\\sum_x p(x)\\log\\frac{p(x)}{q(x)} \\]"), "D_KL(p|q)=∑_x p(x)log p(x)/q(x)")
  assert.equal(tex("\\mathrm{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V"), "softmax(QK^T/√d_k)V")
  assert.equal(tex("\\tanh\\bigl(W\\bigr)\\Bigg|"), "tanh(W)|")
  assert.equal(tex("\\begin{aligned} a&=b\\\\[4pt] &=c \\end{aligned}"), "a=b=c")
})

test("a formula is found without its delimiters too, and with Japanese in it", () => {
  for (const [open, close] of [["\\(", "\\)"], ["\\[ ", " \\]"], ["", ""]]) {
    const html = `<p>式は ${open}\\text{重みの数}=\\frac{C_{in}}{g}\\cdot k^2${close} です。</p>`
    assert.equal(fold(plain(html)), fold("式は重みの数=C_in/g⋅k^2です。"))
  }
})

test("what looks like a formula in code is left as it is", () => assert.equal(plain("<code>f'\\n{x}'</code>"), "f'\\n{x}'"))
