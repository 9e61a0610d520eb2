using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Martin.Bench.Upstream;

/// <summary>
/// An OpenAI-compatible stream, or Gemini's, that costs little: bare sockets, one ticker thread. A user message <c>bench tokens=N every=U</c> gets N
/// stamped tokens U microseconds apart (0 = as fast as they are taken), with <c>words</c> behind it English ones; anything else one token.
/// </summary>
internal sealed partial class UpstreamServer
{
    private const int BurstTokensPerWrite = 16;
    private readonly Ticker ticker = new();

    /// <summary>Serves on the port until the process is killed.</summary>
    public async Task RunAsync(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1024);
        Console.WriteLine("ready");
        while (true) _ = ServeAsync(await listener.AcceptAsync());
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[64 * 1024];
            try
            {
                while (await ReadRequestAsync(socket, buffer) is { } request) await AnswerAsync(socket, request);
            }
            catch (Exception e) when (e is SocketException or InvalidDataException)
            {
                // The reader has gone, or it is none that we know.
            }
        }
    }

    private async Task AnswerAsync(Socket socket, string request)
    {
        var asked = Directives().Matches(request).LastOrDefault();
        var tokens = asked is null ? 1 : int.Parse(asked.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var everyUs = asked is null ? 0 : int.Parse(asked.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        var writer = new TokenWriter(gemini: request.Contains(":streamGenerateContent", StringComparison.Ordinal), words: asked?.Groups[3].Success == true);
        await SendAllAsync(socket, writer.Opening);
        if (everyUs > 0)
        {
            var stream = new PacedStream(socket, writer, tokens, everyUs);
            ticker.Add(stream);
            await stream.Ended;
            return;
        }
        for (var i = 0; i < tokens; i++)
        {
            writer.Token(i);
            if (i % BurstTokensPerWrite != BurstTokensPerWrite - 1) continue;
            await SendAllAsync(socket, writer.Written);
            writer.Clear();
        }
        writer.End(tokens);
        await SendAllAsync(socket, writer.Written);
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <returns>The request, its head included, or null when the connection has closed.</returns>
    private static async Task<string?> ReadRequestAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length) throw new InvalidDataException("Request too large.");
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) return null;
            filled += read;
            var headEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (headEnd < 0) continue;
            var length = ContentLength().Match(Encoding.ASCII.GetString(buffer, 0, headEnd));
            if (!length.Success) throw new InvalidDataException("A request needs Content-Length here.");
            var total = headEnd + 4 + int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (filled >= total) return Encoding.UTF8.GetString(buffer, 0, total);
        }
    }

    [GeneratedRegex("bench tokens=([0-9]+) every=([0-9]+)( words)?")]
    private static partial Regex Directives();

    [GeneratedRegex("^content-length: *([0-9]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex ContentLength();
}
