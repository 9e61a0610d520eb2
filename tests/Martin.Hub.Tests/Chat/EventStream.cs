using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;

namespace Martin.Hub.Tests.Chat;

/// <summary>A turn over server-sent events, read as a browser's EventSource would.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        this.response = response;
        items = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <param name="message">Sent when given; otherwise the path is read.</param>
    public static async Task<EventStream> OpenAsync(Api api, string path, object? message = null, long? lastEventId = null)
    {
        using var request = new HttpRequestMessage(message is null ? HttpMethod.Get : HttpMethod.Post, $"api/v1/{path}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (message is not null) request.Content = JsonContent.Create(message);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", $"{lastEventId}");
        var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Gives events to the reader until it has had so many more, or the stream ends.</summary>
    public async Task ReadAsync(TurnReader into, int most = int.MaxValue)
    {
        for (var i = 0; i < most; i++)
        {
            if (!await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)))
            {
                into.StreamEnded();
                return;
            }
            var item = items.Current;
            Assert.Equal("message", item.EventType);
            var e = new WireEvent(JsonElement.Parse(item.Data));
            Assert.Equal($"{e.Seq}", item.EventId);
            into.Accept(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        response.Dispose();  // cuts the connection when the stream has not ended
        try { await items.DisposeAsync(); }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            // it was cut
        }
    }
}
