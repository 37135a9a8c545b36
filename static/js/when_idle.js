// Do something between two frames, when nobody waits for the page; soon in any case. Safari has no such moments to offer.
const SOON = 200; // milliseconds

export const whenIdle = (act) => globalThis.requestIdleCallback?.(() => act(), { timeout: SOON }) ?? setTimeout(act);
export const cancelIdle = (number) => (globalThis.cancelIdleCallback ?? clearTimeout)(number);
