using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Calendar;
using Martin.Hub.Chat;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Hub.Sync;
using Martin.Hub.Tasks;
using Martin.Hub.Users;
using Martin.Plugins.Calendar;
using Martin.Plugins.Tasks;

namespace Martin.Hub;

public static class RestSetup
{
    /// <summary>What the endpoints of lists and forms work with, each for the signed-in user.</summary>
    public static WebApplicationBuilder AddRest(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<TaskBook>().AddScoped<CalendarBook>().AddScoped<CalendarDesk>().AddScoped<Announcer>().AddScoped<Proposals>();
        return builder;
    }

    public static RouteGroupBuilder MapRest(this RouteGroupBuilder api) =>
        api.MapAuth().MapMe().MapTasks().MapCalendar().MapConversations().MapActionList().MapSync();
}
