// Holds a conversation with Martin through @microsoft/signalr, as an app in JavaScript would.
//
//   node converse.mjs <url> <owner key> <json|messagepack>  < steps.json
//
// The steps are a JSON list, done in order in one conversation: a string is a message; {"undo": "last"} or {"undo": "<action id>"} undoes
// an action; {"approve": "last"} or {"reject": "last"} decides on the newest proposal; {"follow": "action"} reads the turn that was started
// for a decision; {"invoke": ["Method", …arguments]} calls anything.
// Prints one JSON object a line: {"step", "event"} for a turn event, {"step", "result"} or {"step", "error"}, {"push", "value"}.
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { randomUUID } from 'node:crypto';

const [url, ownerKey, protocol] = process.argv.slice(2);
const print = (value) => process.stdout.write(JSON.stringify(value) + '\n');

async function readSteps() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
}

async function signIn() {
  const answer = await fetch(new URL('/api/v1/auth/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ownerKey }),
  });
  const { success, data, error } = await answer.json();
  if (!success) throw new Error(`login: ${error.code}: ${error.message}`);
  return data.accessToken;
}

async function connect(accessToken) {
  const connection = new HubConnectionBuilder()
    .withUrl(new URL('/hub', url).href, {
      transport: HttpTransportType.WebSockets,
      skipNegotiation: true,
      accessTokenFactory: () => accessToken,
    })
    .withHubProtocol(protocol === 'messagepack' ? new MessagePackHubProtocol() : new JsonHubProtocol())
    .configureLogging(LogLevel.None)
    .build();
  for (const name of ['Notification', 'TurnStarted', 'SessionRevoked'])
    connection.on(name, (value) => {
      print({ push: name, value });
      if (name === 'TurnStarted') turnStarted(value);
    });
  await connection.start();
  return connection;
}

/** What the conversation has brought so far: its id, the newest proposal and the newest action that can be undone. */
const talk = { conversationId: undefined, proposed: undefined, undoable: undefined };

/** Turns that somebody else started and that were not followed yet, and who waits for one. */
const started = [];
const waiting = [];
const turnStarted = (turn) => (waiting.length > 0 ? waiting.shift()(turn) : started.push(turn));
const nextStarted = () => (started.length > 0 ? Promise.resolve(started.shift()) : new Promise((resolve) => waiting.push(resolve)));

function remember(event) {
  talk.conversationId ??= event.conversationId;
  if (event.type === 'action_requested' && event.action.status === 'proposed') talk.proposed = event.action;
  for (const receipt of event.receipts ?? []) if (receipt.undoable) talk.undoable = receipt.actionId;
}

const read = (connection, step, method, argument) =>
  new Promise((resolve, reject) =>
    connection.stream(method, argument).subscribe({
      next: (event) => {
        remember(event);
        print({ step, event });
      },
      complete: resolve,
      error: reject,
    }),
  );

const say = (connection, step, text) =>
  read(connection, step, 'SendMessage', {
    clientMessageId: randomUUID(),
    text,
    ...(talk.conversationId && { conversationId: talk.conversationId }),
    timeZone: process.env.MARTIN_TIME_ZONE ?? 'Europe/Berlin',
  });

async function follow(connection, step, origin) {
  let turn = await nextStarted();
  while (turn.origin !== origin) turn = await nextStarted();
  await read(connection, step, 'ResumeTurn', { turnId: turn.turnId, afterSeq: 0 });
}

function decide(connection, which, decision) {
  const action = which === 'last' ? talk.proposed : which;
  return connection.invoke('ResolveAction', { actionId: action.id, decision, payloadHash: action.payloadHash });
}

async function take(connection, step, what) {
  if (typeof what === 'string') return void (await say(connection, step, what));
  if (what.follow) return follow(connection, step, what.follow);
  if (what.undo) return connection.invoke('UndoAction', what.undo === 'last' ? talk.undoable : what.undo);
  if (what.approve) return decide(connection, what.approve, 'approve');
  if (what.reject) return decide(connection, what.reject, 'reject');
  return connection.invoke(...what.invoke);
}

const steps = await readSteps();
const connection = await connect(await signIn());
for (const [step, what] of steps.entries()) {
  try {
    const result = await take(connection, step, what);
    if (result !== undefined) print({ step, result });
  } catch (error) {
    print({ step, error: error.message });
  }
}
await connection.stop();
