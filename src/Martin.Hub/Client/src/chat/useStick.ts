import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const near = 48;

/**
 * Keeps a scroller at its end while the reader is there, and leaves it alone otherwise. `unseen` is true once
 * `news` has changed below what is being read.
 */
export function useStick(news: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [unseen, setUnseen] = useState(false);

  const toEnd = useCallback((smooth = false) => {
    const el = scroller.current;
    if (!el) return;
    stuck.current = true;
    setUnseen(false);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    el.scrollTo({ top: el.scrollHeight, behavior: smooth && !calm ? 'smooth' : 'instant' });
  }, []);

  useLayoutEffect(() => toEnd(), []);

  useEffect(() => {
    const el = scroller.current!;
    let top = 0;
    const onScroll = () => {
      const atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < near;
      // Only moving up is a wish to read on; away from the end one also gets by growing text or a resized window.
      if (atEnd) stuck.current = true;
      else if (el.scrollTop < top) stuck.current = false;
      top = el.scrollTop;
      if (atEnd) setUnseen(false);
    };
    el.addEventListener('scroll', onScroll, { passive: true });
    // Watches the content rather than the tokens: cards that unfold and late fonts count too.
    const watch = new ResizeObserver(() => {
      if (stuck.current) el.scrollTop = el.scrollHeight;
    });
    watch.observe(content.current!);
    watch.observe(el);
    return () => {
      el.removeEventListener('scroll', onScroll);
      watch.disconnect();
    };
  }, []);

  const heard = useRef(news);
  useEffect(() => {
    if (news > heard.current && !stuck.current) setUnseen(true);
    heard.current = news;
  }, [news]);

  return { scroller, content, unseen, toEnd };
}
