using System.Text.Json.Serialization.Metadata;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Wire;

/// <param name="What">For the message of a failed test.</param>
/// <param name="Code">The code of the refusal; null = any code of the contract.</param>
internal sealed record HostileCall(string What, HubMethodShape Method, IReadOnlyList<RawValue> Arguments, string? Code = "INVALID_REQUEST")
{
    /// <summary>As the method wants to be called; false = the other way round.</summary>
    public bool InItsWay { get; init; } = true;

    public IReadOnlyList<string>? StreamIds { get; init; }

    public bool FitsIn(WireProtocol protocol) => Arguments.All(a => a.FitsIn(protocol));

    public override string ToString() => $"{Method.Name} with {What}: {string.Join(", ", Arguments)}";
}

/// <summary>Makes wrong calls of a method out of a right one.</summary>
internal static class HostileCalls
{
    public static IEnumerable<HostileCall> Of(HubMethodShape method, Belongings mine, Belongings theirs)
    {
        IReadOnlyList<RawValue> Right() => method.Valid(mine);
        yield return new("an argument too many", method, [.. Right(), RawValue.Of(1)]);
        yield return new("twenty arguments too many", method, [.. Right(), .. Enumerable.Repeat(RawValue.Null, 20)]);
        if (method.Parameters.Count > 0) yield return new("no arguments", method, []);
        yield return new("the wrong kind of call", method, Right()) { InItsWay = false };
        yield return new("an upload that nobody asked for", method, Right()) { StreamIds = [.. Enumerable.Range(0, method.Uploads + 1).Select(i => $"u{i}")] };
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            var (name, type) = method.Parameters[i];
            var at = i;
            HostileCall With(string what, RawValue value) => new($"{what} for {name}", method, [.. Right().Select((a, k) => k == at ? value : a)]);
            yield return With("null", RawValue.Null);
            foreach (var (what, value) in WrongValues.For(type)) yield return With(what, value);
            if (type.Kind != JsonTypeInfoKind.Object) continue;
            foreach (var (what, value) in Members((RawMap)Right()[i], type)) yield return With(what, value);
        }
        foreach (var foreign in Foreign(method, mine, theirs)) yield return foreign;
    }

    private static IEnumerable<(string What, RawValue Value)> Members(RawMap right, JsonTypeInfo type)
    {
        yield return ("an unknown member", right.Plus("surprise", RawValue.Of(1)));
        yield return ("an unknown member with an invalid name", right.Plus("sur\0prise", RawValue.Of(1)));
        yield return ("two hundred unknown members", new RawMap([.. right.Members, .. Enumerable.Range(0, 200).Select(i => ($"m{i}", RawValue.Of(i)))]));
        yield return ("a very long member name", right.Plus(new string('n', 20_000), RawValue.Null));
        foreach (var member in type.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null))
        {
            var value = right.Members.FirstOrDefault(m => m.Name == member.Name).Value;
            if (value is not null) yield return ($"{member.Name} twice", right.Plus(member.Name, value));
            if (value is not null) yield return ($"{member.Name} in capitals", right.Without(member.Name).Plus(member.Name.ToUpperInvariant(), value));
            if (member.IsRequired) yield return ($"no {member.Name}", right.Without(member.Name));
            if (!member.IsSetNullable) yield return ($"null as {member.Name}", right.With(member.Name, RawValue.Null));
            if (member.PropertyType == typeof(long)) yield return ($"a negative {member.Name}", right.With(member.Name, RawValue.Of(-1)));
            if (member.PropertyType == typeof(long)) yield return ($"2^53+1 as {member.Name}", right.With(member.Name, RawValue.Of((1L << 53) + 1)));
            foreach (var (what, wrong) in WrongValues.For(member.Options.GetTypeInfo(member.PropertyType)))
                yield return ($"{what} as {member.Name}", right.With(member.Name, wrong));
        }
        if (right.Members.Any(m => m.Name == "text"))
            yield return ("16 kB and one byte of text", right.With("text", RawValue.Of(new string('x', 16 * 1024 + 1))));
        if (right.Members.Any(m => m.Name == "model"))
            yield return ("an unknown model", right.With("model", RawValue.Of("hal")));
    }

    /// <summary>Each id of mine in turn replaced by another user's, and by one that nobody has.</summary>
    private static IEnumerable<HostileCall> Foreign(HubMethodShape method, Belongings mine, Belongings theirs)
    {
        var ids = new Dictionary<string, string>
        {
            [mine.TurnId] = theirs.TurnId, [mine.ConversationId] = theirs.ConversationId,
            [mine.ExecutedActionId] = theirs.ExecutedActionId, [mine.ProposedActionId] = theirs.ProposedActionId,
        };
        foreach (var (own, other) in ids)
            foreach (var (what, id) in new[] { ("another user's id", other), ("nobody's id", Guid.NewGuid().ToString()) })
            {
                var right = method.Valid(mine);
                var changed = right.Select(a => Replace(a, own, id)).ToList();
                if (!changed.SequenceEqual(right)) yield return new(what, method, changed, "NOT_FOUND");
            }
    }

    private static RawValue Replace(RawValue value, string own, string id)
    {
        if (value is RawMap map)
            return map.Members.Any(m => m.Value.ToString() == $"\"{own}\"") ? new RawMap([.. map.Members.Select(m => (m.Name, Replace(m.Value, own, id)))]) : map;
        return value.ToString() == $"\"{own}\"" ? RawValue.Of(id) : value;
    }
}
