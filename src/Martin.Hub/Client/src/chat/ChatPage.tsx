import { useState } from 'preact/hooks';
import { route } from '../ui/router';
import { ChatHeader } from './ChatHeader';
import { Composer } from './Composer';
import { ConversationList } from './ConversationList';
import { thread } from './current';
import { RunStrip } from './RunStrip';
import { TodayPane } from './TodayPane';
import { Transcript } from './Transcript';

/** Alone on a phone; beside the conversations from 720 px, and beside calendar or tasks where those are open. */
export function ChatPage() {
  const [listOpen, setListOpen] = useState(false);
  const alone = route.value.place === 'chat';
  return (
    <>
      {alone && <ConversationList open={listOpen} close={() => setListOpen(false)} />}
      <main class="pane chat" aria-label="Chat with Martin">
        <ChatHeader showList={() => setListOpen(true)} />
        <RunStrip />
        <Transcript key={thread.value.key} thread={thread.value} />
        <Composer />
      </main>
      {alone && <TodayPane />}
    </>
  );
}
