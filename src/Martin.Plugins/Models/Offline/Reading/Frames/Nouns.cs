namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>The nouns by which a sentence shows what it is about.</summary>
internal static class Nouns
{
    public static readonly HashSet<string> Calendar = Set("calendar calendars schedule schedules agenda diary planner itinerary");

    public static readonly HashSet<string> Events = Set(
        "event events meeting meetings appointment appointments engagement engagements plans gathering party conference interview lunch dinner breakfast brunch standup birthday anniversary wedding concert class classes lesson "
        + "session workshop call rehearsal practice training webinar presentation checkup visit games game match reunion ceremony church trip holiday vacation flight festival program programs programme rsvp dentist doctor doctors "
        + "haircut gym yoga reservation picnic barbecue seminar lecture convention exhibition get-together catchup sync review demo drinks coffee entry entries commitment commitments shift");

    /// <summary>What is an event by its own word, with nothing else said.</summary>
    public static readonly HashSet<string> PlainEvents = Set("event events meeting meetings appointment appointments engagement engagements plan plans entry entries commitment commitments thing things program programs schedule schedules item items");

    public static readonly HashSet<string> Alarms = Set("alarm alarms alert alerts wakeup wake timer timers");
    public static readonly HashSet<string> Reminders = Set("reminder reminders notification notifications");
    public static readonly HashSet<string> Tasks = Set("task tasks todo todos to-do to-dos chore chores assignment assignments errand errands job jobs");
    public static readonly HashSet<string> Lists = Set("list lists checklist checklists");
    public static readonly HashSet<string> Shopping = Set("grocery groceries shopping");
    public static readonly HashSet<string> Mails = Set("mail mails email emails e-mail e-mails inbox gmail outlook mailbox message messages");

    /// <summary>Mail for sure: "message" may be of another kind.</summary>
    public static readonly HashSet<string> SureMails = Set("mail mails email emails e-mail e-mails inbox mailbox");
    public static readonly HashSet<string> Contacts = Set("contact contacts phonebook addressbook");
    public static readonly HashSet<string> Details = Set("number numbers phone cell mobile landline address addresses email birthday birthdate details detail information info profile job title age contact id");

    /// <summary>Things of other worlds, by which a word like "list" or "schedule" means another kind.</summary>
    public static readonly HashSet<string> Foreign = Set(
        "song songs music playlist playlists album albums track tracks movie movies film films tv television radio podcast podcasts video videos channel netflix spotify youtube light lights lamp thermostat heating vacuum "
        + "weather forecast temperature rain news headline headlines stock stocks bitcoin recipe recipes restaurant restaurants pizza taxi uber cab traffic joke jokes score scores nba nfl fifa train trains bus buses metro subway flights airline "
        + "tweet tweets twitter facebook instagram whatsapp calories volume game-night story poem translate translation dollar dollars euro euros currency president capital country planet library");

    public static IEnumerable<string> All => new[] { Calendar, Events, Alarms, Reminders, Tasks, Lists, Shopping, Mails, Contacts }.SelectMany(s => s);

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
