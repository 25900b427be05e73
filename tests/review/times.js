/* Times of tests: hours of one day on the reader's clock. */
export const MINUTE = 60_000
export const DAY = 86_400_000
export const at = (hour, day = 10) => new Date(2026, 5, day, hour).getTime()
