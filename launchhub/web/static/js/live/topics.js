// What an event of the stream is about, in the words that fragments listen for: hx-trigger="live:launch-42 from:body".
const SEVERAL = { criterion: 'criteria', evidence: 'evidence' };

const several = noun => SEVERAL[noun] ?? noun.replace(/y$/, 'ie').replace(/ch$/, 'che') + 's';

export function topicsOf({ kind, noun, id, launch }) {
  const topics = [`${noun}-${id}`, several(noun)];
  if (launch) topics.push(`launch-${launch}`, 'launches');
  if (kind.startsWith('comment.')) topics.push(`discussion-${id}`);
  if (kind.startsWith('attachment.')) topics.push(`attachments-${id}`);
  return topics;
}
