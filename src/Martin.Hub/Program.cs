using Martin.Hub.Auth;
using Martin.Hub.Http;
using Martin.Hub.Ops;

try
{
    var builder = WebApplication.CreateBuilder(args);
    var settings = MartinSettings.Load(builder.Configuration);
    builder.AddMartinData(settings);      // SQLite unless DATABASE_URL is set
    builder.AddEdges(settings);           // errors, envelope, headers, limits

    var app = builder.Build();
    await app.PrepareAsync();             // migrations, the owner's account
    app.UseEdges();
    app.MapApi().MapAuth();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}

public partial class Program;
