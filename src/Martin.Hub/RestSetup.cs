using Martin.Hub.Actions;
using Martin.Hub.Calendar;
using Martin.Hub.Inbox;
using Martin.Hub.Notifications;
using Martin.Plugins.Calendar;
using Martin.Plugins.Mail;
using Martin.Plugins.Tasks;

namespace Martin.Hub;

public static class RestSetup
{
    /// <summary>What the endpoints of lists and forms work with, each for the signed-in user.</summary>
    public static WebApplicationBuilder AddRest(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<TaskBook>().AddScoped<CalendarBook>().AddScoped<CalendarDesk>()
            .AddScoped<IMailbox, LocalMailbox>().AddScoped<DraftBook>().AddScoped<DraftDesk>().AddScoped<MailImport>().AddScoped<Announcer>().AddScoped<Proposals>();
        return builder;
    }
}
