using Martin.Hub;
using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Calendar;
using Martin.Hub.Chat;
using Martin.Hub.Cluster;
using Martin.Hub.Demo;
using Martin.Hub.Docs;
using Martin.Hub.Http;
using Martin.Hub.Inbox;
using Martin.Hub.Mcp;
using Martin.Hub.Memory;
using Martin.Hub.Models;
using Martin.Hub.Notifications;
using Martin.Hub.Ops;
using Martin.Hub.Runs;
using Martin.Hub.Sync;
using Martin.Hub.Tasks;
using Martin.Hub.Turns;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Hub.Wire;
using Microsoft.Extensions.Options;

StreamingHttp.UseAllProcessors();
try
{
    // Settings are read once: watching their files would watch every folder beneath the one Martin was started in.
    var builder = WebApplication.CreateBuilder([.. args.Except([DemoSeed.Switch]), "--hostBuilder:reloadConfigOnChange=false"]);
    builder.AddLogDefaults();             // quiet unless the environment says otherwise
    var settings = MartinSettings.Load(builder.Configuration);
    builder.AddMartinData(settings);      // SQLite unless DATABASE_URL is set
    if (args is [UserCommand.Name, .. var words])
    {
        await using var accounts = builder.Build();
        return await UserCommand.RunAsync(accounts.Services, words);
    }
    builder.AddEdges(settings);           // sign-in, errors, envelope, headers, limits
    builder.AddModels(settings);          // the offline model, and GPT and Gemini when they are configured
    builder.AddMemory(settings);          // searched in the database by an embedded model, unless keys say otherwise
    builder.AddCluster(settings);         // one process unless REDIS_URL is set
    builder.AddTurns(settings);           // conversations on the hub
    builder.AddClosedPushes(settings);    // Web Push while an app is closed
    builder.AddRuns();                    // tasks that Martin works on by itself
    builder.AddRest();                    // lists and forms
    builder.AddMcp();                     // the tools, for other programs' models
    builder.AddDocs();                    // the API's own description
    builder.AddPreparation(demo: args.Contains(DemoSeed.Switch)); // last: it is awaited before anything listens

    var app = builder.Build();
    await app.PrepareAsync();             // migrations, the owner's account
    app.UseEdges();
    app.UseDirectWrites(AuthSetup.HubPath);
    app.MapHub<MartinHub>(AuthSetup.HubPath);
    app.MapApi().MapAuth().MapMe().MapInbox().MapDrafts().MapTasks().MapCalendar().MapMemories()
        .MapConversations().MapChatTurns().MapActionList().MapActionDecisions().MapRuns().MapSync().MapPush().MapUsage();
    app.MapMcp();
    app.MapDocs();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
catch (OptionsValidationException wrong)
{
    await Console.Error.WriteLineAsync(string.Join('\n', wrong.Failures));
    return 1;
}

public partial class Program;
