/* Whether what was given is right. Pure: no document. */

const MINUS = /[\u2010-\u2015\u2212\uff0d]/g;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/;

/** A number as people type it ("１，０２４", "2,304", "−0.5", "1/3"), with how many digits follow its point; else null. */
export function readNumber(text) {
  const plain = text.normalize("NFKC").replace(MINUS, "-").replace(/[\s,、_]/g, "").toLowerCase();
  const [over, under, ...more] = plain.split("/");
  if (![over, ...(under === undefined ? [] : [under])].every((part) => NUMBER.test(part)) || more.length) return null;
  const value = under === undefined ? Number(over) : Number(over) / Number(under);
  if (!Number.isFinite(value)) return null;
  return { value, digits: under === undefined ? (over.split("e")[0].split(".")[1] ?? "").length : null };
}

/** Whether a number answers: within the tolerance or, where a rounded answer will do, cut to fewer digits but to two at least. */
export function numberIsRight(given, answer, tolerance, rounded) {
  const near = Math.abs(given.value - answer) <= tolerance * (1 + 1e-9) + Math.abs(answer) * 1e-12;
  if (near || !rounded || given.digits === null) return near;
  const shown = answer.toFixed(given.digits);
  return shown.replace(/[^1-9]*/, "").replace(/\D/g, "").length >= 2 && Number(shown) === given.value;
}

/** Whether exactly the right options were chosen. */
export function choiceIsRight(chosen, right) {
  return chosen.length === right.length && chosen.every((each) => right.includes(each));
}

/** Whether the positions stand as 1, 2, 3 … */
export function orderIsRight(positions) {
  return positions.every((position, index) => position === index + 1);
}
