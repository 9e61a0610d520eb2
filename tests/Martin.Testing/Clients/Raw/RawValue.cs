using System.Buffers;
using System.Text.Json;
using MessagePack;

namespace Martin.Testing.Clients.Raw;

/// <summary>A value as it goes over the wire, ready in both protocols; nothing keeps it from being wrong.</summary>
public class RawValue
{
    private readonly string? json;
    private readonly byte[]? packed;

    private protected RawValue()
    {
    }

    private RawValue(string? json, byte[]? packed) => (this.json, this.packed) = (json, packed);

    public static RawValue Null { get; } = new("null", [MessagePackCode.Nil]);

    public static RawValue Of(string text) => new(JsonSerializer.Serialize(text), Pack((ref w) => w.Write(text)));
    public static RawValue Of(long number) => new($"{number}", Pack((ref w) => w.Write(number)));
    public static RawValue Of(double number) => new(JsonSerializer.Serialize(number), Pack((ref w) => w.Write(number)));
    public static RawValue Of(bool value) => new(value ? "true" : "false", Pack((ref w) => w.Write(value)));
    public static RawMap Map(params IEnumerable<(string Name, RawValue Value)> members) => new([.. members]);

    public static RawValue List(params IReadOnlyList<RawValue> items) => new RawList(items);

    /// <summary>What only one protocol, or each in its own way, can say.</summary>
    /// <param name="json">null = JSON has nothing like it.</param>
    /// <param name="packed">null = MessagePack has nothing like it.</param>
    public static RawValue Exactly(string? json, byte[]? packed) => new(json, packed);

    /// <summary>Lists in lists.</summary>
    public static RawValue Nested(int levels) => new(
        new string('[', levels) + new string(']', levels), [.. Enumerable.Repeat((byte)0x91, levels - 1), 0x90]);

    public virtual string Json => json ?? throw new InvalidOperationException("JSON has nothing like this value.");
    public virtual IReadOnlyList<byte> Packed => packed ?? throw new InvalidOperationException("MessagePack has nothing like this value.");

    public virtual bool FitsIn(WireProtocol protocol) => protocol == WireProtocol.Json ? json is not null : packed is not null;

    public override string ToString()
    {
        var text = FitsIn(WireProtocol.Json) ? Json : Convert.ToHexString([.. Packed.Take(40)]);
        return text.Length <= 120 ? text : $"{text[..120]}… ({text.Length})";
    }

    internal delegate void Packing(ref MessagePackWriter writer);

    internal static byte[] Pack(Packing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

internal sealed class RawList(IReadOnlyList<RawValue> items) : RawValue
{
    public override string Json => $"[{string.Join(',', items.Select(i => i.Json))}]";

    public override IReadOnlyList<byte> Packed => [.. Pack((ref w) => w.WriteArrayHeader(items.Count)), .. items.SelectMany(i => i.Packed)];

    public override bool FitsIn(WireProtocol protocol) => items.All(i => i.FitsIn(protocol));
}

/// <summary>Members in their order; the same name may stand twice.</summary>
public sealed class RawMap(IReadOnlyList<(string Name, RawValue Value)> members) : RawValue
{
    public IReadOnlyList<(string Name, RawValue Value)> Members => members;

    public override string Json => $"{{{string.Join(',', members.Select(m => $"{JsonSerializer.Serialize(m.Name)}:{m.Value.Json}"))}}}";

    public override IReadOnlyList<byte> Packed =>
        [.. Pack((ref w) => w.WriteMapHeader(members.Count)), .. members.SelectMany(m => Pack((ref w) => w.Write(m.Name)).Concat(m.Value.Packed))];

    public override bool FitsIn(WireProtocol protocol) => members.All(m => m.Value.FitsIn(protocol));

    public RawMap With(string name, RawValue value) =>
        new([.. members.Select(m => m.Name == name ? (name, value) : m), .. members.Any(m => m.Name == name) ? [] : new[] { (name, value) }]);

    public RawMap Without(string name) => new([.. members.Where(m => m.Name != name)]);

    /// <summary>Adds a member whether or not the name is there already.</summary>
    public RawMap Plus(string name, RawValue value) => new([.. members, (name, value)]);
}
