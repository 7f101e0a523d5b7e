// Moving bars: with mouse and touch, with the arrow keys, and in a popover with dates. What is refused goes back.
import { say } from '../requests.js';
import { iso } from './axis.js';
import { Moves } from './moves.js';
import { Popover } from './popover.js';
import { Why } from '../why.js';
import { send } from './sending.js';

const WEEK = 7, PAUSE = 900; // ms after the last arrow key until it is saved
const EDGE = 10, BROAD = 20, FAR = 4; // CSS pixels; a finger needs a broad edge
const HOLD = 350; // ms that a finger rests on a bar until it takes it: before that, it scrolls
const LEDGER = { feature: 'end', milestone: 'start' }; // kind → the end of its bar that the date ledger keeps

export class Editing {
  constructor(timeline) {
    this.timeline = timeline;
    this.moves = new Moves(this);
    this.popover = new Popover(this);
    this.why = new Why(timeline.querySelector('.why-moves'), 'R');
    this.queue = Promise.resolve();
    this.sending = 0; // moves that are not saved yet
    this.made = new Map(); // id → the version that our last move has made
    timeline.lanes.addEventListener('pointerdown', event => this.grab(event));
    timeline.lanes.addEventListener('touchmove', event => { if (this.dragging) event.preventDefault(); }, { passive: false });
    timeline.lanes.addEventListener('contextmenu', event => { if (this.held) event.preventDefault(); });
    timeline.lanes.addEventListener('keydown', event => this.press(event));
    timeline.lanes.addEventListener('focusout', event => { if (this.pending?.item.bar === event.target) this.settle(); });
    timeline.lanes.addEventListener('click', event => this.click(event));
    document.addEventListener('timeline:saved', event => this.saved(event.detail));
  }

  saved({ id, version, start, end }) { // what is moved again at once starts from here, before the rows are fetched anew
    this.made.set(id, version);
    for (const { row } of this.timeline.items.values()) {
      if (row.dataset.id === id && start) Object.assign(row.dataset, { version, start, end });
    }
  }

  get busy() { return Boolean(this.dragging || this.pending || this.sending || this.why.waiting || this.moves.item); }

  itemOf(event) {
    const bar = event.target.closest('.tl-bar.movable');
    return bar?.item;
  }

  // -- pointer -----------------------------------------------------------------------------------------
  grab(down) {
    const item = this.itemOf(down);
    if (!item || down.button) return;
    this.settle();
    const { scroller } = this.timeline, from = { x: down.clientX, scroll: scroller.scrollLeft };
    const way = this.wayOf(item, down), was = this.placeOf(item);
    const over = new AbortController(), on = (type, act, more) => addEventListener(type, act, { signal: over.signal, ...more });
    this.held = down.pointerType === 'touch';
    const hold = this.held && setTimeout(() => this.begin(item, down), HOLD);
    const end = keep => {
      clearTimeout(hold);
      over.abort();
      this.drop(item, was, way, keep);
    };
    on('pointermove', event => {
      const far = Math.max(Math.abs(event.clientX - from.x), way === 'link' || hold ? Math.abs(event.clientY - down.clientY) : 0) >= FAR;
      if (!this.dragging && !far) return;
      if (!this.dragging && hold) return end(false); // it scrolls
      if (!this.dragging) this.begin(item, down);
      if (way === 'link') this.pull(item, event);
      else {
        this.scrollBy(event, event.clientX - from.x);
        this.shift(item, was, way, Math.round((event.clientX - from.x + scroller.scrollLeft - from.scroll) / this.timeline.width));
      }
    });
    on('pointerup', () => end(true));
    on('pointercancel', () => end(false));
    on('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); end(false); } }, { capture: true });
  }

  wayOf(item, { target, clientX, pointerType }) {
    if (target.closest('.tl-handle')) return 'link';
    if (!item.bar.classList.contains('lasting')) return 'move';
    const broad = pointerType === 'touch' ? BROAD : EDGE;
    const box = item.bar.getBoundingClientRect(), edge = Math.min(broad, box.width / 4), at = clientX - box.left;
    return at < edge ? 'start' : at > box.width - edge && at <= box.width ? 'end' : 'move';
  }

  begin(item, { pointerId }) {
    this.dragging = item;
    this.before = this.why.resume(item);
    item.bar.setPointerCapture(pointerId);
    item.bar.classList.add('dragging');
  }

  drop(item, was, way, keep) {
    const dragged = this.dragging;
    item.bar.classList.remove('dragging');
    this.dragging = null;
    if (!dragged) return;
    this.swallow();
    if (way === 'link') this.endLink(item, keep);
    else if (keep) this.commit(item, this.before ?? was);
    else this.putBack(item);
  }

  placeOf({ start, end, row: { dataset } }) { return { start, end, version: Number(dataset.version), seen: `${dataset.start} ${dataset.end}` }; }

  swallow() { // the click that ends a drag is no click on the bar
    const over = new AbortController();
    addEventListener('click', event => { event.stopPropagation(); event.preventDefault(); }, { capture: true, signal: over.signal });
    setTimeout(() => over.abort());
  }

  scrollBy({ clientX }, pulled) { // only the way one pulls: a bar may be taken at an edge and go away from it
    const { scroller, names } = this.timeline, view = scroller.getBoundingClientRect();
    if (pulled > 0 && clientX > view.right - 40) scroller.scrollLeft += 12;
    else if (pulled < 0 && clientX < view.left + names.offsetWidth + 40) scroller.scrollLeft -= 12;
  }

  // -- links -------------------------------------------------------------------------------------------
  pull(item, { clientX, clientY }) {
    const box = this.timeline.lanes.getBoundingClientRect();
    this.timeline.links.pull(item, clientX - box.left, clientY - box.top);
    const bar = document.elementFromPoint(clientX, clientY)?.closest('.tl-bar');
    const fits = bar && bar.item !== item && bar.item.row.dataset.kind === item.row.dataset.kind;
    this.aim?.classList.remove('aimed');
    this.aim = fits ? bar : null;
    this.aim?.classList.add('aimed');
  }

  async endLink(item, keep) {
    const aim = this.aim;
    this.aim = null;
    aim?.classList.remove('aimed');
    this.timeline.links.letGo();
    if (!keep || !aim) return;
    const why = await send(this.addressOf(item, 'dependencies'), { other: aim.item.id, lag_days: 0 });
    if (why) say(`Nothing was linked. ${why}`);
  }

  // -- keyboard: an arrow is a day, with Shift a week, with Alt the end alone ----------------------------
  press(event) {
    const item = this.itemOf(event), step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape' && this.pending) {
      event.stopPropagation();
      const { item: moved } = this.pending;
      this.forget();
      this.putBack(moved);
    } else if (event.key === 'Enter' && this.pending) {
      event.preventDefault();
      this.settle();
    } else if (event.key === 'Escape' && this.why.waiting) {
      event.stopPropagation();
      this.why.takeBack();
    } else if (event.key === 'r' && item && !this.why.form.hidden && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.why.focus();
    } else if (item && step && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.nudge(item, event.altKey && item.bar.classList.contains('lasting') ? 'end' : 'move', step * (event.shiftKey ? WEEK : 1));
    }
  }

  nudge(item, way, days) {
    if (this.pending && this.pending.item !== item) this.settle();
    this.pending ??= { item, was: this.why.resume(item) ?? this.placeOf(item) };
    clearTimeout(this.pending.timer);
    this.shift(item, { start: item.start, end: item.end }, way, days);
    if (item.row.dataset.kind !== 'launch') this.pending.timer = setTimeout(() => this.settle(), PAUSE); // a launch waits for Enter
  }

  settle() { // save what the keyboard has moved
    if (!this.pending) return;
    const { item, was } = this.pending;
    this.forget();
    this.commit(item, was);
  }

  forget() {
    clearTimeout(this.pending.timer);
    this.pending = null;
  }

  click(event) {
    const item = this.itemOf(event);
    if (!item || this.pending) return;
    this.why.settle();
    if (item.row.dataset.kind === 'launch') this.moves.ask(item);
    else this.popover.open(item);
  }

  // -- what they all do -----------------------------------------------------------------------------------
  shift(item, was, way, days) {
    item.start = way === 'end' ? was.start : Math.min(was.start + days, way === 'start' ? was.end - 1 : Infinity);
    item.end = way === 'start' ? was.end : Math.max(was.end + days, way === 'end' ? was.start + 1 : -Infinity);
    this.timeline.show(item);
    this.timeline.links.drawOf(item);
    this.timeline.live.textContent = this.timeline.when(item);
    if (item.row.dataset.kind === 'launch') this.moves.preview(item, this.dates(item).end);
  }

  dates({ start, end }) {
    const { from } = this.timeline;
    return { start: iso(from + start), end: iso(from + end - 1) };
  }

  commit(item, was) {
    const { kind } = item.row.dataset;
    if (item.start === was.start && item.end === was.end) this.putBack(item);
    else if (kind === 'launch') this.moves.ask(item, this.dates(item).end);
    else if (kind in LEDGER && item[LEDGER[kind]] !== was[LEDGER[kind]]) this.ask(item, was, LEDGER[kind]);
    else this.save(item, was);
  }

  ask(item, was, end) {
    const days = item[end] - was[end], many = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
    const words = `“${this.titleOf(item)}” moves ${many} ${days > 0 ? 'later' : 'earlier'}`;
    this.why.ask({ item, was, words, save: why => this.save(item, was, why), undo: () => this.putBack(item), focus: () => item.bar?.focus({ preventScroll: true }) });
  }

  titleOf({ row }) { return row.querySelector('bdi').textContent; }

  save(item, was, reason = {}) { // one after the other, each from the version that was seen, or that the one before has made
    const dates = this.dates(item);
    this.sending++;
    this.queue = this.queue.then(async () => {
      const { id, row: { dataset } } = item, made = this.made.get(id) ?? 0, isOurs = made > was.version;
      const from = isOurs ? { version: made, seen: `${dataset.start} ${dataset.end}` } : { version: was.version, seen: was.seen };
      const why = await send(this.addressOf(item, 'dates'), { ...dates, ...reason, ...from });
      this.sending--;
      if (!why) return;
      this.putBack(item);
      say(`“${this.titleOf(item)}” is back on ${this.timeline.when(item)}. ${why}`);
    });
  }

  putBack(item) {
    Object.assign(item, this.timeline.days(item.row));
    this.moves.hide();
    this.timeline.refresh();
  }

  addressOf({ id, row }, what) {
    return `${this.timeline.places[row.dataset.kind]}${id}/${what}/`;
  }
}
