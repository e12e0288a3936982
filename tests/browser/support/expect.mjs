// Waiting for what a page will show: asks again until it is so, and says at last what was the case.
import assert from "node:assert/strict";

/** Far more than anything takes; only what is broken lasts that long. */
export const patience = 30_000;

/** Runs `check` until it no longer throws; its last error is the failure. Gives what it gave. */
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

/** Waits until `get` gives something equal to `expected`. */
export async function eventuallyEqual(get, expected, message, options) {
  await eventually(async () => assert.deepEqual(await get(), expected, message), options);
}

/** Waits until what `get` gives as text matches. */
export async function eventuallyMatches(get, pattern, message, options) {
  await eventually(async () => assert.match(await get(), pattern, message), options);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
