namespace Martin.Data.Actions;

/// <summary>What actions do, by the names of the wire contract: those of the tools that write.</summary>
public static class ActionType
{
    public const string SendMail = "send_mail";
    public const string ArchiveMail = "archive_mail";
    public const string LabelMail = "label_mail";
    public const string TriageEmail = "triage_email";
    public const string DraftReply = "draft_reply";
    public const string CreateEvent = "create_event";
    public const string UpdateEvent = "update_event";
    public const string CancelEvent = "cancel_event";
    public const string RespondEvent = "respond_event";
    public const string ScheduleMeeting = "schedule_meeting";
    public const string CreateTask = "create_task";
    public const string UpdateTask = "update_task";
    public const string CompleteTask = "complete_task";
    public const string DeleteTask = "delete_task";
    public const string SaveMemory = "save_memory";
    public const string DeleteMemory = "delete_memory";
    public const string UndoAction = "undo_action";
}
