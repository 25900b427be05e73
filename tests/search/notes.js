/* A few notes as Material's index has them. */
import { prepare } from "../../hooks/tashika/site/search_js/documents.js"
import { results } from "../../hooks/tashika/site/search_js/results.js"
import { search } from "../../hooks/tashika/site/search_js/search.js"

const docs = [
  ["conv.html", "畳み込みの派生", "<p>畳み込み層のいろいろな形です。</p>"],
  ["conv.html#group", "グループ畳み込み", "<p>入力チャネルを \\(G\\) 個の組に分けます。</p><pre><code>conv = nn.Conv2d(64, 128, 3, groups=4)\nprint(conv.weight.numel())  # 出力: 18432\n</code></pre>"],
  ["conv.html#bottleneck", "ボトルネック構造", "<p>1×1 で絞ります。フィルタの数が減ります。</p>"],
  ["compress.html", "モデルの軽量化", "<p>蒸留、量子化、剪定があります。</p>"],
  ["compress.html#quantization", "量子化", "<p>重みを整数に置き換えます。スケール \\(s\\) とゼロ点 \\(z\\) を使います。</p>"],
  ["compress.html#distillation", "蒸留", "<p>知識蒸留とも呼びます。\\[ p_i = \\frac{\\exp(z_i/T)}{\\sum_j \\exp(z_j/T)} \\]</p>"],
  ["rl.html", "強化学習", "<p>方策と価値を学びます。</p>"],
  ["rl.html#q", "Q学習", "<p>方策オフ（off-policy）の手法です。\\(\\theta\\) と \\(D_{\\mathrm{KL}}\\) は使いません。</p>"],
  ["optim.html", "最適化", "<p>勾配で更新します。勾配消失に注意します。割り当てを変えます。</p>", ["勾配法"]],
  ["optim.html#dropout", "ドロップアウト", "<p>ユニットを無作為に無効にします。The seed is <code>torch.manual_seed</code> &amp; friends.</p>"],
].map(([location, title, text, tags]) => ({ location, title, text, ...(tags && { tags }) }))

export const data = {
  config: {
    synonyms: [["量子化", "quantization"], ["グループ畳み込み", "group convolution"], ["非最大値抑制", "NMS"], ["蒸留", "distillation"]],
    readings: { 量子化: "りょうしか", 蒸留: "ジョウリュウ", 強化学習: "キョウカガクシュウ" },
  },
  docs,
}

export const index = prepare(data)

/** Where what is typed is found in other notes: `docs` are [location, title, text]. */
export function findIn(docs, typed, config = {}) {
  const entries = docs.map(([location, title, text]) => ({ location, title, text: `<p>${text}</p>` }))
  return search(prepare({ config, docs: entries }), typed).found.map(([doc]) => doc.entry.location)
}

/** Where what is typed is found, best first. */
export const find = typed => search(index, typed).found.map(([doc]) => doc.entry.location)

/** What the box shows of it. */
export const show = typed => results(index, typed, search(index, typed))
