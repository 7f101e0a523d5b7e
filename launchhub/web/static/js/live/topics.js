// What an event of the stream is about, in the words that fragments listen for: hx-trigger="live:launch-42 from:body".
const SEVERAL = { criterion: 'criteria', evidence: 'evidence' };

const several = noun => SEVERAL[noun] ?? noun.replace(/y$/, 'ie').replace(/ch$/, 'che') + 's';

export function topicsOf({ kind, noun, id, launch }) {
  const isGone = kind === `${noun}.deleted`; // what shows it could only be told that nothing is there
  const topics = isGone ? [several(noun)] : [`${noun}-${id}`, several(noun)];
  if (launch && !(isGone && launch === id)) topics.push(`launch-${launch}`);
  if (launch) topics.push('launches');
  if (kind.startsWith('comment.')) topics.push(`discussion-${id}`);
  if (kind.startsWith('attachment.')) topics.push(`attachments-${id}`);
  return topics;
}
