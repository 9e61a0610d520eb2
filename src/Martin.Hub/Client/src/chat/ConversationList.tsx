import { useEffect } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { href } from '../ui/router';
import { LoadedView, Skeleton } from '../ui/States';
import { when } from '../ui/time';
import { conversations, lastUsed, titleOf } from './conversations';
import { openNew, thread } from './current';

/** A pane of its own from 720 px; on a phone it lies over the chat when asked for. */
export function ConversationList({ open, close }: { open: boolean; close: () => void }) {
  useEffect(() => {
    const escape = (e: KeyboardEvent) => e.key === 'Escape' && close();
    if (open) window.addEventListener('keydown', escape);
    return () => window.removeEventListener('keydown', escape);
  }, [open]);

  return (
    <aside class={`pane conversations ${open ? 'is-open' : ''}`} aria-label="Conversations">
      <header class="pane-head">
        <button class="icon-button only-narrow" aria-label="Back to the chat" onClick={close}><Icon name="back" /></button>
        <h2 class="pane-title">Conversations</h2>
        <button class="icon-button" aria-label="New conversation" onClick={() => { openNew(); close(); }}><Icon name="plus" /></button>
      </header>
      <div class="scroll">
        <LoadedView value={conversations.value.value} retry={() => void conversations.load()} skeleton={<Skeleton rows={5} />}>
          {(list) => list.length === 0
            ? <p class="quiet pad">What you talk about with Martin is listed here.</p>
            : (
              <ul class="rows">
                {list.map((c) => (
                  <li key={c.id}>
                    <a class="row" href={href('chat', c.id)} onClick={close} aria-current={thread.value.id.value === c.id ? 'true' : undefined}>
                      <span class="row-title">{titleOf(c)}</span>
                      {lastUsed(c) && <time class="quiet small" dateTime={lastUsed(c)}>{when(lastUsed(c)!)}</time>}
                    </a>
                  </li>
                ))}
              </ul>
            )}
        </LoadedView>
      </div>
    </aside>
  );
}
