/* Study days: they begin at four in the morning, so that who studies past midnight is still in the same one. */
const HOUR = 3_600_000
export const DAY = 24 * HOUR
const BEGINS = 4 * HOUR

/** The number of the study day of a time in milliseconds, on the reader's own clock. */
export function dayOf(at) {
  const date = new Date(at - BEGINS)
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY
}

/** The date of a time, for the name of a file. */
export function dateOf(at) {
  const date = new Date(at)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, "0")).join("-")
}
