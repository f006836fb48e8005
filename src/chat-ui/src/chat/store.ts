import { computed, signal } from '@preact/signals';
import type { Session } from '../auth/session';
import type { Config, Prompt } from '../config';
import { Api, type ChatSummary, type Model, type Spending } from '../wire/api';
import { GatewayError } from '../wire/frames';
import { RestTransport } from '../wire/rest';
import { type LineState, SocketTransport } from '../wire/socket';
import type { Question, Transport } from '../wire/transport';
import { Chat, titleOf } from './chat';
import { addRunning, readRunning, removeRunning } from './keeping';
import type { Settings } from './settings';
import { Answer, type Turn } from './turn';

/** All that the page knows, and all that can be done with it. */
export class Store {
  readonly models = signal<Model[]>([]);
  readonly chats = signal<ChatSummary[]>([]);
  readonly chatsState = signal<'off' | 'loading' | 'ready' | 'failed'>('off');
  readonly chat = signal<Chat>(new Chat(newId(), true));
  readonly spending = signal<Spending | null>(null);
  /** What a screen reader says next. */
  readonly spoken = signal('');
  readonly line;
  readonly model = computed(() => this.models.value.find((model) => model.id === this.settings.model.value) ?? this.models.value[0] ?? null);
  private readonly api: Api | null;
  private readonly transport: Transport;
  private readonly open = new Map<string, Chat>();

  constructor(
    readonly config: Config,
    readonly session: Session,
    readonly settings: Settings,
  ) {
    this.api = config.restUrl === null ? null : new Api(config.restUrl, session);
    const rest = this.api ? new RestTransport(this.api) : null;
    if (config.webSocketUrl !== null && session.sockets) {
      const socket = new SocketTransport(config.webSocketUrl, session, () => this.probe(), rest);
      this.transport = socket;
      this.line = socket.state;
    } else if (rest) {
      this.transport = rest;
      this.line = signal<LineState>('idle');
    } else {
      throw new GatewayError('invalid_request', 'config.json names only a WebSocket, which an API key does not open from a browser.');
    }
    this.open.set(this.chat.value.id, this.chat.value);
  }

  get keepsChats(): boolean {
    return this.config.features.history && this.api !== null;
  }

  /** Asks the gateway for what it has. Each part comes by itself, and none is waited for. */
  start(): void {
    if (this.api) {
      void this.api.models().then((models) => (this.models.value = models), () => undefined);
      void this.refreshSpending();
    }
    if (this.keepsChats) void this.refreshChats();
  }

  async refreshChats(): Promise<void> {
    if (!this.keepsChats) return;
    if (this.chatsState.value !== 'ready') this.chatsState.value = 'loading';
    try {
      this.chats.value = await this.api!.chats();
      this.chatsState.value = 'ready';
    } catch {
      this.chatsState.value = 'failed';
    }
  }

  newChat(): void {
    const chat = new Chat(newId(), true);
    this.open.set(chat.id, chat);
    this.chat.value = chat;
  }

  async openChat(id: string): Promise<void> {
    const known = this.open.get(id);
    const chat = known ?? new Chat(id, false);
    this.open.set(id, chat);
    this.chat.value = chat;
    chat.title.value ||= this.chats.value.find((one) => one.chat_id === id)?.title ?? '';
    // What another device said since is worth a look, unless this one is speaking.
    if (!chat.isNew && !chat.running.value) await this.load(chat, known === undefined);
  }

  async load(chat: Chat, first: boolean): Promise<void> {
    if (!this.keepsChats) return;
    chat.loading.value = first;
    chat.error.value = null;
    const interrupted = readRunning().filter((one) => one.chatId === chat.id);
    try {
      const kept = await this.api!.turns(chat.id);
      if (chat.running.value) return;
      if (first || kept.length > chat.turns.value.length) chat.show(kept);
      for (const one of interrupted) if (kept.some((turn) => turn.request_id === one.requestId)) removeRunning(one.requestId);
    } catch (error) {
      if (first && interrupted.length === 0) chat.error.value = error instanceof GatewayError ? error : new GatewayError('internal', 'The chat could not be read.');
    } finally {
      chat.loading.value = false;
    }
    if (first) for (const one of readRunning().filter((each) => each.chatId === chat.id)) this.goOn(chat, one);
    chat.title.value ||= titleOf(chat.turns.value[0]?.prompt ?? '');
  }

  ask(prompt: string, images: string[], options: { replaces?: Turn; fresh?: boolean } = {}): void {
    const chat = this.chat.value;
    const { replaces } = options;
    const turns = replaces ? chat.turns.value.slice(0, chat.turns.value.indexOf(replaces)) : chat.turns.value;
    const kept = replaces && this.keepsChats && replaces.answer.state.value !== 'failed' && replaces.requestId;
    const question: Question = {
      requestId: newId(),
      chatId: chat.id,
      prompt,
      model: this.model.value?.id ?? this.settings.model.value,
      system: this.settings.system.value,
      temperature: this.settings.temperature.value,
      maxTokens: this.settings.maxTokens.value,
      nodeId: this.config.features.scope ? this.settings.nodeId.value.trim() : '',
      images,
      fresh: options.fresh ?? false,
      replaces: kept || null,
    };
    const turn = this.turnOf(chat, question);
    chat.turns.value = [...turns, turn];
    if (chat.isNew) {
      chat.isNew = false;
      chat.title.value = titleOf(prompt);
    }
    this.bumpInList(chat);
    addRunning({ ...question, images: [] });
    this.spoken.value = 'Waiting for the answer.';
    this.transport.ask(question, turn.answer);
  }

  /** Asks what the page suggests, in the scope that it is about. */
  suggest(prompt: Prompt): void {
    if (prompt.scope !== null && this.config.features.scope) this.settings.nodeId.value = prompt.scope;
    this.ask(prompt.text, []);
  }

  /** Another answer to the same question. */
  regenerate(turn: Turn): void {
    this.ask(turn.prompt, turn.images, { replaces: turn, fresh: turn.answer.state.value !== 'failed' });
  }

  stop(): void {
    for (const turn of this.chat.value.turns.value) if (turn.answer.isRunning) this.transport.stop(turn.requestId);
  }

  async rename(id: string, title: string): Promise<void> {
    await this.api!.rename(id, title);
    this.chats.value = this.chats.value.map((chat) => (chat.chat_id === id ? { ...chat, title } : chat));
    const open = this.open.get(id);
    if (open) open.title.value = title;
  }

  async deleteChat(id: string): Promise<void> {
    // One that was never answered is known to this page alone.
    await this.api!.deleteChat(id).catch((error: unknown) => {
      if (!(error instanceof GatewayError && error.code === 'not_found')) throw error;
    });
    this.chats.value = this.chats.value.filter((chat) => chat.chat_id !== id);
    this.open.delete(id);
    if (this.chat.value.id === id) this.newChat();
  }

  /** The chat as it is now; null: it can't be read. */
  async chatToExport(id: string): Promise<Chat | null> {
    const open = this.open.get(id);
    if (open && (open.turns.value.length > 0 || open.isNew)) return open;
    const chat = new Chat(id, false);
    chat.title.value = this.chats.value.find((one) => one.chat_id === id)?.title ?? '';
    try {
      chat.show(await this.api!.turns(id));
      return chat;
    } catch {
      return null;
    }
  }

  /** An answer that was on its way when the page went. */
  private goOn(chat: Chat, question: Question): void {
    const turn = this.turnOf(chat, question);
    chat.turns.value = [...chat.turns.value, turn];
    if (!this.transport.resume(question, turn.answer)) turn.answer.fail(new GatewayError('connection_lost', 'The page was loaded again before the answer was complete.'));
  }

  private turnOf(chat: Chat, question: Question): Turn {
    const answer = new Answer(performance.now(), (ended) => {
      // Who has to sign in again is answered when that is done.
      if (ended.error.value?.code !== 'unauthenticated') removeRunning(question.requestId);
      this.spoken.value = ended.state.value === 'failed' ? 'The answer failed.' : `Answer: ${ended.whole.slice(0, 600)}`;
      if (ended.facts.value) void this.refreshSpending();
      if (ended.state.value !== 'failed') this.bumpInList(chat);
    });
    return { requestId: question.requestId, prompt: question.prompt, images: question.images, answer };
  }

  private bumpInList(chat: Chat): void {
    if (!this.keepsChats) return;
    const entry = { chat_id: chat.id, title: chat.title.value, updated_at: new Date().toISOString() };
    this.chats.value = [entry, ...this.chats.value.filter((one) => one.chat_id !== chat.id)];
  }

  private async refreshSpending(): Promise<void> {
    if (this.config.features.spending) this.spending.value = (await this.api?.spending()) ?? null;
  }

  private async probe(): Promise<boolean> {
    if (!this.api) return false;
    try {
      await this.api.models();
      return true;
    } catch (error) {
      if (error instanceof GatewayError && (error.code === 'unauthenticated' || error.code === 'signin_failed')) throw error;
      return false;
    }
  }
}

const newId = (): string => crypto.randomUUID();
