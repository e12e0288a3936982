// Assertions that wait: they check again until they pass, or fail with the last error.
import assert from "node:assert/strict";

/** The default time limit in milliseconds, far more than a correct page needs. */
export const patience = 30_000;

/** Runs `check` until it no longer throws; returns its result, or throws its last error. */
export async function eventually(check, { within = patience, every = 100 } = {}) {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await pause(every);
  }
}

/** Waits until the result of `get` equals `expected`. */
export async function eventuallyEqual(get, expected, message, options) {
  await eventually(async () => assert.deepEqual(await get(), expected, message), options);
}

/** Waits until the text from `get` matches. */
export async function eventuallyMatches(get, pattern, message, options) {
  await eventually(async () => assert.match(await get(), pattern, message), options);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
