// The time axis: days are whole numbers since 1970, ticks and grid lines follow from the zoom.
const DAY = 864e5;
export const day = iso => Math.round(Date.parse(iso) / DAY);
export const iso = number => new Date(number * DAY).toISOString().slice(0, 10);

const formatter = options => {
  const format = new Intl.DateTimeFormat(document.documentElement.lang || 'en', { timeZone: 'UTC', ...options });
  return number => format.format(number * DAY);
};
export const short = formatter({ day: 'numeric', month: 'short' });
export const long = formatter({ day: 'numeric', month: 'long', year: 'numeric' });
const year = formatter({ year: 'numeric' }), month = formatter({ month: 'long', year: 'numeric' });
const brief = formatter({ month: 'short' }), number = formatter({ day: 'numeric' });

export const make = (tag, className) => Object.assign(document.createElement(tag), { className });
export const place = (element, start, days) => {
  element.style.setProperty('--s', start);
  element.style.setProperty('--n', days);
};

export const isOver = row => 'over' in row.dataset; // there is nothing to be done about it any more

const MONDAY = 11; // a Monday, in days since 1970
const months = count => at => {
  const date = new Date(at * DAY);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - date.getUTCMonth() % count + count, 1) / DAY;
};
const days = count => at => at + (count === 1 ? 1 : count - ((at - MONDAY) % count + count) % count);
const quarter = at => `Q${Math.floor(new Date(at * DAY).getUTCMonth() / 3) + 1}`;

// Zoom → the upper and the lower row: where the next tick is, and what stands at it.
const SCALES = {
  day: [[months(1), month], [days(1), number]],
  week: [[months(1), month], [days(7), number]],
  month: [[months(1), month], [days(7), number]],
  quarter: [[months(12), year], [months(1), brief]],
  year: [[months(12), year], [months(3), quarter]],
};

function* ticks(from, to, next) {
  for (let at = from; at < to; at = next(at)) yield [at, Math.min(next(at), to)];
}

// Return the labels above the axis and the lines behind the bars; `today` is marked in both.
export function axis({ from, to, today, zoom }) {
  const labels = document.createDocumentFragment(), lines = document.createDocumentFragment();
  const label = (className, at, until, text) => {
    const element = make('span', className);
    element.append(Object.assign(make('b', ''), { textContent: text }));
    place(element, at - from, until - at);
    labels.append(element);
  };
  const line = (className, at) => {
    const element = make('i', className);
    place(element, at - from, 1);
    lines.append(element);
  };
  const [[next, name], [nextBelow, nameBelow]] = SCALES[zoom];
  for (const [at, until] of ticks(from, to, next)) label('tl-month', at, until, name(at));
  for (const [at, until] of ticks(from, to, nextBelow)) {
    label('tl-tick', at, until, nameBelow(at));
    if (at > from) line('tl-line', at);
  }
  if (today >= from && today < to) {
    label('tl-now', today, today + 1, short(today));
    line('tl-line tl-today', today);
  }
  return { labels, lines };
}
