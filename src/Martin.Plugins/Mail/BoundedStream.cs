using System.Runtime.InteropServices;

namespace Martin.Plugins.Mail;

/// <summary>Keeps the first bytes that are written to it and counts the rest.</summary>
internal sealed class BoundedStream(int maxBytes) : MemoryStream
{
    /// <summary>More was written than is kept.</summary>
    public bool Overran { get; private set; }

    // A span comes here as well: of a derived stream MemoryStream hands it on as an array.
    public override void Write(byte[] buffer, int offset, int count)
    {
        var room = maxBytes - (int)Length;
        if (count > room) Overran = true;
        base.Write(buffer, offset, Math.Min(count, room));
    }

    public override void WriteByte(byte value)
    {
        if (Length < maxBytes) base.WriteByte(value);
        else Overran = true;
    }
}

internal static class MemoryMarshalStream
{
    /// <summary>Reads the memory itself where it lies in an array.</summary>
    public static MemoryStream Over(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(memory.ToArray(), writable: false);
}
