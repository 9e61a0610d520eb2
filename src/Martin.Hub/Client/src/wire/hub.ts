import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { signal } from '@preact/signals';
import { accessToken } from '../session/session';
import { api } from './api';
import { fromHub, offlineError } from './errors';

export type LinkState = 'stopped' | 'connecting' | 'online' | 'offline';

export interface Observer<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}

const backoffMs = [0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** The one connection to the hub: kept up for as long as somebody is signed in. */
class Hub {
  readonly state = signal<LinkState>('stopped');
  private connection: HubConnection | undefined;
  private readonly handlers: [string, (arg: never) => void][] = [];
  private readonly waiting: (() => void)[] = [];
  private wake: (() => void) | undefined;
  private wanted = false;

  on<T>(method: string, handler: (arg: T) => void): void {
    this.handlers.push([method, handler]);
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    void this.keepUp();
  }

  async stop(): Promise<void> {
    this.wanted = false;
    this.wake?.();
    await this.connection?.stop();
    this.state.value = 'stopped';
  }

  /** Resolves while connected; otherwise when the connection is back. */
  online(): Promise<void> {
    if (this.state.peek() === 'online') return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (!this.connection || this.state.peek() !== 'online') throw offlineError();
    try {
      return await this.connection.invoke<T>(method, ...args);
    } catch (error) {
      throw fromHub(error);
    }
  }

  stream<T>(method: string, arg: unknown, observer: Observer<T>): () => void {
    if (!this.connection || this.state.peek() !== 'online') {
      queueMicrotask(() => observer.error(offlineError()));
      return () => undefined;
    }
    const subscription = this.connection.stream<T>(method, arg).subscribe(observer);
    return () => subscription.dispose();
  }

  /** Asks a connection that may be dead in all but name; used when the page wakes up or the network changes. */
  async probe(): Promise<void> {
    this.wake?.();
    const connection = this.connection;
    if (!connection || this.state.peek() !== 'online') return;
    const timeout = new Promise((_, reject) => setTimeout(() => reject(offlineError()), 4_000));
    await Promise.race([connection.invoke('Ping'), timeout]).catch(() => connection.stop());
  }

  private async keepUp(): Promise<void> {
    for (let attempt = 0; this.wanted; attempt++) {
      if (attempt > 0) await this.pause(backoffMs[Math.min(attempt, backoffMs.length - 1)]!);
      if (!this.wanted) return;
      if (this.state.peek() !== 'offline') this.state.value = 'connecting';
      const connection = this.build();
      const closed = new Promise<void>((resolve) => connection.onclose(() => resolve()));
      try {
        await connection.start();
      } catch {
        if (attempt > 0) this.state.value = 'offline';
        // The browser does not tell why an upgrade failed. If the session has ended, this request finds out.
        await api.get('/api/v1/me').catch(() => undefined);
        continue;
      }
      if (!this.wanted) return void connection.stop();
      attempt = 0;
      this.connection = connection;
      this.state.value = 'online';
      this.waiting.splice(0).forEach((resolve) => resolve());
      await closed;
      if (this.wanted) this.state.value = 'connecting';
    }
  }

  private build(): HubConnection {
    const connection = new HubConnectionBuilder()
      .withUrl('/hub', {
        accessTokenFactory: accessToken,
        transport: HttpTransportType.WebSockets,
        skipNegotiation: true, // any node may answer, and one round trip less
      })
      .configureLogging(LogLevel.None)
      .build();
    for (const [method, handler] of this.handlers) connection.on(method, handler as (...args: unknown[]) => void);
    return connection;
  }

  private async pause(ms: number): Promise<void> {
    const spread = ms * (0.75 + Math.random() / 2); // so that a restarted server is not met by everybody at once
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, spread);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }
}

export const hub = new Hub();
