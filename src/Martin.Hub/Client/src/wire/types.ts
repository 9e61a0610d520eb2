// The shapes of the wire contract that this client reads and writes. Members the server may omit are optional.

export interface User { id: string; email: string; name?: string; timeZone?: string }

export interface Session {
  accessToken: string;
  expiresAt: string;
  refreshToken: string;
  refreshExpiresAt: string;
  user: User;
}

export interface DeviceSession {
  id: string;
  current?: boolean;
  device?: string;
  createdAt?: string;
  lastSeenAt?: string;
}

export interface ChatMessage {
  id: string;
  conversationId: string;
  turnId?: string;
  role: 'user' | 'assistant' | 'system' | 'tool';
  content: string;
  isVoice?: boolean;
  createdAt: string;
}

export interface Conversation {
  id: string;
  title?: string;
  createdAt?: string;
  updatedAt?: string;
  lastMessageAt?: string;
}

export type ActionStatus =
  | 'proposed' | 'approved' | 'rejected' | 'executing' | 'executed' | 'failed' | 'unknown' | 'expired' | 'undone';

export type Payload = Record<string, unknown>;

export interface WireError { code: string; message: string; retryable?: boolean }

export interface Action {
  id: string;
  type: string;
  title: string;
  summary: string;
  payload: Payload;
  payloadHash: string;
  effect: 'own_write' | 'outward';
  tainted?: boolean;
  status: ActionStatus;
  reason?: string;
  source?: { turnId?: string; callId?: string; emailId?: string; runId?: string };
  requestedAt: string;
  expiresAt?: string;
  decidedAt?: string;
  executedAt?: string;
  result?: unknown;
  error?: WireError | string;
  undoable?: boolean;
  card?: ActionCard;
}

/** What a decision is on, beside the payload. */
export interface ActionCard {
  recipients: Recipient[];
  body?: string;
  /** What changes, and what it is done to; whole, where the summary quotes and counts. */
  lines?: CardLine[];
}

/** `before` is what there is at present. */
export interface CardLine { label: string; text: string; before?: string }

/** Somebody whom an action reaches. */
export interface Recipient {
  role: 'to' | 'cc' | 'bcc' | 'attendee';
  email: string;
  name?: string;
  isNew: boolean;
  /** Who wrote the answered mail, where it asked for answers to this other address. */
  replyToOf?: string;
}

export interface Receipt { actionId: string; tool: string; summary: string; undoable: boolean }

export interface ToolCall {
  callId: string;
  name: string;
  arguments?: unknown;
  ok?: boolean;
  summary?: string;
  error?: WireError | string;
}

export type TurnEventType =
  | 'turn_queued' | 'turn_started' | 'text_delta' | 'tool_started' | 'tool_finished' | 'action_requested'
  | 'action_resolved' | 'turn_reset' | 'turn_completed' | 'turn_cancelled' | 'turn_failed';

/** One flat envelope for a whole stream; which members are set follows from `type`. */
export interface TurnEvent {
  turnId: string;
  seq: number;
  type: TurnEventType;
  at?: string;
  position?: number;
  conversationId?: string;
  model?: string;
  origin?: Origin;
  message?: ChatMessage;
  text?: string;
  tool?: ToolCall;
  action?: Action;
  toSeq?: number;
  receipts?: Receipt[];
  actions?: Action[];
  suggestions?: string[];
  error?: WireError;
}

export type Origin = 'message' | 'voice' | 'action' | 'task' | 'briefing' | 'phone';

export interface SendMessage {
  clientMessageId: string;
  text: string;
  conversationId?: string;
  timeZone?: string;
}

export interface Notification {
  seq: number;
  type: string;
  title?: string;
  body?: string;
  data?: Record<string, unknown>;
  createdAt?: string;
}

export interface SyncAnswer {
  notifications: Notification[];
  latestSeq: number;
  hasMore: boolean;
  truncated: boolean;
  activeTurns: { turnId: string; conversationId: string; lastSeq: number }[];
}

export interface TurnStarted { turnId: string; conversationId: string; origin: Origin }

export type TaskStatus = 'pending' | 'in_progress' | 'completed';
export type Priority = 'low' | 'medium' | 'high' | 'urgent';

export interface Task {
  id: string;
  title: string;
  description?: string;
  status: TaskStatus;
  priority: Priority;
  progress: number;
  dueAt?: string;
  remindAt?: string;
  list?: string;
  dependsOn?: string[];
  blocked?: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface Attendee { email: string; name?: string; response?: string }

/** Named so because `Event` is the DOM's. All-day events carry dates, the end exclusive. */
export interface CalendarEvent {
  id: string;
  title: string;
  description?: string;
  startTime: string;
  endTime: string;
  timeZone?: string;
  isAllDay?: boolean;
  location?: string;
  attendees?: Attendee[];
  status?: 'confirmed' | 'tentative' | 'cancelled';
  transparency?: 'opaque' | 'transparent';
  selfResponse?: string;
  conferenceUrl?: string;
  recurrence?: unknown;
  seriesId?: string;
  version: number;
}

export interface Preferences {
  theme?: string;
  persona?: string;
  timeZone?: string;
  hourCycle?: string;
  autoDraft?: boolean;
  learnFacts?: boolean;
  /** HH:mm; absent or null: no briefing. */
  briefingAt?: string | null;
  followUpDays?: number;
}

export type PlanStatus = 'pending' | 'in_progress' | 'done' | 'failed' | 'skipped' | 'needs_user';

interface Spent { used: number; limit: number }

/** A task that Martin works on by itself. */
export interface Run {
  runId: string;
  turnId: string;
  conversationId: string;
  task: string;
  status: 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  plan: { text: string; status: PlanStatus }[];
  budget: { turns: Spent; tokens: Spent; seconds: Spent };
  waitsFor?: 'decision' | 'answer';
  error?: string;
}

export interface Pairing { code: string; url: string; expiresAt: string }
