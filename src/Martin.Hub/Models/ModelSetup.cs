using Martin.Hub.Ops;
using Martin.Plugins.Calendar;
using Martin.Plugins.Dates;
using Martin.Plugins.Mail;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Gpt;
using Martin.Plugins.Models.Offline;
using Martin.Plugins.Tasks;
using Martin.Plugins.Tools;

namespace Martin.Hub.Models;

public static class ModelSetup
{
    /// <summary>The models that can answer, the preferred one first, and the tools that they all have. Offline needs no key and is always there.</summary>
    public static WebApplicationBuilder AddModels(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Services.AddSingleton(s => new ModelRouter([.. Configured(settings, Clock(s))]));
        builder.Services.AddSingleton(s => new ToolBox(
            [new TasksPlugin(Clock(s)), new CalendarPlugin(Clock(s)), new MeetingPlugin(Clock(s)), new MailPlugin(Clock(s)), new DatesPlugin()]));
        return builder;
    }

    private static TimeProvider Clock(IServiceProvider services) => services.GetRequiredService<TimeProvider>();

    private static IEnumerable<Model> Configured(MartinSettings settings, TimeProvider clock)
    {
        if (settings.OpenAiApiKey is not null || settings.OpenAiBaseUrl is not null)
            yield return new("gpt", new GptChatClient(settings.OpenAiApiKey, settings.OpenAiModel, settings.OpenAiBaseUrl));
        yield return new("offline", new OfflineChatClient(clock));
    }
}
