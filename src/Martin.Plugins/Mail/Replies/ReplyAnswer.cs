using System.ComponentModel;

namespace Martin.Plugins.Mail.Replies;

/// <summary>What a model writes.</summary>
public sealed record ReplyAnswer(
    [property: Description("The whole text of the answer, with greeting and closing, and [words in brackets] where the user has to fill something in")] string Body,
    [property: Description("0 to 1: how sure it is that the user can send it as it stands")] double Confidence);

/// <summary>An answer that Martin has written.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record WrittenReply(Guid EmailId, string Content, string? Persona, double Confidence);
