// What requests of our own scripts have in common: the token that shows where they come from, and how a failure is told.
// Whether the page is being left: what goes out then has to outlive it.
export let isLeaving = false;
addEventListener('pagehide', () => { isLeaving = true; }, { capture: true });
addEventListener('pageshow', () => { isLeaving = false; });

export const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited'));

export const say = text => document.body.dispatchEvent(new CustomEvent('toast', { bubbles: true, detail: { text } }));
