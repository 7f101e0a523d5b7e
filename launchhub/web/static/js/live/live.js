// What others change appears by itself. The stream says only what changed; fragments listen for it and fetch themselves:
// hx-trigger="live:launch-42 from:body" hx-swap="outerMorph". Who has no stream (guests, browsers without locks) asks
// now and then.
import './keeping.js';
import './fresh.js';
import './here.js';
import { ask } from './refetch.js';
import { Tabs } from './tabs.js';
import { topicsOf } from './topics.js';

const NOW_AND_THEN = 30_000; // ms
const TOLD = [1200, 5000]; // ms after an event: until then those whom it concerns have been told
const parts = () => document.querySelectorAll('[hx-trigger*="live:"]');

const everything = () => { for (const part of parts()) ask(part, { isForeign: true }); };

let news = [];

// All that has come together is told at once: "live:launches" with {events, isForeign}.
function tell(me) {
  const topics = new Map();
  for (const event of news) for (const topic of topicsOf(event)) topics.set(topic, [...topics.get(topic) ?? [], event]);
  news = [];
  for (const [topic, events] of topics) {
    const isForeign = events.some(({ actor }) => actor !== me);
    say(topic, { events, isForeign });
  }
  for (const wait of TOLD) setTimeout(() => say('inbox', { events: [], isForeign: true }), wait);
}

const say = (topic, detail) => document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail }));

const meta = document.querySelector('meta[name="live"]');
if (meta?.content && navigator.locks) {
  const { me, position } = meta.dataset;
  new Tabs(`${meta.content}?form=slim`, `live ${meta.content} ${me}`, Number(position), {
    take: event => {
      if (!news.length) setTimeout(() => tell(me), 30);
      news.push(event);
    },
    miss: everything,
  });
} else if (meta) {
  setInterval(everything, NOW_AND_THEN);
}
