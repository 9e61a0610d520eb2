import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { Problem, Skeleton } from '../ui/States';
import { Announcer } from './Announcer';
import { ExchangeView } from './ExchangeView';
import type { Thread } from './thread';
import { useStick } from './useStick';
import { Welcome } from './Welcome';

export function Transcript({ thread }: { thread: Thread }) {
  const exchanges = thread.exchanges.value;
  const live = thread.live.value;
  const { scroller, content, unseen, toEnd } = useStick(live.reduce((sum, t) => sum + t.state.value.lastSeq, 0));
  const last = exchanges.at(-1);

  // One's own new message is always worth seeing.
  const sent = live.filter((t) => t.from.draftKey).length;
  useEffect(() => {
    if (sent > 0) toEnd(true);
  }, [sent]);

  return (
    <div class="transcript">
      <div class="scroll" ref={scroller} tabIndex={0} role="region" aria-label="Messages">
        <div class="thread" ref={content}>
          <Older thread={thread} scroller={scroller} />
          {thread.error.value && <Problem text={thread.error.value} retry={() => void thread.load()} />}
          {exchanges.length === 0 && !thread.error.value && (thread.id.value ? <Nothing thread={thread} /> : <Welcome />)}
          {exchanges.map((e) => <ExchangeView key={e.key} exchange={e} last={e === last} />)}
        </div>
      </div>
      {unseen && <button class="new-pill" onClick={() => toEnd(true)}><Icon name="down" />New</button>}
      <Announcer turn={live.at(-1)} />
    </div>
  );
}

const Nothing = ({ thread }: { thread: Thread }) =>
  thread.loading.value ? <Skeleton kind="message" rows={3} /> : <Welcome />;

/** Loads the page before when its place comes into view, and keeps what is being read where it is. */
function Older({ thread, scroller }: { thread: Thread; scroller: { current: HTMLDivElement | null } }) {
  const mark = useRef<HTMLDivElement>(null);
  const reading = useRef<{ element: Element; top: number } | undefined>(undefined);
  const first = thread.past.value[0]?.key;

  useLayoutEffect(() => {
    const at = reading.current;
    // Measured, as the browser may have kept the place by itself already.
    const moved = at ? at.element.getBoundingClientRect().top - at.top : 0;
    if (moved && scroller.current) scroller.current.scrollTop += moved;
    reading.current = undefined;
  }, [first]);

  const load = () => {
    const element = scroller.current?.querySelector('.exchange');
    if (element) reading.current = { element, top: element.getBoundingClientRect().top };
    void thread.load(true);
  };

  useEffect(() => {
    if (!thread.hasOlder || !mark.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { root: scroller.current, rootMargin: '200px' });
    watch.observe(mark.current);
    return () => watch.disconnect();
  }, [thread.hasOlder, first]);

  if (!thread.hasOlder) return null;
  return (
    <div ref={mark} class="older">
      <button class="link" onClick={load} disabled={thread.loading.value}>{thread.loading.value ? 'Loading…' : 'Earlier messages'}</button>
    </div>
  );
}
