// A mock of OpenAI and Gemini that others wrote: `node aimock.mjs PORT`, on loopback only, until it is killed.
import { LLMock } from '@copilotkit/aimock';

const mock = new LLMock({ host: '127.0.0.1', port: Number(process.argv[2]) });
mock.on({ userMessage: 'add milk', hasToolResult: false }, {
  toolCalls: [
    { name: 'create_task', arguments: JSON.stringify({ title: 'Milk' }) },
    { name: 'create_task', arguments: JSON.stringify({ title: 'Bread', priority: 'high' }) },
  ],
});
mock.on({ userMessage: 'add milk', hasToolResult: true }, { content: 'Milk and bread are on your list.' });
mock.onMessage('hello', { content: 'Good day. What can I do?' });
await mock.start();
console.log('ready');
