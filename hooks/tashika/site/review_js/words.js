/* What the review page says, in the language of the site, and how long a time is. */
import { DAY } from "./days.js"

const MINUTE = 60_000, HOUR = 60 * MINUTE

const JA = {
  grades: ["もう一度", "難しい", "普通", "簡単"],
  ask: "どれくらい思い出せましたか",
  due: "期限が来た問題", fresh: "新しい問題", done: "今日の復習",
  left: n => `残り ${n} 問です。`,
  proposed: "「もう一度」（キー 1）を勧めます。",
  choose: "思い出しやすさを 1 から 4 のキーで選んでください。",
  changed: "前に解いたあと、この問題は書き換えられました",
  finished: "いま復習する問題はありません。",
  next: when => `次の問題は ${when}です。`,
  more: n => `新しい問題をあと ${n} 問`,
  none: "このサイトには、まだ問題がありません。",
  progress: "章ごとの進み", chapter: "章", seen: "解いた", known: "覚えた", total: "全部", dueShort: "期限",
  mistakes: "間違えた問題", noMistakes: "間違えた問題はまだありません。",
  allMended: "間違えた問題は、どれもその後に正解しています。",
  mended: n => `その後に正解した問題（${n}）`, times: n => `${n} 回`,
  data: "設定とデータ", limit: "1 日に新しく始める問題の数",
  local: "記録はこのブラウザーの中だけにあり、どこにも送られません。別の端末に移すときは、ファイルに書き出してから読み込みます。",
  export: "ファイルに書き出す", import: "ファイルから読み込む", reset: "記録をすべて消す",
  sure: "復習の記録をすべて消します。元には戻せません。よろしいですか。",
  wiped: "記録を消しました。",
  imported: n => `${n} 問の記録を読み込みました。同じ問題は、後に復習した方の記録を残しました。`,
  blocked: "このブラウザーは記録を保存できません。復習はできますが、ページを閉じると記録は消えます。ファイルへの書き出しは使えます。",
  full: "ブラウザーの保存場所がいっぱいです。これからの記録はページを閉じると消えるので、ファイルに書き出してください。",
  damaged: "保存されていた記録が壊れていて読めません。上書きはしていません。これからの記録はページを閉じると消えます。",
  saveDamaged: "壊れた記録をファイルに残す",
  refused: name => `「${name}」は読み込めません。今の記録はそのままです。`,
  notJson: "ファイルが壊れているか、途中で切れています。",
  notOurs: "復習の記録のファイルではありません。",
  otherVersion: "別の版の形式で書かれています。",
  incomplete: "中身に欠けているところや、おかしな値があります。",
  unreadable: "ファイルを開けません。",
  minutes: n => `${n} 分`, hours: n => `${n} 時間`, days: n => `${n} 日`, months: n => `${n} か月`, years: n => `${n} 年`,
  after: wait => `${wait}後`,
}

const EN = {
  grades: ["Again", "Hard", "Good", "Easy"],
  ask: "How well did you remember it?",
  due: "due", fresh: "new", done: "reviewed today",
  left: n => `${n} left.`,
  proposed: "Again (key 1) is proposed.",
  choose: "Choose how easy it was with the keys 1 to 4.",
  changed: "This question was rewritten since you answered it",
  finished: "There is nothing to review now.",
  next: when => `The next question is due ${when}.`,
  more: n => `${n} more new questions`,
  none: "This site has no questions yet.",
  progress: "Progress by chapter", chapter: "chapter", seen: "seen", known: "known", total: "all", dueShort: "due",
  mistakes: "Answered wrong", noMistakes: "Nothing was answered wrong so far.",
  allMended: "All that was answered wrong was answered right since.",
  mended: n => `Answered right since (${n})`, times: n => `${n}×`,
  data: "Settings and data", limit: "New questions a day",
  local: "Your record is in this browser alone and is sent nowhere. To move to another device, export it to a file and import it there.",
  export: "Export to a file", import: "Import from a file", reset: "Erase the record",
  sure: "This erases your whole record of reviews. It cannot be undone. Go on?",
  wiped: "The record is erased.",
  imported: n => `The record of ${n} questions was imported. Of each question the later review was kept.`,
  blocked: "This browser cannot keep your record. You can review, but the record goes when you close the page. Exporting works.",
  full: "The browser's storage is full. What you do from now on goes when you close the page: export it to a file.",
  damaged: "The record that was kept is damaged and cannot be read. It was not overwritten. What you do from now on goes when you close the page.",
  saveDamaged: "Save the damaged record to a file",
  refused: name => `“${name}” cannot be imported. Your record is as it was.`,
  notJson: "The file is damaged or cut off.",
  notOurs: "It is not a record of reviews.",
  otherVersion: "It is written in the format of another version.",
  incomplete: "Something in it is missing or not as it should be.",
  unreadable: "The file cannot be opened.",
  minutes: n => `${n} min`, hours: n => `${n} h`, days: n => `${n} d`, months: n => `${n} mo`, years: n => `${n} y`,
  after: wait => `in ${wait}`,
}

/** The words of a language; English where there are no others. */
export const wordsOf = language => (language.startsWith("ja") ? JA : EN)

/** A time to wait in the largest unit that fits; months and years to a tenth. */
export function lasting(wait, words) {
  const days = Math.round(wait / DAY)
  if (wait < HOUR) return words.minutes(Math.max(1, Math.round(wait / MINUTE)))
  if (wait < DAY) return words.hours(Math.round(wait / HOUR))
  if (days < 31) return words.days(days)
  return days < 365 ? words.months(tenth(days / 30.4)) : words.years(tenth(days / 365))
}

const tenth = number => Math.round(number * 10) / 10
