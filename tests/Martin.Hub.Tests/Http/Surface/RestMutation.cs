using Martin.Hub.Http;
using Martin.Hub.Tests.Wire;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>A right call with one thing changed at random: mostly a member of its body or its query. It may still be right.</summary>
internal static class RestMutation
{
    private static readonly IReadOnlyList<RawValue> Values = [.. WrongValues.Any.Where(v => v.FitsIn(WireProtocol.Json))];

    private static readonly string[] Words =
        ["", " ", "0", "-1", "201", "1e9", "99999999999999999999", "null", "true", "x", "%00", "\ud83d\ude00", "' or 1=1 --", "2026-13-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "../..", "00000000-0000-0000-0000-000000000000"];

    private static readonly (string, string)[] OddHeaders =
    [
        ("Idempotency-Key", new string('k', 300)), ("Idempotency-Key", " "), ("If-None-Match", "*"), ("If-None-Match", "\"broken"), ("Accept", "text/html"), ("Accept", "text/event-stream"),
        ("Last-Event-ID", "x"), ("Last-Event-ID", "99999999999999999999"), ("Accept-Encoding", "nonsense"), ("Range", "bytes=0-1"), ("Accept-Language", "\u0001"), ("X-HTTP-Method-Override", "DELETE"),
    ];

    /// <returns>The call, and in words what was done to it.</returns>
    public static (RestRequest Request, string What) Of(RestRequest right, Random random)
    {
        var (mutant, what) = Changed(right, random);
        if (mutant.Headers.Count > 0) return (mutant, what);
        return random.Next(12) switch
        {
            0 => (mutant with { Headers = [(IdempotencyEdge.Header, Guid.NewGuid().ToString())] }, $"{what}, with a key"),
            1 => (mutant with { Headers = [(IdempotencyEdge.Header, $"used-before-{random.Next(8)}")] }, $"{what}, with a key of another request"),
            _ => (mutant, what),
        };
    }

    private static (RestRequest Request, string What) Changed(RestRequest right, Random random)
    {
        var kind = random.Next(20);
        if (kind == 0) return Headers(right, random);
        if (kind < 3 || (right.Body is not RawMap && right.Query.Count == 0)) return random.Next(2) == 0 ? Path(right, random) : Query(right, random);
        if (right.Body is not RawMap body || (right.Query.Count > 0 && kind < 8)) return Query(right, random);
        if (kind < 5) return (right with { Body = Pick(random) }, "another body");
        var (changed, what) = Change(body, random);
        return (right with { Body = changed }, what);
    }

    private static (RawMap, string) Change(RawMap map, Random random)
    {
        if (map.Members.Count == 0) return (map.Plus("surprise", Pick(random)), "a new member");
        var (name, value) = map.Members[random.Next(map.Members.Count)];
        if (value is RawMap inner && random.Next(3) > 0)
        {
            var (deeper, what) = Change(inner, random);
            return (map.With(name, deeper), $"{name}.{what}");
        }
        return random.Next(10) switch
        {
            0 => (map.Without(name), $"no {name}"),
            1 => (map.Plus(name, value), $"{name} twice"),
            2 => (map.Plus(name + "s", value), $"a new {name}s"),
            3 => (map.Without(name).Plus(name[..1].ToUpperInvariant() + name[1..], value), $"{name} with a capital"),
            4 => (map.With(name, RawValue.List(value)), $"{name} in a list"),
            5 => (map.With(name, RawValue.Of(string.Concat(Enumerable.Repeat("é\u0301", random.Next(1, 20_000))))), $"a long {name}"),
            6 => (map.With(name, RawValue.List([.. Enumerable.Repeat(Pick(random), random.Next(1, 500))])), $"many {name}"),
            _ => (map.With(name, Pick(random)), $"another {name}"),
        };
    }

    private static (RestRequest, string) Query(RestRequest right, Random random)
    {
        string[] known = [.. right.Query.Select(q => q.Name), "limit", "cursor", "scope", "afterSeq"];
        var name = known[random.Next(known.Length)];
        var (others, word) = (right.Query.Where(q => q.Name != name).ToList(), Words[random.Next(Words.Length)]);
        return random.Next(5) switch
        {
            0 => (right with { Query = others }, $"no query {name}"),
            1 => (right with { Query = [.. right.Query, (name, word)] }, $"query {name} once more"),
            2 => (right with { Query = [.. right.Query, (name + "s", word)] }, $"query {name}s"),
            _ => (right with { Query = [.. others, (name, word)] }, $"query {name}={word}"),
        };
    }

    private static (RestRequest, string) Path(RestRequest right, Random random)
    {
        var parts = right.Path.Split('/');
        parts[random.Next(parts.Length)] = random.Next(3) == 0 ? Guid.NewGuid().ToString() : Uri.EscapeDataString(Words[random.Next(Words.Length)] + Words[random.Next(Words.Length)]);
        return (right with { Path = string.Join('/', parts) }, "another path");
    }

    private static (RestRequest, string) Headers(RestRequest right, Random random)
    {
        var header = OddHeaders[random.Next(OddHeaders.Length)];
        return (right with { Headers = [header] }, $"{header.Item1}: {header.Item2[..Math.Min(20, header.Item2.Length)]}");
    }

    private static RawValue Pick(Random random) => Values[random.Next(Values.Count)];
}
