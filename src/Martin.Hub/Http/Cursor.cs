using System.Buffers.Binary;
using System.Buffers.Text;
using Martin.Data;

namespace Martin.Hub.Http;

/// <summary>The end of a page as clients carry it: 24 bytes in base64url, opaque to them.</summary>
public static class Cursor
{
    private const int Bytes = 24;

    public static string? Write(Keyset? end)
    {
        if (end is not { } at) return null;
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.At.UtcTicks);
        at.Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>null when there is none, or it is not one of ours.</returns>
    public static Keyset? Read(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text is not { Length: 32 } || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Bytes) return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        // Instants of rows lie well inside; PostgreSQL takes the extremes for infinities.
        if (ticks < DateTimeOffset.UnixEpoch.Ticks - TimeSpan.TicksPerDay * 365 * 100 || ticks > DateTimeOffset.MaxValue.Ticks - TimeSpan.TicksPerDay) return null;
        return new Keyset(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..], bigEndian: true));
    }
}
