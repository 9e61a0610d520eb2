using System.ComponentModel;

namespace Martin.Plugins.Mail.Replies;

/// <summary>What a model writes.</summary>
public sealed record ReplyAnswer(
    [property: Description("The whole text of the answer, with greeting and closing, and [words in brackets] where the user has to fill something in")] string Body,
    [property: Description("0 to 1: how sure it is that the user can send it as it stands")] double Confidence);

/// <summary>An answer that Martin has written.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record WrittenReply(Guid EmailId, string Content, string? Persona, double Confidence)
{
    /// <summary>What of the wish was not followed, for whoever asked; null where all was.</summary>
    public string? Note { get; init; }
}

/// <summary>Whose words say what an answer is to say.</summary>
public enum WishOf
{
    /// <summary>The user's, about this answer and nothing else.</summary>
    User,

    /// <summary>The user's message to Martin, in which the wish stands among other things.</summary>
    Message,

    /// <summary>Another program's: facts in it are checked like any that were made up.</summary>
    Program,
}
