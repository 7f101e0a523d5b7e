// The command palette: Ctrl K, ⌘ K or / anywhere, or a [data-palette] button. What is offered is fetched as one types; the
// last offer stays until the next is there, and Enter waits for the one that belongs to what was typed.
import { optionsHere } from './doing.js';
import { isFree, isPlain, isTyping } from './keys.js';

const PAUSE = 80; // milliseconds after a letter
const palette = document.getElementById('palette');

if (palette) {
  const field = palette.querySelector('input'), list = palette.querySelector('[role="listbox"]');
  let request = null, timer = null, isHasty = false;

  const options = () => [...list.querySelectorAll('a[role="option"]')];
  const chosen = () => list.querySelector('[aria-selected="true"]');

  function choose(option) {
    chosen()?.setAttribute('aria-selected', 'false');
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
  }

  function forget() {
    clearTimeout(timer);
    request?.abort();
    request = null;
    isHasty = false;
  }

  async function load() {
    const { signal } = request;
    let html = '', why = 'Search does not answer. Try again.';
    try {
      const answer = await fetch(`${palette.dataset.options}?q=${encodeURIComponent(field.value)}`, { signal, headers: { 'HX-Request': 'true' } });
      if (answer.ok && !answer.redirected) html = await answer.text();
    } catch (error) {
      why = 'Search cannot be reached. Try again.';
    }
    if (signal.aborted) return;
    request = null;
    list.innerHTML = html;
    list.scrollTop = 0;
    if (!html) list.textContent = why;
    else offerHere(field.value.trim());
    choose(options()[0]);
    if (isHasty && html) take();
    isHasty = false;
  }

  // What the page itself offers comes after what was found, unless it begins with what was typed.
  function offerHere(typed) {
    const here = typed ? optionsHere(typed, options().map(option => option.textContent.trim())) : [];
    if (!here.length) return;
    list.querySelector('#option-none')?.remove();
    const group = document.createElement('div'), head = document.createElement('p');
    Object.assign(group, { role: 'group', ariaLabel: 'On this page' });
    Object.assign(head, { className: 'kind', textContent: 'On this page', ariaHidden: 'true' });
    group.append(head, ...here);
    const isBegun = here.some(option => option.textContent.toLowerCase().startsWith(typed.toLowerCase()));
    if (isBegun) list.prepend(group);
    else list.append(group);
  }

  function ask(pause) {
    forget();
    request = new AbortController();
    timer = setTimeout(load, pause);
  }

  function open() {
    if (palette.open || !isFree()) return;
    field.value = '';
    list.replaceChildren();
    palette.showModal();
    field.focus();
    ask(0);
  }

  function follow(option) {
    palette.close();
    if (option.button) option.button.click();
    else if ('dialog' in option.dataset) htmx.ajax('GET', option.getAttribute('href'), { target: '#dialog', swap: 'innerHTML' });
    else location.assign(option.href);
  }

  function take() {
    if (chosen()) follow(chosen());
  }

  document.addEventListener('keydown', event => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key?.toLowerCase() === 'k';
    const isSlash = event.key === '/' && isPlain(event) && !isTyping(event.target);
    if (isCommand || isSlash) { event.preventDefault(); open(); }
  });
  field.addEventListener('input', () => ask(PAUSE));
  field.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const all = options(), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) { event.preventDefault(); choose(all.at((all.indexOf(chosen()) + step) % all.length)); }
    if (event.key === 'Enter' && isPlain(event)) {
      event.preventDefault();
      if (request) isHasty = true;
      else take();
    }
  });
  list.addEventListener('click', event => {
    const option = event.target.closest('a[role="option"]');
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(option);
  });
  palette.addEventListener('click', event => { if (event.target === palette) palette.close(); });
  palette.addEventListener('close', forget);
  for (const button of document.querySelectorAll('[data-palette]')) {
    button.hidden = false;
    button.addEventListener('click', open);
  }
}
