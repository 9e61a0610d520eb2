using Martin.Hub.Actions;
using Martin.Hub.Calendar;
using Martin.Hub.Inbox;
using Martin.Hub.Notifications;
using Martin.Hub.Users;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Calendar.Conflicts;
using Martin.Plugins.Calendar.Files;
using Martin.Plugins.Mail;
using Martin.Plugins.Tasks;

namespace Martin.Hub;

public static class RestSetup
{
    /// <summary>What the endpoints of lists and forms work with, each for the signed-in user.</summary>
    public static WebApplicationBuilder AddRest(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<TaskBook>().AddScoped<CalendarBook>().AddScoped<CalendarDesk>().AddScoped<Announcer>().AddScoped<Proposals>().AddScoped<Export>();
        builder.Services.AddScoped<ConflictBook>().AddScoped<ConflictDesk>().AddScoped<AvailabilityBook>().AddScoped<CalendarImport>();
        builder.Services.AddScoped<IMailbox, LocalMailbox>().AddScoped<DraftBook>().AddScoped<DraftDesk>().AddScoped<MailImport>().AddScoped<TriageDesk>();
        builder.Services.AddSingleton<ConflictsAhead>().AddHostedService(s => s.GetRequiredService<ConflictsAhead>());
        builder.Services.AddSingleton<AutoDrafts>().AddHostedService<TriageOnArrival>();
        return builder;
    }
}
