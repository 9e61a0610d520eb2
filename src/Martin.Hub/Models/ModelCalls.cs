using System.Text.Json;
using Martin.Data;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Models;

/// <summary>Asks models what no turn waits for: summaries, triage, extraction. Metered like turns, and held to the same cap.</summary>
public sealed class ModelCalls(
    ModelRouter models, Spending spending, PreferenceCache preferences, MartinDbFactory databases, IOptions<ModelOptions> options, TimeProvider clock) : ISilentModel
{
    // The OpenAI adapter's own word for structured outputs that hold the model to the schema.
    private const string StrictSchema = "strict";

    public async Task<T?> AskForAsync<T>(Guid userId, ModelPurpose purpose, IReadOnlyList<ChatMessage> messages, CancellationToken ct) where T : class
    {
        var order = models.InOrder(purpose, wish: null).Where(m => !m.IsLocal).ToList();
        if (order.Count == 0 || await spending.LimitReachedAsync(userId, [], ct) is not null) return null;
        var attempts = new ModelAttempts(order, options.Value, clock);
        attempts.BeginRound();
        var ask = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<T>(ToolArguments.Json), AdditionalProperties = new() { [StrictSchema] = true } };
        while (true)
        {
            try
            {
                return await AskAsync<T>(userId, purpose, attempts.Current, messages, ask, ct);
            }
            catch (ProviderException fault)
            {
                if (!await attempts.NextAsync(fault, hasSpoken: false, mayGoOffline: false, ct)) throw;
            }
        }
    }

    private async Task<T> AskAsync<T>(Guid userId, ModelPurpose purpose, Model model, IReadOnlyList<ChatMessage> messages, ChatOptions ask, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.Value.SilentDeadline);
        var used = new ModelUse(purpose, model);
        var said = 0;
        try
        {
            var response = await model.Client.GetResponseAsync(messages, ask, deadline.Token);
            model.Health.Answered();
            said = response.Text.Length;
            if (response.Usage is { } usage) used.Add(usage);
            return JsonSerializer.Deserialize<T>(response.Text, ToolArguments.Json) ?? throw Unreadable(model, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(model.Name, ProviderFault.Silent, "The model took too long.");
        }
        catch (JsonException e)
        {
            throw Unreadable(model, e);
        }
        finally
        {
            if (used.IsTold || said > 0) await StoreAsync(userId, used.OrEstimated(messages, said));
        }
    }

    private static ProviderException Unreadable(Model model, Exception? inner) =>
        new(model.Name, ProviderFault.BadAnswer, "The model gave an answer that could not be read.", inner: inner);

    private async Task StoreAsync(Guid userId, ModelUse use)
    {
        var zone = (await preferences.ForAsync(userId, CancellationToken.None)).TimeZone ?? Zones.Utc;
        await using var db = databases.For(userId);
        db.ModelUses.Add(use.ToRow(userId, turnId: null, clock.Now(), zone));
        await db.SaveAsync(CancellationToken.None);
    }
}
