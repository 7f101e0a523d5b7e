// Dependencies as arrows from the end of one bar to the start of another; red when the dates do not keep them.
import { isOver } from './axis.js';

const ROW = 34, RADIUS = 5;
const svg = tag => document.createElementNS('http://www.w3.org/2000/svg', tag);

export class Links {
  constructor(timeline) {
    this.timeline = timeline;
    this.sheet = svg('svg');
    this.sheet.setAttribute('aria-hidden', 'true');
    timeline.lanes.append(this.sheet);
    this.links = new Map();
  }

  read() { // of a bar that is there more than once, the first is linked
    const known = this.links;
    this.links = new Map();
    for (const later of this.timeline.items.values()) {
      for (const word of later.row.dataset.after?.split(' ').filter(Boolean) ?? []) {
        const [id, lag] = word.split(':'), earlier = this.timeline.items.get(id);
        if (!earlier) continue;
        const key = `${earlier.key}>${later.key}`, link = known.get(key) ?? { version: 0 };
        this.links.set(key, Object.assign(link, { earlier, later, lag: Number(lag) }));
      }
    }
    for (const [key, link] of known) if (!this.links.has(key)) link.path?.remove();
  }

  draw(isNear) {
    const { version } = this.timeline;
    for (const link of this.links.values()) {
      const { earlier, later } = link, isSeen = earlier.y !== null && later.y !== null;
      if (isSeen && isNear(earlier.y, later.y, Math.min(earlier.end, later.start), Math.max(earlier.end, later.start))) {
        if (link.version !== version) this.route(link);
      } else if (link.version) {
        link.path.remove();
        link.version = 0;
      }
    }
  }

  drawOf(item) {
    for (const link of this.links.values()) if (link.version && (link.earlier === item || link.later === item)) this.route(link);
  }

  route(link) {
    const { earlier, later, lag } = link, { width } = this.timeline, r = RADIUS;
    const x1 = earlier.end * width, y1 = earlier.y + ROW / 2, x2 = later.start * width, y2 = later.y + ROW / 2, v = y2 > y1 ? 1 : -1;
    const into = `V${y2 - r * v}q0 ${r * v} ${r} ${r * v}H${x2 - 2}`;
    const around = `H${x1 + 4}q${r} 0 ${r} ${r * v}V${y1 + v * (16 - r)}q0 ${r * v} ${-r} ${r * v}H${x2 - 8}q${-r} 0 ${-r} ${r * v}${into}`;
    const straight = `H${x2 - 10 - r}q${r} 0 ${r} ${r * v}${into}`;
    link.version = this.timeline.version;
    link.path ??= svg('path');
    link.path.setAttribute('d', `M${x1} ${y1}${x2 - x1 < 14 ? around : straight}m-4 -3.5l4 3.5l-4 3.5`);
    link.path.classList.toggle('late', !isOver(earlier.row) && !isOver(later.row) && later.end < earlier.end + lag); // the rule of roadmap.graph.violations
    if (!link.path.isConnected) this.sheet.append(link.path);
  }

  pull(item, x, y) { // a new arrow that follows the pointer
    this.thread ??= this.sheet.appendChild(svg('path'));
    this.thread.setAttribute('class', 'thread');
    this.thread.setAttribute('d', `M${item.end * this.timeline.width} ${item.y + ROW / 2}L${x} ${y}`);
  }

  letGo() {
    this.thread?.remove();
    this.thread = null;
  }
}
