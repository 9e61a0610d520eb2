import { recall, remember } from '../ui/storage';
import type { SendMessage } from '../wire/types';

export interface OutboxItem {
  request: SendMessage;
  turnId?: string | undefined;
  conversationId?: string | undefined;
}

/**
 * What was said and has not been answered to its end. A reload takes it up again: by turn id once that is known,
 * else by sending the very same request, which the server recognizes by its clientMessageId.
 */
export class Outbox {
  private readonly key: string;

  constructor(userId: string) {
    this.key = `martin.outbox.${userId}`;
  }

  all(): OutboxItem[] {
    return recall<OutboxItem[]>(this.key) ?? [];
  }

  put(item: OutboxItem): void {
    const others = this.all().filter((i) => i.request.clientMessageId !== item.request.clientMessageId);
    remember(this.key, [...others, item]);
  }

  remove(clientMessageId: string): void {
    const rest = this.all().filter((i) => i.request.clientMessageId !== clientMessageId);
    remember(this.key, rest.length ? rest : undefined);
  }
}
