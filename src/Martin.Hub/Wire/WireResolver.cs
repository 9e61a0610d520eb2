using System.Text.Json;
using Martin.Hub.Turns;
using MessagePack;
using MessagePack.Formatters;

namespace Martin.Hub.Wire;

/// <summary>
/// MessagePack for the hub. Arguments are read as <see cref="RawArgument"/>; results are what their JSON says, null members
/// left out; the one message that is sent per token has a formatter by hand.
/// </summary>
internal sealed class WireResolver : IFormatterResolver
{
    public static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithResolver(new WireResolver()).WithSecurity(MessagePackSecurity.UntrustedData);

    public IMessagePackFormatter<T>? GetFormatter<T>() => Cached<T>.Formatter;

    private static class Cached<T>
    {
        public static readonly IMessagePackFormatter<T>? Formatter = (IMessagePackFormatter<T>?)Make(typeof(T));
    }

    private static object? Make(Type type)
    {
        if (type == typeof(RawArgument)) return new RawArgumentFormatter();
        if (type == typeof(TurnEvent)) return new TurnEventFormatter();
        if (type == typeof(byte[])) return ByteArrayFormatter.Instance;
        return Activator.CreateInstance(typeof(ByJsonFormatter<>).MakeGenericType(type));
    }

    private sealed class RawArgumentFormatter : IMessagePackFormatter<RawArgument>
    {
        public RawArgument Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => MessagePackText.Read(ref reader);

        public void Serialize(ref MessagePackWriter writer, RawArgument value, MessagePackSerializerOptions options) =>
            throw new NotSupportedException("Arguments are only read.");
    }

    private sealed class ByJsonFormatter<T> : IMessagePackFormatter<T>
    {
        public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
            StrictJson.Bind<T>(MessagePackText.Read(ref reader).Value);

        public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) =>
            MessagePackText.Write(ref writer, JsonSerializer.SerializeToElement(value, WireJson.Options));
    }

    /// <summary>Writes a delta directly (at most 120 bytes for a short token) and everything rarer by its JSON.</summary>
    private sealed class TurnEventFormatter : IMessagePackFormatter<TurnEvent>
    {
        private readonly ByJsonFormatter<TurnEvent> rare = new();

        public TurnEvent Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => rare.Deserialize(ref reader, options);

        public void Serialize(ref MessagePackWriter writer, TurnEvent value, MessagePackSerializerOptions options)
        {
            if (value.Type != TurnEventType.TextDelta)
            {
                rare.Serialize(ref writer, value, options);
                return;
            }
            writer.WriteMapHeader(5);
            writer.WriteString("turnId"u8);
            writer.Write(value.TurnId.ToString());
            writer.WriteString("seq"u8);
            writer.Write(value.Seq);
            writer.WriteString("type"u8);
            writer.WriteString("text_delta"u8);
            writer.WriteString("at"u8);
            writer.Write(Instants.Format(value.At));
            writer.WriteString("text"u8);
            writer.Write(value.Text);
        }
    }
}
