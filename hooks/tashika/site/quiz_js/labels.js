/* What the buttons and results say, by the page's language. */

const JA = {
  check: "答え合わせ",
  again: "もう一度",
  right: "正解です。",
  wrong: "不正解です。",
  choose: "選択肢を選んでください。",
  chooseOne: "ひとつ選んでください。",
  chooseAll: "当てはまるものをすべて選んでください。",
  number: "数で答えてください。",
  yourNumber: "答え（数）",
  sort: "正しい順に並べてください。",
  up: (item) => `「${item}」を上へ`,
  down: (item) => `「${item}」を下へ`,
  moved: (item, place) => `「${item}」は ${place} 番目です。`,
  correct: "正解の選択肢",
  chosen: "選んだ選択肢（誤り）",
  knew: "できた",
  missed: "できなかった",
  noted: "記録しました。",
  recall: "答えを見て、自分で採点してください。",
};

const EN = {
  check: "Check",
  again: "Try again",
  right: "Correct.",
  wrong: "Not correct.",
  choose: "Choose an option first.",
  chooseOne: "Choose one.",
  chooseAll: "Choose all that apply.",
  number: "Answer with a number.",
  yourNumber: "Your answer (a number)",
  sort: "Put them into the right order.",
  up: (item) => `Move “${item}” up`,
  down: (item) => `Move “${item}” down`,
  moved: (item, place) => `“${item}” is now number ${place}.`,
  correct: "right option",
  chosen: "your option, wrong",
  knew: "I knew it",
  missed: "I did not",
  noted: "Noted.",
  recall: "Look at the answer and grade yourself.",
};

/** The words for a language such as "ja" or "en-GB"; English where there are no better. */
export function labels(language) {
  return /^ja\b/.test(language) ? JA : EN;
}
