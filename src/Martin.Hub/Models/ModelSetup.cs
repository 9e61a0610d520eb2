using Martin.Hub.Ops;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Conflicts;
using Martin.Plugins.Dates;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Replies;
using Martin.Plugins.Mail.Triage;
using Martin.Plugins.Memory;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Gemini;
using Martin.Plugins.Models.Gpt;
using Martin.Plugins.Models.Offline;
using Martin.Plugins.Runs;
using Martin.Plugins.Tasks;
using Martin.Plugins.Tools;
using Martin.Plugins.Undo;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Models;

public static class ModelSetup
{
    /// <summary>The models that can answer, the preferred one first, and the tools that they all have. Offline needs no key and is always there.</summary>
    public static WebApplicationBuilder AddModels(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Services.AddOptions<ModelOptions>().BindConfiguration(ModelOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(s => new ModelRouter([.. Configured(settings, s.GetRequiredService<IOptions<ModelOptions>>().Value, Clock(s))]));
        builder.Services.AddSingleton<PreferenceCache>();
        builder.Services.AddSingleton<Spending>();
        builder.Services.AddSingleton<ModelCalls>().AddSingleton<ISilentModel>(s => s.GetRequiredService<ModelCalls>());
        builder.Services.AddOptions<TriageOptions>().BindConfiguration(TriageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(s => s.GetRequiredService<IOptions<TriageOptions>>().Value);
        builder.Services.AddSingleton<Triager>().AddSingleton<TriagePlugin>().AddSingleton<ReplyWriter>().AddSingleton<ReplyPlugin>();
        builder.Services.AddSingleton(s => new ToolBox(
            [new TasksPlugin(Clock(s)), new CalendarPlugin(Clock(s)), new MeetingPlugin(Clock(s)), new MailPlugin(Clock(s)), s.GetRequiredService<TriagePlugin>(), s.GetRequiredService<ReplyPlugin>(), s.GetRequiredService<MemoryPlugin>(), new DatesPlugin(), new PlanPlugin(Clock(s)),
                new ConflictPlugin(Clock(s)), new UndoPlugin(s.GetRequiredService<ToolBox>, Clock(s))]));
        return builder;
    }

    private static TimeProvider Clock(IServiceProvider services) => services.GetRequiredService<TimeProvider>();

    private static IEnumerable<Model> Configured(MartinSettings settings, ModelOptions options, TimeProvider clock)
    {
        if (settings.OpenAiApiKey is not null || settings.OpenAiBaseUrl is not null)
            yield return Make("gpt", settings.OpenAiModel, new GptChatClient(settings.OpenAiApiKey, settings.OpenAiModel, settings.OpenAiBaseUrl, StreamingHttp.New()), settings.OpenAiBaseUrl is null);
        if (settings.GoogleApiKey is { } key)
            yield return Make(GeminiApi.Provider, settings.GeminiModel, new GeminiChatClient(new(StreamingHttp.New(), key, settings.GeminiBaseUrl), settings.GeminiModel), listed: true);
        yield return Make(Model.Offline, OfflineChatClient.ModelId, new OfflineChatClient(clock), listed: false);

        Model Make(string name, string id, Microsoft.Extensions.AI.IChatClient client, bool listed) => new(name, id, client, new(options, clock))
        {
            ContextTokens = name == Model.Offline ? int.MaxValue : options.ContextTokens,
            Price = options.Prices.GetValueOrDefault(id) is { } price ? new(price.Input, price.Output) : listed ? ModelPrices.Listed(id) : null,
        };
    }
}
