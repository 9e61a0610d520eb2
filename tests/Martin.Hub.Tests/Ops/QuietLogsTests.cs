using System.Collections.Concurrent;
using System.Net;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Martin.Hub.Tests.Ops;

public sealed class QuietLogsTests
{
    [Fact]
    public async Task No_token_query_or_message_reaches_a_log_even_at_Trace()
    {
        var log = new Everything();
        await using var martin = MartinHost.Start(new()
        {
            ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace", ["Logging:LogLevel:Microsoft.AspNetCore.SignalR"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace", ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Trace",
        }, services => services.AddSingleton<ILoggerProvider>(log));
        using var owner = await martin.OwnerAsync();
        var ticket = (await owner.PostAsync("auth/hub-ticket")).Data().GetProperty("ticket").GetString()!;
        var refreshed = (await owner.PostAsync("auth/refresh", new { refreshToken = owner.RefreshToken })).Data();
        (await owner.GetAsync("tasks?q=canary-in-the-query")).Data();
        (await owner.PostAsync("tasks", new { title = "canary-in-the-body" })).Data(HttpStatusCode.Created);
        var mail = (await owner.ReceiveAsync(Post.Mail("canary-in-the-subject", "canary-in-the-mail", from: "Canary <canary@example.org>"))).Id();
        (await owner.GetAsync($"inbox/{mail}")).Data();
        (await owner.GetAsync("inbox?q=canary")).Data();
        (await owner.ImportAsync(("canary.eml", "canary-that-is-no-mail"))).Data();
        var draft = (await owner.PostAsync("inbox/drafts", new { to = new[] { new { email = "canary@example.org" } }, subject = "canary", content = "canary-in-the-draft" })).Data(HttpStatusCode.Created).Id();
        (await owner.PostAsync($"inbox/drafts/{draft}/send", new { version = 1 })).Data();
        (await owner.PostAsync("chat/message", new { clientMessageId = "1", text = "find mail about canary" })).Data();
        (await owner.PostAsync("chat/message", new { clientMessageId = "2", text = "remind me to feed the canary tomorrow at 9" })).Data();
        using (var http = martin.NewHttp())
        {
            await http.GetAsync($"hub?access_token={owner.AccessToken}");
            await http.GetAsync("hub?access_token=canary.not.valid");
        }
        await using (var connection = new HubConnectionBuilder().WithUrl(new Uri(martin.Address, $"hub?access_token={ticket}"), o =>
        {
            o.SkipNegotiation = true;
            o.Transports = HttpTransportType.WebSockets;
        }).Build())
        {
            await connection.StartAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => connection.InvokeAsync("CancelTurn", "canary-in-the-argument"));
        }
        Assert.NotEmpty(log.Lines);
        string[] secrets = [MartinHost.OwnerKey, ticket, owner.AccessToken, owner.RefreshToken, refreshed.GetProperty("refreshToken").GetString()!, "canary", "access_token="];
        foreach (var secret in secrets) Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Keeps every line of every category, with scopes and state.</summary>
    private sealed class Everything : ILoggerProvider
    {
        public ConcurrentBag<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Category(categoryName, Lines);

        public void Dispose() { }

        private sealed class Category(string name, ConcurrentBag<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull
            {
                lines.Add($"{name} scope: {Text(state)}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Add($"{name} {logLevel}: {formatter(state, exception)} {Text(state)} {exception}");

            private static string Text<T>(T state) =>
                state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(" ", pairs.Select(p => $"{p.Key}={p.Value}")) : $"{state}";
        }
    }
}
