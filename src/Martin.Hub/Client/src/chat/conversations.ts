import { resource } from '../ui/store';
import { api } from '../wire/api';
import type { Conversation } from '../wire/types';

export const conversations = resource(async () => (await api.page<Conversation>('/api/v1/chat/conversations?limit=100')).data);

export const titleOf = (c: Conversation | undefined) => c?.title?.trim() || 'Conversation';

export const lastUsed = (c: Conversation) => c.lastMessageAt ?? c.updatedAt ?? c.createdAt;

export async function deleteConversation(id: string): Promise<void> {
  await api.delete(`/api/v1/chat/conversations/${id}`);
  conversations.set((conversations.value.peek().data ?? []).filter((c) => c.id !== id));
}
