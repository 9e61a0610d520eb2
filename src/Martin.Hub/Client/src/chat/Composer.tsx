import { useLayoutEffect, useRef } from 'preact/hooks';
import { say } from '../wire/errors';
import { Icon } from '../ui/Icon';
import { toast } from '../ui/toast';
import { awaitsName, draft, sendText, setDraft } from './compose';
import { thread } from './current';
import { byItself, execute } from './runs';
import { cancelTurn } from './turns';
import { hasEnded } from './turnView';

/** In bytes; the server refuses more. */
const longest = 16_000;

const touch = matchMedia('(pointer: coarse)');

export function Composer() {
  const box = useRef<HTMLTextAreaElement>(null);
  const text = draft.value;
  const running = thread.value.live.value.find((t) => t.turnId && !hasEnded(t.state.value.view) && !t.refused.value);
  const tooLong = text.length > longest / 4 && new TextEncoder().encode(text).length > longest;
  const ready = !!text.trim() && !tooLong && !awaitsName();

  useLayoutEffect(() => {
    const el = box.current!;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight, 200)}px`;
  }, [text]);

  const send = () => {
    if (!ready) return;
    if (byItself.value) {
      byItself.value = false;
      execute(text.trim(), thread.peek().id.peek()).catch((error) => {
        if (!draft.peek()) setDraft(text);
        toast(`Martin did not take the task: ${say(error)}`);
      });
    } else sendText(text.trim());
    setDraft('');
    box.current?.focus();
  };

  const onKey = (e: KeyboardEvent) => {
    // Enter ends a line where there is no Shift to hold, and belongs to the input method while it composes.
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing || touch.matches) return;
    e.preventDefault();
    send();
  };

  const stop = () => cancelTurn(running!.turnId!).catch((error) => toast(`Could not stop: ${say(error)}`));

  return (
    <form class="composer" onSubmit={(e) => { e.preventDefault(); send(); }}>
      <div class="composer-box">
        <textarea ref={box} rows={1} value={text} placeholder={byItself.value ? 'A task for Martin to see through by itself' : 'Ask Martin'} aria-label={byItself.value ? 'Task for Martin' : 'Message to Martin'} enterkeyhint="send"
          onInput={(e) => setDraft(e.currentTarget.value)} onKeyDown={onKey} aria-invalid={tooLong} />
        <button type="button" class="icon-button" aria-pressed={byItself.value} aria-label="As a task to see through by itself" title="As a task to see through by itself"
          onClick={() => { byItself.value = !byItself.value; box.current?.focus(); }}><Icon name="run" /></button>
        {running && <button type="button" class="round stop" aria-label="Stop" onClick={() => void stop()}><Icon name="stop" /></button>}
        {(!running || text.trim()) && <button type="submit" class="round" aria-label="Send" disabled={!ready}><Icon name="send" /></button>}
      </div>
      {tooLong && <p class="field-problem" role="alert">That is longer than one message can be. Shorten it, or send it in parts.</p>}
    </form>
  );
}
