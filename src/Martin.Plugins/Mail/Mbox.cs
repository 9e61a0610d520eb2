using System.Runtime.CompilerServices;

namespace Martin.Plugins.Mail;

/// <summary>
/// Splits an .mbox at its <c>From </c> lines and takes the quoting of <c>&gt;From </c> back (mboxrd). Some programs do not quote: a paragraph that
/// begins so is told from a separator by what follows, which is a header or no mail at all.
/// </summary>
public static class Mbox
{
    private const int BufferBytes = 64 * 1024;

    public static bool LooksLikeOne(ReadOnlySpan<byte> start) => start.TrimStart("\r\n\uFEFF"u8).StartsWith("From "u8);

    /// <summary>Mail by mail; one that is too large comes as null, without being held in memory.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>?> ReadAsync(Stream file, int maxMailBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = new LineReader(file);
        var mail = new MemoryStream();
        bool inside = false, overran = false, afterEmpty = true;
        byte[]? held = null;  // a "From " line whose next line has not been seen
        while (await reader.NextAsync(ct) is { } line)
        {
            if (held is not null)
            {
                if (!inside || !reader.BeginsLine || BeginsMail(line.Span))
                {
                    if (inside) yield return Taken(mail, overran);
                    (inside, overran) = (true, false);
                    mail.SetLength(0);
                }
                else if (!overran) overran = !Fits(mail, held, maxMailBytes);
                held = null;
            }
            else if (reader.BeginsLine && afterEmpty && line.Span.StartsWith("From "u8))
            {
                (held, afterEmpty) = (line.ToArray(), false);
                continue;
            }
            afterEmpty = reader.BeginsLine && line.Span.TrimEnd("\r\n"u8).IsEmpty;
            if (!inside)
            {
                if (afterEmpty) continue;
                inside = true;  // a mail before the first separator
            }
            if (!overran) overran = !Fits(mail, Unquoted(line.Span, reader.BeginsLine), maxMailBytes);
        }
        if (held is not null && inside && !overran) overran = !Fits(mail, held, maxMailBytes);
        if (inside || held is not null) yield return Taken(mail, overran);
    }

    private static bool Fits(MemoryStream mail, ReadOnlySpan<byte> line, int maxMailBytes)
    {
        if (mail.Length + line.Length > maxMailBytes) return false;
        mail.Write(line);
        return true;
    }

    /// <summary>A header, an empty line, or a second line of the separator's kind.</summary>
    private static bool BeginsMail(ReadOnlySpan<byte> line)
    {
        var text = line.TrimEnd("\r\n"u8);
        if (text.IsEmpty || text.TrimStart((byte)'>').StartsWith("From "u8)) return true;
        var name = text.IndexOf((byte)':');
        return name > 0 && text[..name].IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
    }

    private static ReadOnlyMemory<byte>? Taken(MemoryStream mail, bool overran) => overran ? (ReadOnlyMemory<byte>?)null : mail.ToArray();

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> line, bool begins) =>
        begins && line is [(byte)'>', ..] && line.TrimStart((byte)'>').StartsWith("From "u8) ? line[1..] : line;

    /// <summary>Lines with their ends; one that is longer than the buffer comes in pieces.</summary>
    private sealed class LineReader(Stream file)
    {
        private readonly byte[] buffer = new byte[BufferBytes];
        private int start, end;
        private bool atLineStart = true;

        /// <summary>What was read last is the beginning of a line.</summary>
        public bool BeginsLine { get; private set; }

        public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken ct)
        {
            while (true)
            {
                var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
                if (newline >= 0) return Take(newline + 1, true);
                if (start == 0 && end == buffer.Length) return Take(end, false);
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                var read = await file.ReadAsync(buffer.AsMemory(end), ct);
                if (read == 0) return end == 0 ? (ReadOnlyMemory<byte>?)null : Take(end, false);
                end += read;
            }
        }

        private ReadOnlyMemory<byte> Take(int count, bool whole)
        {
            var taken = buffer.AsMemory(start, count);
            start += count;
            (BeginsLine, atLineStart) = (atLineStart, whole);
            return taken;
        }
    }
}
