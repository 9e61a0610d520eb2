using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Martin.Data.Actions;
using Martin.Data.Calendar;
using Martin.Data.Conversations;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Calendar;
using Martin.Hub.Chat;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Inbox;
using Martin.Hub.Memory;
using Martin.Hub.Notifications;
using Martin.Hub.Runs;
using Martin.Hub.Sync;
using Martin.Hub.Tasks;
using Martin.Hub.Turns;
using Martin.Hub.Users;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Replies;
using Martin.Plugins.Memory;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Martin.Hub.Docs;

/// <summary>Makes the schemas as strict as the wire: null members are left out, so what may be null is never required, and words come from a list.</summary>
internal sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    /// <summary>Rules that the records keep in code, by the type that declares the member and its name on the wire.</summary>
    private static readonly Dictionary<(Type Type, string Name), Action<OpenApiSchema>> Rules = new()
    {
        [(typeof(PageQuery), "limit")] = s => { Range(1, PageQuery.MaxLimit)(s); s.Default = PageQuery.DefaultLimit; },
        [(typeof(NotificationQuery), "afterSeq")] = Range(0, TurnSeq.Max),
        [(typeof(NotificationQuery), "limit")] = s => { Range(1, SyncDesk.PageSize)(s); s.Default = SyncDesk.PageSize; },
        [(typeof(TurnQuery), "afterSeq")] = Range(0, TurnSeq.Max),
        [(typeof(TaskQuery), "q")] = Chars(0, 200),
        [(typeof(TaskQuery), "list")] = Chars(1, 100),
        [(typeof(InboxQuery), "q")] = Chars(0, 200),
        [(typeof(InboxQuery), "threadId")] = Chars(0, 255),
        [(typeof(TaskInput), "title")] = Chars(1, 255),
        [(typeof(TaskInput), "description")] = Chars(0, 16_000),
        [(typeof(TaskInput), "list")] = Chars(1, 100),
        [(typeof(TaskInput), "progress")] = Range(0, 100),
        [(typeof(TaskInput), "dependsOn")] = s => s.MaxItems = 100,
        [(typeof(TaskInfo), "progress")] = Range(0, 100),
        [(typeof(EventInput), "title")] = Chars(1, 255),
        [(typeof(EventInput), "description")] = Chars(0, 16_000),
        [(typeof(EventInput), "location")] = Chars(0, 255),
        [(typeof(EventInput), "conferenceUrl")] = Chars(0, 2_000),
        [(typeof(EventInput), "attendees")] = s => s.MaxItems = 200,
        [(typeof(EventInput), "reminders")] = s => s.MaxItems = 10,
        [(typeof(AttendeeInfo), "response")] = OneOf<AttendeeResponse>(),
        [(typeof(ConflictInfo), "events")] = s => s.MinItems = s.MaxItems = 2,
        [(typeof(AvailabilityRequest), "durationMinutes")] = Range(5, 1440),
        [(typeof(AvailabilityRequest), "limit")] = s => { Range(1, 200)(s); s.Default = AvailabilityRequest.DefaultLimit; },
        [(typeof(AvailabilityRequest), "constraints")] = Chars(0, WishGrammar.MaxChars),
        [(typeof(AvailabilityRequest), "attendees")] = s => s.MaxItems = AvailabilityQuestion.MostAttendees,
        [(typeof(DraftText), "to")] = People,
        [(typeof(DraftText), "cc")] = People,
        [(typeof(DraftText), "bcc")] = People,
        [(typeof(DraftText), "subject")] = Chars(0, MailDraft.MaxSubjectChars),
        [(typeof(DraftText), "content")] = Chars(0, MailDraft.MaxContentChars),
        [(typeof(DraftText), "persona")] = Chars(1, MailDraft.MaxPersonaChars),
        [(typeof(ReplyInput), "persona")] = Chars(1, MailDraft.MaxPersonaChars),
        [(typeof(ReplyInput), "instructions")] = Chars(0, ReplyWriter.MaxInstructionChars),
        [(typeof(TriageInput), "emailIds")] = s => (s.MinItems, s.MaxItems) = (1, TriageInput.MaxIds),
        [(typeof(SuggestedAction), "type")] = OneOf(ActionType.CreateTask, ActionType.CreateEvent, ActionType.DraftReply),
        [(typeof(NewRun), "task")] = Chars(1, SendMessage.MaxTextBytes),
        [(typeof(RunView), "waitsFor")] = OneOf("decision", "answer"),
        [(typeof(MemoryInput), "content")] = Chars(1, MemoryDraft.MaxContentChars),
        [(typeof(MemoryQuery), "q")] = Chars(0, MemoryQuery.MaxChars),
        [(typeof(PushSubscriptionInput), "endpoint")] = Chars(1, PushSubscriptionInput.MaxEndpointChars),
        [(typeof(PushSubscriptionInput), "token")] = Chars(1, PushSubscriptionInput.MaxTokenChars),
        [(typeof(PushKeys), "p256dh")] = Chars(1, PushSubscriptionInput.MaxKeyChars),
        [(typeof(PushKeys), "auth")] = Chars(1, PushSubscriptionInput.MaxKeyChars),
        [(typeof(PushRemoval), "endpoint")] = Chars(1, PushSubscriptionInput.MaxEndpointChars),
        [(typeof(NotificationView), "type")] = OneOf(Constants(typeof(NotificationType))),
        [(typeof(SendMessage), "clientMessageId")] = Chars(1, SendMessage.MaxClientMessageIdChars),
        [(typeof(SendMessage), "text")] = Chars(1, SendMessage.MaxTextBytes),
        [(typeof(LoginRequest), "ownerKey")] = Chars(1, 512),
        [(typeof(LoginRequest), "code")] = Chars(1, 512),
        [(typeof(LoginRequest), "codeVerifier")] = Chars(43, 128),
        [(typeof(RefreshRequest), "refreshToken")] = Chars(1, 512),
        [(typeof(PreferencesView), "persona")] = Chars(1, 50),
        [(typeof(PreferencesView), "workingHours")] = s => s.MaxItems = 50,
        [(typeof(PreferencesView), "meetingBufferMinutes")] = Range(0, 240),
        [(typeof(PreferencesView), "minNoticeMinutes")] = Range(0, 43_200),
        [(typeof(PreferencesView), "followUpDays")] = Range(0, 60),
        [(typeof(PreferencesView), "dailySpendCap")] = Range(0, 100_000),
        [(typeof(PreferencesView), "phoneNumbers")] = s => s.MaxItems = 20,
        [(typeof(GoogleLink), "state")] = OneOf("not_connected", "connected", "revoked"),
        [(typeof(ActionView), "type")] = OneOf(Constants(typeof(ActionType))),
        [(typeof(ActionView), "effect")] = OneOf<ActionEffect>(),
        [(typeof(ActionView), "status")] = OneOf<ActionStatus>(),
        [(typeof(ChatMessage), "role")] = OneOf<ChatRole>(),
        [(typeof(TurnEvent), "type")] = OneOf(Constants(typeof(TurnEventType))),
        [(typeof(TurnEvent), "origin")] = OneOf<TurnOrigin>(),
        [(typeof(TurnError), "code")] = OneOf(Constants(typeof(ErrorCode))),
        [(typeof(EnvelopeError), "code")] = OneOf(Constants(typeof(ErrorCode))),
    };

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo;
        if (schema is { Enum.Count: > 0, Type: null } && type.Type.IsEnum) schema.Type = JsonSchemaType.String;
        if (type.Kind == JsonTypeInfoKind.Object && schema.Properties is { } members)
            schema.Required = type.Properties.Where(p => members.ContainsKey(p.Name) && MustBeThere(p)).Select(p => p.Name).ToHashSet();
        if (context.JsonPropertyInfo is { } member) Limit(schema, member);
        return Task.CompletedTask;
    }

    /// <summary>Writes the member's rule into its schema.</summary>
    public static void Limit(OpenApiSchema schema, JsonPropertyInfo member)
    {
        if (member.AttributeProvider is MemberInfo { DeclaringType: { } declaring } && Rules.TryGetValue((declaring, member.Name), out var rule)) rule(schema);
    }

    /// <summary>What a type is called in the document; two imports have a result each.</summary>
    public static string? NameOf(JsonTypeInfo type)
    {
        if (DataOf(type.Type) is not { } data) return type.Type.Name.StartsWith("Import", StringComparison.Ordinal) ? Named(type.Type) : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return data.IsGenericType ? $"{Named(data.GetGenericArguments()[0])}ListEnvelope" : $"{Named(data)}Envelope";
    }

    /// <summary>The wire type in an envelope's data; null for what stands alone.</summary>
    public static Type? DataOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Envelope<>) ? type.GetGenericArguments()[0] : null;

    public static string[] Constants(Type type) => [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    private static string Named(Type type) => type.Name.StartsWith("Import", StringComparison.Ordinal) ? (type.Namespace!.EndsWith(".Mail", StringComparison.Ordinal) ? "Mail" : "Calendar") + type.Name : type.Name;

    private static bool MustBeThere(JsonPropertyInfo member) => !member.IsGetNullable && (member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false });

    private static Action<OpenApiSchema> Range(long min, long max) => s => (s.Minimum, s.Maximum) = (min.ToString(CultureInfo.InvariantCulture), max.ToString(CultureInfo.InvariantCulture));

    private static Action<OpenApiSchema> Chars(int min, int max) => s => (s.MinLength, s.MaxLength) = (min == 0 ? null : min, max);

    private static void People(OpenApiSchema s) => s.MaxItems = MailDraft.MaxRecipients;

    private static Action<OpenApiSchema> OneOf(params string[] words) => s => s.Enum = [.. words];

    private static Action<OpenApiSchema> OneOf<T>() where T : struct, Enum => OneOf([.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]);
}
