// Moving bars: with mouse and touch, with the arrow keys, and in a popover with dates. What is refused goes back.
import { iso } from './axis.js';
import { Moves } from './moves.js';
import { Popover } from './popover.js';
import { say, send } from './sending.js';

const WEEK = 7, PAUSE = 900; // ms after the last arrow key until it is saved
const EDGE = 10, FAR = 4; // CSS pixels

export class Editing {
  constructor(timeline) {
    this.timeline = timeline;
    this.moves = new Moves(this);
    this.popover = new Popover(this);
    this.queue = Promise.resolve();
    timeline.lanes.addEventListener('pointerdown', event => this.grab(event));
    timeline.lanes.addEventListener('keydown', event => this.press(event));
    timeline.lanes.addEventListener('focusout', event => { if (this.pending?.item.bar === event.target) this.settle(); });
    timeline.lanes.addEventListener('click', event => this.click(event));
    document.addEventListener('timeline:saved', event => this.saved(event.detail));
  }

  saved({ id, version, start, end }) { // what is moved again at once starts from here, before the rows are fetched anew
    for (const { row } of this.timeline.items.values()) {
      if (row.dataset.id === id && start) Object.assign(row.dataset, { version, start, end });
    }
  }

  get busy() { return Boolean(this.dragging || this.pending || this.moves.item); }

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
    const way = this.wayOf(item, down), was = { start: item.start, end: item.end };
    const over = new AbortController(), on = (type, act, more) => addEventListener(type, act, { signal: over.signal, ...more });
    const end = keep => {
      over.abort();
      this.drop(item, was, way, keep);
    };
    on('pointermove', event => {
      if (!this.dragging && Math.abs(event.clientX - from.x) < FAR && (way !== 'link' || Math.abs(event.clientY - down.clientY) < FAR)) return;
      if (!this.dragging) this.begin(item, down);
      if (way === 'link') this.pull(item, event);
      else {
        this.scrollBy(event);
        this.shift(item, was, way, Math.round((event.clientX - from.x + scroller.scrollLeft - from.scroll) / this.timeline.width));
      }
    });
    on('pointerup', () => end(true));
    on('pointercancel', () => end(false));
    on('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); end(false); } }, { capture: true });
  }

  wayOf(item, { target, clientX }) {
    if (target.closest('.tl-handle')) return 'link';
    if (item.bar.dataset.shape !== 'span' || item.row.dataset.kind === 'task') return 'move';
    const box = item.bar.getBoundingClientRect(), edge = Math.min(EDGE, box.width / 4), at = clientX - box.left;
    return at < edge ? 'start' : at > box.width - edge && at <= box.width ? 'end' : 'move';
  }

  begin(item, { pointerId }) {
    this.dragging = item;
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
    else if (keep) this.commit(item, was);
    else this.putBack(item);
  }

  swallow() { // the click that ends a drag is no click on the bar
    const over = new AbortController();
    addEventListener('click', event => { event.stopPropagation(); event.preventDefault(); }, { capture: true, signal: over.signal });
    setTimeout(() => over.abort());
  }

  scrollBy({ clientX }) {
    const { scroller, names } = this.timeline, view = scroller.getBoundingClientRect();
    scroller.scrollLeft += clientX > view.right - 40 ? 12 : clientX < view.left + names.offsetWidth + 40 ? -12 : 0;
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
    const why = await send(this.addressOf(item, 'dependencies'), { target: aim.item.id, lag_days: 0 });
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
    } else if (item && step && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.nudge(item, event.altKey && item.bar.dataset.shape === 'span' && item.row.dataset.kind !== 'task' ? 'end' : 'move', step * (event.shiftKey ? WEEK : 1));
    }
  }

  nudge(item, way, days) {
    if (this.pending && this.pending.item !== item) this.settle();
    this.pending ??= { item, was: { start: item.start, end: item.end } };
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
    if (item.start === was.start && item.end === was.end) this.putBack(item);
    else if (item.row.dataset.kind === 'launch') this.moves.ask(item, this.dates(item).end);
    else this.save(item);
  }

  save(item) { // one after the other, each from the version that the one before has made
    const dates = this.dates(item);
    this.queue = this.queue.then(async () => {
      const why = await send(this.addressOf(item, 'dates'), { ...dates, version: item.row.dataset.version, seen: `${item.row.dataset.start} ${item.row.dataset.end}` });
      if (!why) return;
      this.putBack(item);
      say(`“${item.row.querySelector('bdi').textContent}” is back on ${this.timeline.when(item)}. ${why}`);
    });
  }

  putBack(item) {
    Object.assign(item, this.timeline.days(item.row));
    this.moves.hide();
    this.timeline.refresh();
  }

  addressOf({ id, row }, what) {
    return `${this.timeline.dataset.base}${row.dataset.kind === 'launch' ? 'launche' : row.dataset.kind}s/${id}/${what}/`;
  }
}
