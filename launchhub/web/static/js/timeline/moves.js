// Moving a launch: what it would touch is shown while it is dragged; dropping asks for the reason, and only that moves it.
import { day, long } from './axis.js';
import { post } from './sending.js';

const PAUSE = 150; // ms between a new date and the question what it would touch

export class Moves {
  constructor(editing) {
    this.editing = editing;
    this.panel = editing.timeline.querySelector('.tl-blast');
    this.dialog = document.getElementById('dialog');
    this.dialog.addEventListener('close', () => this.closed());
  }

  preview(item, date) {
    if (this.date === date) return;
    this.date = date;
    clearTimeout(this.timer);
    this.asked?.abort();
    this.timer = setTimeout(() => this.show(item, date), PAUSE);
  }

  async show(item, date) {
    this.asked = new AbortController();
    try {
      const answer = await post(this.editing.addressOf(item, 'date-moves/preview'), { date }, this.asked.signal);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const title = Object.assign(document.createElement('h2'), { textContent: `${this.editing.titleOf(item)}: ${long(day(date))}` });
      page.getElementById('blast').removeAttribute('id');
      for (const part of page.querySelectorAll('details')) part.open = false;
      this.panel.replaceChildren(title, ...page.body.childNodes);
      this.panel.hidden = false;
    } catch (error) {
      if (error.name !== 'AbortError') this.panel.hidden = true; // without a connection there is nothing to show
    }
  }

  hide() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.date = null;
    this.panel.hidden = true;
  }

  async ask(item, date) {
    this.item = item;
    const address = this.editing.addressOf(item, 'date-moves') + (date ? `?date=${date}` : '');
    this.hide();
    try {
      await htmx.ajax('GET', address, { target: '#dialog', swap: 'innerHTML' });
    } finally {
      if (!this.dialog.open) this.closed();
    }
    if (date) this.dialog.querySelector('[name="date"]')?.dispatchEvent(new Event('input', { bubbles: true }));
  }

  closed() {
    if (!this.item) return;
    const { item } = this;
    this.item = null;
    this.editing.putBack(item);
    item.bar?.focus({ preventScroll: true });
  }
}
