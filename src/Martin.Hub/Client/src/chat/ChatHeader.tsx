import { useState } from 'preact/hooks';
import { say } from '../wire/errors';
import { Confirm } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { toast } from '../ui/toast';
import { conversations, deleteConversation, titleOf } from './conversations';
import { openNew, thread } from './current';

export function ChatHeader({ showList }: { showList: () => void }) {
  const [confirming, setConfirming] = useState(false);
  const id = thread.value.id.value;
  const conversation = conversations.value.value.data?.find((c) => c.id === id);

  const remove = async () => {
    try {
      await deleteConversation(id!);
      openNew();
    } catch (error) {
      toast(`The conversation is still there: ${say(error)}`);
    }
  };

  return (
    <header class="pane-head">
      <button class="icon-button only-narrow" aria-label="Conversations" onClick={showList}><Icon name="list" /></button>
      <h1 class="pane-title">{id ? titleOf(conversation) : 'New conversation'}</h1>
      {id && <button class="icon-button" aria-label="Delete this conversation" onClick={() => setConfirming(true)}><Icon name="trash" /></button>}
      <button class="icon-button" aria-label="New conversation" onClick={openNew}><Icon name="plus" /></button>
      {confirming && (
        <Confirm title="Delete this conversation?" text="Its messages are deleted for good. Events and tasks made in it stay."
          yes="Delete" close={() => setConfirming(false)} confirm={() => void remove()} />
      )}
    </header>
  );
}
