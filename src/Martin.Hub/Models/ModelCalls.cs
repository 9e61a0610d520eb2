using System.Text;
using System.Text.Json;
using Martin.Data;
using Martin.Hub.Turns;
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
        if (order.Count == 0) return null;
        var ask = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<T>(ToolArguments.Json), AdditionalProperties = new() { [StrictSchema] = true } };
        using var hold = await spending.HoldAsync(
            userId, () => new ModelUse(purpose, order[0]).OrEstimated(() => PromptSize.Roughly(messages, ask), () => options.Value.AnswerTokens), [], ct);
        if (hold.LimitReached is not null) return null;
        var attempts = new ModelAttempts(order, options.Value, clock);
        attempts.BeginRound(mayGoOffline: false);
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
        var said = new StringBuilder();
        var charged = true;
        try
        {
            await HearAsync(model.Client.GetStreamingResponseAsync(messages, ask, deadline.Token), said, used);
            var answer = JsonSerializer.Deserialize<T>(said.ToString(), ToolArguments.Json) ?? throw Unreadable(model, null);
            model.Health.Answered();
            return answer;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(model.Name, ProviderFault.Silent, "The model took too long.");
        }
        catch (JsonException e)
        {
            throw Unreadable(model, e);
        }
        catch (ProviderException fault) when (fault is { HasBegun: false, Kind: not ProviderFault.BadAnswer })
        {
            charged = false;  // an error costs nothing
            throw;
        }
        finally
        {
            if (charged) await StoreAsync(userId, used.OrEstimated(() => PromptSize.Roughly(messages, ask), () => TokenCounts.Roughly(said.ToString())));
        }
    }

    /// <summary>Takes what comes, so that it is known also of an answer that breaks off.</summary>
    private static async Task HearAsync(IAsyncEnumerable<ChatResponseUpdate> updates, StringBuilder said, ModelUse used)
    {
        try
        {
            await foreach (var update in updates)
            {
                foreach (var content in update.Contents)
                {
                    if (content is TextContent text) said.Append(text.Text);
                    else if (content is UsageContent usage) used.Add(usage.Details);
                }
            }
        }
        finally
        {
            await EventLoop.LeaveAsync();  // what follows reads and stores
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
