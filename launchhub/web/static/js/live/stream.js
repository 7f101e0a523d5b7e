// The stream of what changes, held open: it begins where the last one ended, waits longer after each failure, and stops
// by itself when the session has ended.
const FIRST = 500, LONGEST = 30_000; // ms until it is tried again
const SILENCE = 50_000; // ms: the server says something every 20 s
const ENDED = [401, 403, 404]; // signed out, or no member any more

export class Stream {
  // `position` tells where to begin, `take` gets each event. `address` has a query already.
  constructor(address, { position, take }) {
    Object.assign(this, { address, position, take, wait: FIRST, isOver: false });
    this.open();
    this.watch = setInterval(() => this.check(SILENCE), SILENCE / 5);
  }

  open() {
    this.heard = Date.now();
    this.source = new EventSource(`${this.address}&after=${this.position()}`);
    this.source.onopen = () => { this.wait = FIRST; this.heard = Date.now(); };
    this.source.onmessage = ({ data, lastEventId }) => {
      this.heard = Date.now();
      this.take({ ...JSON.parse(data), position: Number(lastEventId) });
    };
    this.source.addEventListener('alive', () => { this.heard = Date.now(); });
    this.source.onerror = () => this.fail(this.source.readyState === EventSource.CLOSED);
  }

  // A connection that died while the machine slept says nothing, not even that it died.
  check(silence) {
    if (!this.isOver && !this.timer && Date.now() - this.heard > silence) this.fail(false);
  }

  async fail(isRefused) {
    this.source.close();
    if (this.timer || this.isOver) return;
    this.timer = setTimeout(() => this.again(isRefused), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST);
  }

  async again(isRefused) {
    if (isRefused && await this.hasEnded()) this.stop();
    this.timer = null;
    if (!this.isOver) this.open();
  }

  async hasEnded() { // an EventSource does not tell why it was refused
    const asked = new AbortController();
    try {
      return ENDED.includes((await fetch(this.address, { signal: asked.signal })).status);
    } catch {
      return false;
    } finally {
      asked.abort();
    }
  }

  stop() {
    this.isOver = true;
    clearInterval(this.watch);
    this.source.close();
  }
}
