using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Martin.Testing.Peers;

/// <summary>
/// A strict stand-in for Pinecone on 127.0.0.1: control plane and one index. Requests are held against the published descriptions where those are at
/// hand; what is written is seen only after a while; it fails by <see cref="Faults"/>.
/// </summary>
public sealed partial class PineconeServer : IAsyncDisposable
{
    private const string ApiVersion = "2026-04";
    private const int MaxUpsertBytes = 2 * 1024 * 1024;
    private const int MaxMetadataBytes = 40 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, Record>> namespaces = [];
    private readonly List<(DateTime At, Action Change)> coming = [];
    private WebApplication? app;
    private (string Name, int Dimension, string Metric, DateTime ReadyAt)? index;

    private PineconeServer() { }

    public string Url { get; private set; } = "";
    public string ApiKey { get; } = "pinecone-key-of-this-test";

    /// <summary>How long it takes until a write is seen.</summary>
    public TimeSpan VisibleAfter { get; set; }

    /// <summary>How long a new index takes to get ready.</summary>
    public TimeSpan ReadyAfter { get; set; }

    /// <summary>Statuses that the next requests are answered with instead; 0 is no answer at all.</summary>
    public ConcurrentQueue<int> Faults { get; } = new();

    /// <summary>What was refused as wrong; a test of well-behaved code asserts that this is empty.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>Paths that were asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    private sealed record Record(float[] Values, Dictionary<string, JsonElement> Metadata);

    public static async Task<PineconeServer> StartAsync()
    {
        var server = new PineconeServer();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        server.app = builder.Build();
        server.app.Run(server.HandleAsync);
        await server.app.StartAsync();
        server.Url = server.app.Urls.Single();
        return server;
    }

    public async ValueTask DisposeAsync() => await app!.DisposeAsync();

    /// <summary>Makes an index that another program might have made.</summary>
    public void Create(string name, int dimension, string metric)
    {
        lock (gate) index = (name, dimension, metric, DateTime.UtcNow);
    }

    /// <summary>The ids in a namespace, seen or not.</summary>
    public IReadOnlyCollection<string> Ids(Guid userId)
    {
        lock (gate)
        {
            foreach (var (_, change) in coming) change();
            coming.Clear();
            return [.. namespaces.GetValueOrDefault($"u_{userId}")?.Keys ?? Enumerable.Empty<string>()];
        }
    }

    private async Task HandleAsync(HttpContext http)
    {
        Requests.Enqueue(http.Request.Path);
        if (Faults.TryDequeue(out var fault))
        {
            if (fault == 0) http.Abort();
            else await FailAsync(http, fault, "fault of this test");
            return;
        }
        if (http.Request.Headers["Api-Key"] != ApiKey)
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsync("Unauthorized");  // as it stands: no JSON
            return;
        }
        try
        {
            if (http.Request.Headers["X-Pinecone-Api-Version"] != ApiVersion) throw new PeerRefusedException("The X-Pinecone-Api-Version header is missing or unknown.");
            var body = http.Request.Method == "POST" ? await BodyAsync(http) : default;
            var (status, answer) = (http.Request.Method, http.Request.Path.Value!) switch
            {
                ("POST", "/indexes") => Make(http, Checked(PineconeDescription.Control, "CreateIndexRequest", body)),
                ("GET", var path) when path.StartsWith("/indexes/", StringComparison.Ordinal) => Describe(http, path["/indexes/".Length..]),
                ("POST", "/vectors/upsert") => Upsert(Checked(PineconeDescription.Data, "UpsertRequest", body)),
                ("POST", "/query") => Query(Checked(PineconeDescription.Data, "QueryRequest", body)),
                ("POST", "/vectors/delete") => Delete(Checked(PineconeDescription.Data, "DeleteRequest", body)),
                _ => (404, new { code = 5, message = "Not found", details = Array.Empty<object>() }),
            };
            http.Response.StatusCode = status;
            await http.Response.WriteAsJsonAsync(answer);
        }
        catch (Exception wrong) when (wrong is PeerRefusedException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            Refusals.Enqueue($"{http.Request.Path}: {wrong.Message}");
            await FailAsync(http, 400, wrong.Message);
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType()) throw new PeerRefusedException("The content type must be application/json.");
        using var read = new MemoryStream();
        await http.Request.Body.CopyToAsync(read);
        if (read.Length > MaxUpsertBytes) throw new PeerRefusedException("The request is larger than 2 MB.");
        return JsonElement.Parse(read.ToArray());
    }

    private static JsonElement Checked(Description? described, string schema, JsonElement body) =>
        described?.Problem(schema, body) is { } problem ? throw new PeerRefusedException(problem) : body;

    private (int, object) Make(HttpContext http, JsonElement body)
    {
        var name = body.GetProperty("name").GetString()!;
        if (!Name().IsMatch(name)) throw new PeerRefusedException("The name has letters that it must not have.");
        if (!body.GetProperty("spec").GetProperty("serverless").TryGetProperty("region", out _)) throw new PeerRefusedException("The spec names no region.");
        lock (gate)
        {
            if (index?.Name == name) return (409, new { status = 409, error = new { code = "ALREADY_EXISTS", message = "Resource already exists" } });
            index = (name, body.GetProperty("dimension").GetInt32(), body.GetProperty("metric").GetString()!, DateTime.UtcNow + ReadyAfter);
            return (201, Model(http));
        }
    }

    private (int, object) Describe(HttpContext http, string name)
    {
        lock (gate) return index?.Name == name ? (200, Model(http)) : (404, new { status = 404, error = new { code = "NOT_FOUND", message = $"Resource {name} not found" } });
    }

    private object Model(HttpContext http)
    {
        var ready = DateTime.UtcNow >= index!.Value.ReadyAt;
        return new
        {
            name = index.Value.Name, dimension = index.Value.Dimension, metric = index.Value.Metric, host = http.Request.Host.Value, deletion_protection = "disabled", vector_type = "dense",
            spec = new { serverless = new { cloud = "aws", region = "us-east-1" } }, status = new { ready, state = ready ? "Ready" : "Initializing" },
        };
    }

    private (int, object) Upsert(JsonElement body)
    {
        var of = Namespace(body);
        var records = body.GetProperty("vectors").EnumerateArray().Select(v => (Id: v.GetProperty("id").GetString()!, Record: Read(v))).ToList();
        if (records.Count is 0 or > 1_000) throw new PeerRefusedException("There must be 1 to 1000 vectors.");
        Later(() =>
        {
            if (!namespaces.TryGetValue(of, out var space)) namespaces[of] = space = [];
            foreach (var (id, record) in records) space[id] = record;
        });
        return (200, new { upsertedCount = records.Count });
    }

    private Record Read(JsonElement vector)
    {
        var values = vector.GetProperty("values").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        if (values.Length != index?.Dimension) throw new PeerRefusedException($"Vector dimension {values.Length} does not match the dimension of the index {index?.Dimension}");
        if (values.All(v => v == 0)) throw new PeerRefusedException("Dense vectors must contain at least one non-zero value.");
        var metadata = vector.GetProperty("metadata");
        if (metadata.GetRawText().Length > MaxMetadataBytes) throw new PeerRefusedException("Metadata is larger than 40 KB.");
        foreach (var member in metadata.EnumerateObject())
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                && !(member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String)))
                throw new PeerRefusedException($"Metadata value must be a string, number, boolean or list of strings, got {member.Name}");
        return new(values, metadata.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.Clone()));
    }

    private (int, object) Query(JsonElement body)
    {
        var (of, count) = (Namespace(body), body.GetProperty("topK").GetInt32());
        var vector = body.GetProperty("vector").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        if (vector.Length != index?.Dimension) throw new PeerRefusedException("Query vector dimension does not match the dimension of the index");
        var wanted = body.TryGetProperty("filter", out var filter) ? filter.EnumerateObject().Select(f => (f.Name, Value: f.Value.GetProperty("$eq"))).ToList() : [];
        lock (gate)
        {
            Settle();
            var matches = (namespaces.GetValueOrDefault(of) ?? []).Where(r => wanted.All(w => r.Value.Metadata.TryGetValue(w.Name, out var has) && JsonElement.DeepEquals(has, w.Value)))
                .Select(r => new { id = r.Key, score = Cosine(vector, r.Value.Values) }).OrderByDescending(m => m.score).Take(count).ToList();
            return (200, new { matches, @namespace = of, usage = new { readUnits = 1 } });
        }
    }

    private (int, object) Delete(JsonElement body)
    {
        var of = Namespace(body);
        var all = body.TryGetProperty("deleteAll", out var whole) && whole.GetBoolean();
        List<string> ids = body.TryGetProperty("ids", out var named) ? [.. named.EnumerateArray().Select(i => i.GetString()!)] : [];
        if (all == ids.Count > 0) throw new PeerRefusedException("Either ids or deleteAll.");
        lock (gate)
        {
            Settle();
            if (!namespaces.ContainsKey(of)) return (404, new { code = 5, message = "Namespace not found", details = Array.Empty<object>() });
        }
        Later(() =>
        {
            if (all) namespaces.Remove(of);
            else foreach (var id in ids) namespaces.GetValueOrDefault(of)?.Remove(id);
        });
        return (200, new { });
    }

    private void Later(Action change)
    {
        lock (gate)
        {
            coming.Add((DateTime.UtcNow + VisibleAfter, change));
            Settle();
        }
    }

    private void Settle()
    {
        while (coming.Count > 0 && coming[0].At <= DateTime.UtcNow)
        {
            coming[0].Change();
            coming.RemoveAt(0);
        }
    }

    private static string Namespace(JsonElement body) =>
        body.TryGetProperty("namespace", out var of) && of.GetString() is { Length: > 0 } name ? name : throw new PeerRefusedException("Everything lies in a namespace here.");

    private static double Cosine(float[] a, float[] b)
    {
        double dot = 0, ofA = 0, ofB = 0;
        for (var i = 0; i < a.Length; i++) (dot, ofA, ofB) = (dot + a[i] * b[i], ofA + a[i] * a[i], ofB + b[i] * b[i]);
        return ofA == 0 || ofB == 0 ? 0 : dot / Math.Sqrt(ofA * ofB);
    }

    private static Task FailAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { code = status == 429 ? 8 : 13, message, details = Array.Empty<object>() });
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$")]
    private static partial Regex Name();
}
