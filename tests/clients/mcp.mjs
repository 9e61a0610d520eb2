// Calls Martin's tools through the official TypeScript SDK of the Model Context Protocol, as another program's model would.
//
//   node mcp.mjs <url of /mcp> <access token>  < calls.json
//
// The calls are a JSON list of {"name", "arguments"}. Prints one JSON object: {"server", "tools", "results"}; a result is {"isError", "text"} or {"error"}.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, token] = process.argv.slice(2);
let text = '';
for await (const chunk of process.stdin) text += chunk;

const client = new Client({ name: 'martin-test-client', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
const { tools } = await client.listTools();
const results = [];
for (const call of JSON.parse(text)) {
  try {
    const result = await client.callTool(call);
    results.push({ isError: result.isError === true, text: result.content[0].text });
  } catch (error) {
    results.push({ error: error.message });
  }
}
process.stdout.write(JSON.stringify({ server: client.getServerVersion().name, tools, results }));
await client.close();
