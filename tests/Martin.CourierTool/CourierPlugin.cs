using System.ComponentModel;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;

namespace Martin.CourierTool;

/// <summary>A tool that sends by the courier: outward, and outside this Martin.</summary>
public sealed class CourierPlugin(string url) : IDescribesWrites, IActsOutside
{
    private static readonly HttpClient Http = new();

    [KernelFunction("send_parcel"), Effect(Effect.Outward)]
    [Description("Sends a parcel.")]
    public Task<string> SendAsync(string to) => throw new InvalidOperationException($"The parcel to {to} leaves this Martin by {url}; it is not for the local path.");

    public Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct) =>
        Task.FromResult(new WriteCard(Effect.Outward, "Send parcel", $"Send a parcel to {arguments.Get<string>("to")}"));

    public Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct) => throw new ToolRefusedException("It is on its way.");

    public Task<bool> LeavesAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct) => Task.FromResult(true);

    public async Task<string> PrepareAsync(string tool, ToolArguments arguments, string key, ToolContext context, CancellationToken ct) =>
        (await AskAsync(HttpMethod.Post, $"prepare/{key}", ct))!.Value.GetProperty("draft").GetString()!;

    public async Task<string> ActAsync(string tool, string prepared, string key, ToolContext context, CancellationToken ct) =>
        (await AskAsync(HttpMethod.Post, $"send/{key}", ct) ?? throw Fault(ProviderFault.Unavailable)).GetRawText();

    public async Task<LookedUp> LookUpAsync(string tool, string prepared, string key, ToolContext context, CancellationToken ct)
    {
        var found = (await AskAsync(HttpMethod.Get, $"find/{key}", ct))!.Value;
        return found.GetProperty("sent").GetBoolean() ? new LookedUp.Done("""{"found":true}""")
            : found.GetProperty("draft").GetBoolean() ? new LookedUp.NotDone() : new LookedUp.Lost("The parcel was taken back.");
    }

    /// <returns>null for 404.</returns>
    private async Task<JsonElement?> AskAsync(HttpMethod method, string path, CancellationToken ct)
    {
        try
        {
            using var response = await Http.SendAsync(new(method, $"{url}/{path}"), ct);
            return response.StatusCode switch
            {
                HttpStatusCode.NotFound => null,
                HttpStatusCode.BadRequest => throw Fault(ProviderFault.Refused),
                HttpStatusCode.OK => await response.Content.ReadFromJsonAsync<JsonElement>(ct),
                _ => throw Fault(ProviderFault.Unavailable),
            };
        }
        catch (HttpRequestException e)
        {
            throw Fault(ProviderFault.Unavailable, e);
        }
    }

    private static ProviderException Fault(ProviderFault kind, Exception? inner = null) => new("courier", kind, "The courier can't take it.", inner: inner);
}
