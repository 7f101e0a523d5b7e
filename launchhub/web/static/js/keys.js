// Keys of a single letter: ? shows them, g and a letter goes to a room. None acts while one types, with a modifier, or
// when they are switched off: speech and assistive software press letters that nobody meant.
const PATIENCE = 1500; // milliseconds between g and the letter
const dialog = document.getElementById('keys'), panel = document.getElementById('panel');

// A cell of a table takes the first letter that is typed, too.
const WRITES = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable], [role="grid"] :is(td, th)';
export const isTyping = target => Boolean(target.closest?.(WRITES));
export const isPlain = event => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
// What comes over the screen may come over a feature's panel, over a form it may not.
export const isFree = () => [...document.querySelectorAll('dialog:modal')].every(open => open === panel);

const isOff = () => localStorage.getItem('keys') === 'off';
const roomOf = key => document.querySelector(`[data-room="${CSS.escape(key)}"]`);
let begun = -Infinity;

function show() {
  if (!isFree()) return;
  for (const section of dialog.querySelectorAll('[data-screen]')) section.hidden = !document.querySelector(section.dataset.screen);
  dialog.querySelector('#single-keys').checked = !isOff();
  dialog.showModal();
}

// Before all others hear of it: a letter that leads somewhere after g means nothing else.
window.addEventListener('keydown', event => {
  const { key } = event, isAfter = performance.now() - begun < PATIENCE;
  if (key?.length !== 1 || !isPlain(event) || isTyping(event.target)) return;
  begun = -Infinity;
  if (isOff()) {
    if (key !== ' ') event.stopImmediatePropagation();
    return;
  }
  const room = isAfter && roomOf(key);
  if (room) {
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(room.href);
  } else if (key === 'g' && !document.querySelector('dialog:modal')) begun = performance.now();
  else if (key === '?') {
    event.preventDefault();
    show();
  }
}, true);

if (dialog) {
  for (const button of document.querySelectorAll('[data-keys]')) {
    button.hidden = false;
    button.addEventListener('click', show);
  }
  dialog.addEventListener('change', event => {
    if (event.target.checked) localStorage.removeItem('keys');
    else localStorage.setItem('keys', 'off');
  });
  dialog.addEventListener('click', event => { if (event.target === dialog || event.target.closest('[data-close-keys]')) dialog.close(); });
}
