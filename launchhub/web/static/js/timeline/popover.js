// The popover of a bar: its dates in a form of the server's, with buttons that shift them while the bar follows.
import { day, iso } from './axis.js';

export class Popover {
  constructor(editing) {
    this.editing = editing;
    this.element = editing.timeline.querySelector('.tl-popover');
    this.element.addEventListener('input', () => this.follow());
    this.element.addEventListener('click', event => this.press(event));
    this.element.addEventListener('toggle', event => { if (event.newState === 'closed') this.closed(); });
    document.addEventListener('dialog:close', () => this.element.hidePopover());
  }

  async open(item) {
    this.item = item;
    this.element.hidden = false;
    await htmx.ajax('GET', this.editing.addressOf(item, 'dates'), { target: this.element, swap: 'innerHTML' });
    this.element.showPopover();
    this.place(item.bar.getBoundingClientRect());
    this.element.querySelector('input:not([type="hidden"])')?.focus();
  }

  place(bar) {
    const { offsetWidth: width, offsetHeight: height } = this.element, { innerWidth, innerHeight } = window;
    const below = bar.bottom + 6 + height < innerHeight ? bar.bottom + 6 : Math.max(8, bar.top - 6 - height);
    this.element.style.setProperty('top', `${below}px`);
    this.element.style.setProperty('left', `${Math.max(8, Math.min(bar.left, innerWidth - width - 8))}px`);
  }

  fields() { return ['start', 'end'].map(name => this.element.querySelector(`[name="${name}"]`)); }

  press(event) {
    if (event.target.closest('[data-close]')) { event.preventDefault(); this.element.hidePopover(); }
    const days = Number(event.target.closest('[data-days]')?.dataset.days);
    if (!days) return;
    for (const field of this.fields()) if (field?.value) field.value = iso(day(field.value) + days);
    this.follow();
  }

  follow() {
    const [first, last] = this.fields().map(field => field?.value ? day(field.value) - this.editing.timeline.from : null);
    const start = first ?? last, end = last ?? first;
    if (start === null || start > end) return;
    Object.assign(this.item, { start, end: end + 1 });
    this.editing.timeline.show(this.item);
    this.editing.timeline.links.drawOf(this.item);
  }

  closed() {
    this.element.replaceChildren(); // else a dialog that it has led to would be called by its title
    if (!this.item) return;
    const { item } = this;
    this.item = null;
    this.editing.putBack(item); // what was saved comes back with the rows
    item.bar.focus({ preventScroll: true });
  }
}
