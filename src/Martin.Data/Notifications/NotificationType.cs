namespace Martin.Data.Notifications;

/// <summary>What notifications tell of, by the names of the wire contract.</summary>
public static class NotificationType
{
    public const string EmailReceived = "email_received";
    public const string EmailTriaged = "email_triaged";

    /// <summary>A draft was made, changed or thrown away; its <c>data.change</c> says which.</summary>
    public const string DraftReady = "draft_ready";

    public const string EventChanged = "event_changed";
    public const string ConflictDetected = "conflict_detected";
    public const string TaskChanged = "task_changed";
    public const string ReminderDue = "reminder_due";
    public const string ActionRequested = "action_requested";
    public const string ActionResolved = "action_resolved";
    public const string TurnCompleted = "turn_completed";
    public const string RunChanged = "run_changed";
    public const string BriefingReady = "briefing_ready";
    public const string GoogleDisconnected = "google_disconnected";
    public const string SyncProgress = "sync_progress";
}
