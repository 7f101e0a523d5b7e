// What one may do on the page one looks at: its own buttons, by the words on them. What several buttons say at once, such
// as "Move" on each card, is not clear enough to be offered.
const PRESSED = 'main .button, main .menu .items :is(a, button), [data-theme-toggle], [data-keys]';
const MOST = 6;

const labelOf = button => (button.getAttribute('aria-label') ?? button.textContent).replace(/\s+/g, ' ').trim();
const isThere = button => button.localName !== 'summary' && !button.disabled && (button.closest('.menu') ?? button).checkVisibility();
const fits = (words, label) => words.every(word => label.toLowerCase().split(' ').some(each => each.startsWith(word)));

// Return an option for each button of the page whose label holds all words that were typed, but for those `known` already.
export function optionsHere(typed, known) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean), found = new Map(known.map(label => [label, null]));
  for (const button of document.querySelectorAll(PRESSED)) {
    const label = labelOf(button);
    if (!isThere(button) || !fits(words, label)) continue;
    found.set(label, found.has(label) && !button.matches('[data-theme-toggle]') ? null : button);
  }
  return [...found].filter(([, button]) => button).slice(0, MOST).map(([label, button], at) => optionFor(label, button, at));
}

function optionFor(label, button, at) {
  const option = document.createElement('a'), words = document.createElement('span'), icon = button.querySelector('svg');
  Object.assign(option, { id: `option-here-${at}`, role: 'option', ariaSelected: 'false', tabIndex: -1, button });
  words.className = 'what';
  words.textContent = label;
  option.append(...[icon?.cloneNode(true), words].filter(Boolean));
  return option;
}
