// <lh-timeline>: draws server-rendered rows on a time axis. The rows are the state: whoever changes one moves its bar.
// Only bars and arrows near the viewport exist in the document. Editing is in editing.js, links in links.js.
import { axis, day, isOver, make, place, long } from './axis.js';
import { Editing } from './editing.js';
import { Links } from './links.js';

const ROW = 34, GROUP = 40, LANE = 26, NEAR = 400;
const SOON = 100; // ms until it is looked again whether a move is over
const LETTER = 6.6; // the width of a letter in a bar, roughly, in CSS pixels
const PAPER = 740; // how wide the axis is on paper, beside the names, in CSS pixels
const LASTING = new Set(['feature', 'milestone']); // what may have an end of its own
const HEIGHT = { SUMMARY: GROUP, P: LANE, LI: ROW };
const ROWS = 'summary, p, li'; // what has a height of its own in a group

class Timeline extends HTMLElement {
  connectedCallback() {
    if (this.scroller) return;
    this.scroller = this.querySelector('.tl-scroll');
    this.names = this.querySelector('.tl-names');
    this.lanes = this.querySelector('.tl-lanes');
    this.ticks = this.querySelector('.tl-ticks');
    this.live = this.appendChild(make('p', 'visually-hidden'));
    this.live.setAttribute('role', 'status');
    this.items = new Map();
    this.places = JSON.parse(this.dataset.places); // kind → where the things are that one may move
    this.links = new Links(this);
    this.near = new IntersectionObserver(seen => this.fetch(seen), { root: this.scroller, rootMargin: `${NEAR}px` });
    this.version = 0;
    this.listen();
    this.scale();
    this.read();
    this.goTo(this.today < this.to ? this.today : this.from);
    this.reveal();
    if (Object.keys(this.places).length) this.editing = new Editing(this);
  }

  listen() {
    const observer = new MutationObserver(() => this.catchUp());
    observer.observe(this.names, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-version', 'data-start', 'data-end', 'data-after', 'data-state', 'data-was'] });
    observer.observe(this, { attributes: true, attributeFilter: ['data-from', 'data-to', 'data-today', 'data-zoom'] });
    this.root = this.closest('#timeline');
    this.root.addEventListener('live:refetch', event => { if (this.editing?.busy) event.preventDefault(); });
    this.root.addEventListener('toggle', event => this.fold(event.target), true);
    this.scroller.addEventListener('scroll', () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(this.scroller);
    this.lanes.addEventListener('keydown', event => this.walk(event));
    this.lanes.addEventListener('click', event => this.open(event));
    const print = this.root.querySelector('[data-print]');
    if (print) { print.hidden = false; print.addEventListener('click', () => window.print()); }
    addEventListener('beforeprint', () => this.print(true));
    addEventListener('afterprint', () => this.print(false));
    this.root.querySelector('[data-today]')?.addEventListener('click', event => {
      if (this.today < this.from || this.today >= this.to) return;
      event.preventDefault();
      this.goTo(this.today);
    });
  }

  catchUp() { // what changes while somebody moves a bar is drawn when the move is over
    clearTimeout(this.waiting);
    if (this.editing?.busy) this.waiting = setTimeout(() => this.catchUp(), SOON);
    else this.refresh();
  }

  refresh() {
    if (this.drawn !== this.asked()) this.scale();
    this.read();
  }

  // -- the axis ----------------------------------------------------------------------------------
  asked() { return ['from', 'to', 'today', 'zoom'].map(name => this.dataset[name]).join(); }

  scale() {
    this.from = day(this.dataset.from);
    this.to = day(this.dataset.to) + 1;
    this.today = day(this.dataset.today);
    this.width = Number(this.dataset.dayWidth);
    this.drawn = this.asked();
    this.measure(this.ticks);
    this.measure(this.lanes);
    const { labels, lines } = axis({ from: this.from, to: this.to, today: this.today, zoom: this.dataset.zoom });
    this.ticks.replaceChildren(labels);
    for (const line of this.lanes.querySelectorAll('.tl-line')) line.remove();
    this.lanes.prepend(lines);
  }

  // Not on the whole timeline: the names, which are many, would all be styled anew.
  measure(part) {
    part.style.setProperty('--px', `${this.width}px`);
    part.style.setProperty('--days', this.to - this.from);
  }

  print(isPaper) { // the whole period on the width of a page, each bar in its row, so that no page break cuts one
    this.isPaper = isPaper;
    this.width = isPaper ? PAPER / (this.to - this.from) : Number(this.dataset.dayWidth);
    for (const part of [this.ticks, this.lanes, this.names]) this.measure(part); // on paper the bars are in their rows
    this.version++;
    this.draw();
    for (const { bar, ghost, row } of this.items.values()) if (bar?.isConnected) (isPaper ? row : this.lanes).append(...[ghost, bar].filter(Boolean));
  }

  goTo(at) {
    const seen = this.scroller.clientWidth - this.names.offsetWidth;
    this.scroller.scrollLeft = (at - this.from) * this.width - seen * .3;
  }

  reveal() { // down to the first bar of this time, where those on top are all of another one
    const { scrollLeft, clientWidth, clientHeight } = this.scroller;
    const left = scrollLeft / this.width, right = (scrollLeft + clientWidth - this.names.offsetWidth) / this.width;
    const rows = [...this.items.values()].filter(({ y, start, end }) => y !== null && end > left && start < right).map(({ y }) => y);
    const first = Math.min(...rows);
    if (first > clientHeight - 2 * GROUP && first < Infinity) this.scroller.scrollTop = first;
  }

  // -- the model: one small object for each row ----------------------------------------------------
  read() {
    this.version++;
    const known = this.items;
    const tops = []; // where groups begin below others
    let y = 0;
    this.items = new Map();
    for (const row of this.names.querySelectorAll(ROWS)) {
      const isHead = row.localName === 'summary', isSeen = isHead || row.closest('details')?.open !== false;
      if (isHead && y) tops.push(y);
      if (row.dataset.start) this.take(known, row, isSeen ? y : null);
      if (isSeen) y += this.heightOf(row);
    }
    for (const rest of this.names.querySelectorAll('.tl-rest')) this.near.observe(rest);
    for (const list of this.names.querySelectorAll('ol')) list.style.setProperty('contain-intrinsic-height', `${list.childElementCount * ROW}px`);
    for (const [key, item] of known) if (!this.items.has(key)) { item.bar?.remove(); item.ghost?.remove(); }
    this.links.read();
    this.lanes.style.setProperty('height', `${y}px`);
    this.separate(tops);
    this.later();
  }

  fetch(seen) { // not by htmx's own "intersect": that sees what is on top before the view has gone to today
    for (const { target, isIntersecting } of seen) if (isIntersecting) htmx.trigger(target, 'timeline:near');
  }

  take(known, row, y) {
    let key = row.dataset.id;
    while (this.items.has(key)) key += '+'; // a bar with several goals or owners is there once for each
    const item = known.get(key) ?? { key, id: row.dataset.id, version: 0 };
    Object.assign(item, { row, y, isHead: row.localName === 'summary', ...this.days(row) });
    this.items.set(key, item);
  }

  days({ dataset }) { return { start: day(dataset.start) - this.from, end: day(dataset.end) - this.from + 1 }; }

  heightOf(row) {
    const { rows, groups = 0 } = row.dataset;
    if (!rows) return HEIGHT[row.tagName];
    const height = rows * ROW + groups * GROUP;
    row.style.setProperty('height', `${height}px`);
    return height;
  }

  separate(tops) {
    for (const line of this.lanes.querySelectorAll('.tl-sep')) line.remove();
    for (const top of tops) {
      const line = make('i', 'tl-sep');
      line.style.setProperty('--y', `${top}px`);
      this.lanes.prepend(line);
    }
  }

  fold(part) { // what is open stands in the address, and in that of the rows when they are fetched anew
    if (part.id !== 'clashes' && !part.id.startsWith('group-')) return;
    const address = new URL(location), { searchParams } = address;
    const later = searchParams.getAll('closed').filter(key => !document.getElementById(`group-${key}`)); // not fetched yet
    const closed = [...later, ...[...this.names.querySelectorAll('details:not([open])')].map(group => group.id.replace('group-', ''))];
    const strip = this.root.querySelector('#clashes'); // it may still be on its way
    const open = !strip ? searchParams.getAll('clashes') : strip.open ? ['open'] : [];
    if (`${searchParams.getAll('closed')}` === `${closed}` && `${searchParams.getAll('clashes')}` === `${open}`) return; // as it came
    for (const [name, values] of Object.entries({ closed, clashes: open })) {
      searchParams.delete(name);
      for (const value of values) searchParams.append(name, value);
    }
    history.replaceState(history.state, '', address);
    this.root.setAttribute('hx-get', address.search || '?');
    this.read();
  }

  // -- the view ------------------------------------------------------------------------------------
  later() { this.frame ??= requestAnimationFrame(() => { this.frame = null; this.draw(); }); }

  trim({ bar, start, end, need }) { // a name goes beside a bar that has no room for it, as far as one sees the bar
    const edge = this.isPaper ? -Infinity : this.left, at = start * this.width, until = end * this.width, isCut = at < edge;
    bar.classList.toggle('cut', isCut);
    bar.classList.toggle('gone', until < edge);
    bar.classList.toggle('short', bar.dataset.shape === 'span' && until - Math.max(at, edge) < need);
  }

  draw() { // what is on screen already is left alone unless the model changed
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.scroller;
    this.left = scrollLeft;
    const top = scrollTop - NEAR, bottom = scrollTop + clientHeight + NEAR;
    const left = (scrollLeft - NEAR) / this.width, right = (scrollLeft + clientWidth + NEAR) / this.width;
    const isNear = (y1, y2, start, end) => this.isPaper || (Math.max(y1, y2) > top && Math.min(y1, y2) < bottom && end > left && start < right);
    for (const item of this.items.values()) {
      if (item.y !== null && isNear(item.y, item.y, item.start, item.end)) {
        if (item.version !== this.version) this.show(item);
        this.trim(item);
      } else if (item.version && item.bar !== document.activeElement) this.hide(item);
    }
    this.links.draw(isNear);
  }

  show(item) {
    item.version = this.version;
    item.bar ??= this.newBar(item);
    const { bar, row } = item, { dataset } = row;
    const title = row.querySelector('bdi').textContent;
    const text = item.isHead ? this.when(item) : title;
    place(bar, item.start, item.end - item.start);
    bar.style.setProperty('--y', `${item.y}px`);
    bar.dataset.state = dataset.state;
    bar.dataset.shape = item.isHead ? 'launch' : 'moment' in dataset ? 'moment' : 'span';
    bar.classList.toggle('lasting', bar.dataset.shape === 'span' && LASTING.has(dataset.kind));
    bar.ariaLabel = `${title}, ${this.when(item)}${this.stateOf(row)}`;
    if (bar.textContent !== text) this.label(bar, row, text);
    item.need = text.length * LETTER + 14;
    this.trim(item);
    this.showGhost(item);
    if (!bar.isConnected) this.lanes.append(bar);
  }

  label(bar, { dataset }, text) {
    bar.replaceChildren(Object.assign(make('span', ''), { textContent: text }));
    if (bar.classList.contains('movable') && ['feature', 'launch'].includes(dataset.kind)) bar.append(make('i', 'tl-handle'));
  }

  hide(item) {
    item.bar.remove();
    item.ghost?.remove();
    item.version = 0;
  }

  newBar(item) {
    const bar = make('button', 'tl-bar');
    bar.type = 'button';
    bar.item = item;
    bar.tabIndex = this.stop ? -1 : 0;
    this.stop ??= item;
    const { kind } = item.row.dataset, isFixed = kind === 'launch' && isOver(item.row);
    if (kind in this.places && !isFixed) bar.classList.add('movable');
    return bar;
  }

  showGhost(item) { // where it stood on the day that the plan is compared with
    if (!item.row.dataset.was) { item.ghost?.remove(); item.ghost = null; return; }
    const end = day(item.row.dataset.was) - this.from + 1, days = item.end - item.start;
    item.ghost ??= make('div', 'tl-ghost');
    item.ghost.dataset.shape = item.bar.dataset.shape;
    place(item.ghost, end - days, days);
    item.ghost.style.setProperty('--y', `${item.y}px`);
    if (!item.ghost.isConnected) this.lanes.prepend(item.ghost);
  }

  stateOf(row) {
    const title = row.querySelector('.glyph title, .state .visually-hidden');
    return title ? `, ${title.textContent.toLowerCase()}` : row.dataset.state === 'done' ? ', done' : '';
  }

  when({ start, end }) {
    const first = this.from + start, last = this.from + end - 1;
    return first === last ? long(first) : `${long(first)} to ${long(last)}`;
  }

  // -- moving about ----------------------------------------------------------------------------------
  walk(event) {
    const item = event.target.item, steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (!item || !(event.key in steps)) return;
    event.preventDefault();
    const seen = [...this.items.values()].filter(each => each.y !== null), step = steps[event.key];
    const at = Math.max(0, Math.min(seen.length - 1, seen.indexOf(item) + step));
    this.focusOn(seen[at]);
  }

  focusOn(item) {
    this.show(item);
    if (this.stop?.bar) this.stop.bar.tabIndex = -1;
    this.stop = item;
    item.bar.tabIndex = 0;
    item.bar.focus({ preventScroll: true });
    item.bar.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  open(event) { // what cannot be moved here is opened
    const item = event.target.closest('.tl-bar')?.item;
    if (item && !item.bar.classList.contains('movable')) item.row.querySelector('a')?.click();
  }
}
customElements.define('lh-timeline', Timeline);
