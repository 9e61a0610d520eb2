import { describe, expect, it } from 'vitest';
import { LiveTurn, type TurnObserver, type TurnSource } from '../src/chat/liveTurn';
import { textOf } from '../src/chat/turnView';
import type { SendMessage, TurnEvent } from '../src/wire/types';

const request: SendMessage = { clientMessageId: 'm', text: 'hi' };
const turnId = 't';
const events: TurnEvent[] = [
  { turnId, seq: 1, type: 'turn_started', conversationId: 'c', origin: 'message' },
  ...Array.from({ length: 8 }, (_, i): TurnEvent => ({ turnId, seq: i + 2, type: 'text_delta', text: `${i}` })),
  { turnId, seq: 10, type: 'turn_completed' },
];

/** Plays one script per connection: what each delivers and how it ends. */
class Script implements TurnSource {
  calls: string[] = [];
  constructor(private readonly plays: ((o: TurnObserver, afterSeq: number) => void)[]) {}
  online = () => Promise.resolve();
  pause = () => Promise.resolve();
  send(message: SendMessage, observer: TurnObserver) {
    return this.play(`send ${message.clientMessageId}`, observer, 0);
  }
  resume(_: string, afterSeq: number, observer: TurnObserver) {
    return this.play(`resume ${afterSeq}`, observer, afterSeq);
  }
  private play(call: string, observer: TurnObserver, afterSeq: number) {
    this.calls.push(call);
    const play = this.plays.shift();
    let listening = true;
    queueMicrotask(() => play?.({
      next: (e) => listening && observer.next(e),
      error: (e) => listening && observer.error(e),
      complete: () => listening && observer.complete(),
    }, afterSeq));
    return () => (listening = false);
  }
}

const upTo = (seq: number) => (o: TurnObserver) => {
  events.slice(0, seq).forEach(o.next);
  o.error(new Error('WebSocket closed with status code: 1006'));
};
const rest = (o: TurnObserver, afterSeq: number) => {
  events.filter((e) => e.seq > afterSeq).forEach(o.next);
  o.complete();
};
const refuse = (message: string) => (o: TurnObserver) =>
  o.error(new Error(`An unexpected error occurred invoking 'SendMessage' on the server. HubException: ${message}`));

describe('LiveTurn', () => {
  it('resumes after a cut from the last event it has', async () => {
    const source = new Script([upTo(4), upTo(0), rest]);
    const turn = new LiveTurn(source, { request });
    await turn.run();
    expect(source.calls).toEqual(['send m', 'resume 4', 'resume 4']);
    expect(textOf(turn.state.value.view)).toBe('01234567');
  });

  it('sends the same message again when it was cut before anything came back', async () => {
    const source = new Script([upTo(0), rest]);
    await new LiveTurn(source, { request }).run();
    expect(source.calls).toEqual(['send m', 'send m']);
  });

  it('leaves a stream that skips an event and resumes before the hole', async () => {
    const holed = (o: TurnObserver) => [events[0]!, events[1]!, events[4]!, events[5]!].forEach(o.next);
    const source = new Script([holed, rest]);
    const turn = new LiveTurn(source, { request });
    await turn.run();
    expect(source.calls).toEqual(['send m', 'resume 2']);
    expect(textOf(turn.state.value.view)).toBe('01234567');
  });

  it('looks the turn up again when a stream ends without an end', async () => {
    const source = new Script([(o) => { o.next(events[0]!); o.complete(); }, rest]);
    await new LiveTurn(source, { request }).run();
    expect(source.calls).toEqual(['send m', 'resume 1']);
  });

  it('stops at a refusal and tells it', async () => {
    const turn = new LiveTurn(new Script([refuse('INVALID_REQUEST: Too long.')]), { request });
    await turn.run();
    expect(turn.refused.value).toMatchObject({ code: 'INVALID_REQUEST', message: 'Too long.' });
  });

  it('waits out a limit while following, but tells it when sending', async () => {
    const limited = refuse('RATE_LIMITED: Slow down (retry after 3 s)');
    const sending = new LiveTurn(new Script([limited]), { request });
    await sending.run();
    expect(sending.refused.value).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 3 });

    const following = new LiveTurn(new Script([limited, rest]), { turnId });
    await following.run();
    expect(following.refused.value).toBeUndefined();
    expect(following.state.value.view.status).toBe('completed');
  });

  it('is left when abandoned', async () => {
    const turn = new LiveTurn(new Script([() => undefined]), { request });
    const run = turn.run();
    await Promise.resolve();
    turn.abandon();
    await run;
    expect(turn.state.value.view.status).toBe('sending');
  });
});
