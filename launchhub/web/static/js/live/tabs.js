// One stream for all tabs of a browser: the tab that holds the lock has it and tells the others. HTTP/1.1 gives a browser
// six connections to a server: with a stream in each tab, the seventh tab would never load.
import { Stream } from './stream.js';

const KEPT = 500; // events that the leader remembers for tabs that were asleep

export class Tabs {
  // `position` is that of the page; `take` gets each event past it once, `miss` is called when some are lost for good.
  constructor(address, name, position, { take, miss }) {
    Object.assign(this, { address, position, take, miss, id: crypto.randomUUID(), isLeader: false });
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }) => this.hear(data);
    navigator.locks.request(name, () => this.lead());
    this.wake();
    for (const kind of ['visibilitychange', 'pageshow', 'resume', 'online']) addEventListener(kind, () => { if (!document.hidden) this.wake(); }, true);
  }

  lead() {
    this.isLeader = true;
    this.log = [];
    this.from = this.position; // the log has everything past it
    this.stream = new Stream(this.address, { position: () => this.position, take: event => this.tell(event) });
    this.channel.postMessage({ leads: this.position });
    return new Promise(() => {}); // until the tab is closed
  }

  tell(event) {
    this.log.push(event);
    if (this.log.length > KEPT) this.from = this.log.shift().position;
    this.channel.postMessage({ event });
    this.reach(event);
  }

  reach(event) {
    if (event.position <= this.position) return;
    this.position = event.position;
    this.take(event);
  }

  wake() { // what did I miss?
    if (this.isLeader) this.stream.check(25_000);
    else this.channel.postMessage({ asks: this.id, position: this.position });
  }

  hear({ event, leads, asks, position, to, events }) {
    if (event) this.reach(event);
    else if (leads !== undefined) { if (leads !== this.position) this.wake(); }
    else if (asks && this.isLeader) {
      const known = position >= this.from ? this.log.filter(each => each.position > position) : null;
      this.channel.postMessage({ to: asks, events: known, position: this.position });
    } else if (to === this.id) {
      if (events) events.forEach(each => this.reach(each));
      else { this.position = Math.max(this.position, position); this.miss(); }
    }
  }
}
