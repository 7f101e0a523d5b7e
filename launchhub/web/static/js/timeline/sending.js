// Sends a form as htmx would, and tells why it was refused: "" when it was not.
import { hasSaved } from '../live/refetch.js';
import { token } from '../requests.js';

const LOST = 'There is no connection to the server.';
const OUT = 'You have been signed out. Sign in again in another tab.';
const BROKEN = 'The server could not do that.';

const headers = () => ({ 'HX-Request': 'true', 'HX-Request-Type': 'partial', ...token() });

const told = response => JSON.parse(response.headers.get('HX-Trigger') ?? '{}');

const changed = name => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));

export async function post(address, fields, signal) {
  return fetch(address, { method: 'POST', headers: headers(), body: new URLSearchParams(fields), signal, keepalive: true });
}

export async function send(address, fields) {
  let response, body;
  try {
    response = await post(address, fields);
    body = await response.text();
  } catch {
    return LOST;
  }
  hasSaved();
  if (response.redirected) return OUT;
  const events = told(response);
  if (response.ok) {
    delete events.toast; // one sees what was done
    for (const [name, detail] of Object.entries(events)) document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    return '';
  }
  if (response.status !== 422) return events.toast?.text ?? BROKEN;
  changed('live:roadmap'); // somebody may have moved it meanwhile
  const page = new DOMParser().parseFromString(body, 'text/html');
  return [...page.querySelectorAll('.summary li')].map(line => line.textContent.trim().replace(/\s+/g, ' ')).join(' ') || BROKEN;
}
