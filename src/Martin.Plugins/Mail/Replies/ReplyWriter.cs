using Martin.Data;
using Martin.Data.Mail;
using Martin.Plugins.Mail.Triage;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail.Replies;

/// <summary>Writes answers to mails. A model is asked outside of any transaction; what it makes up is marked to be checked.</summary>
public sealed class ReplyWriter(ISilentModel models, TimeProvider clock)
{
    public const int MaxInstructionChars = 4_000;

    /// <summary>What a text without a model is worth.</summary>
    private const double TemplateConfidence = 0.3;

    /// <summary>Each place to fill in or check takes so much of the confidence away.</summary>
    private const double BlankCosts = 0.1, DoubtCosts = 0.15;

    /// <summary>Sent drafts by which the confidence is calibrated, and how few are not enough.</summary>
    private const int Measured = 20, LeastMeasured = 3;

    private const double LeastConfidence = 0.05;

    /// <param name="persona">null: as the user's preferences have it.</param>
    /// <param name="instructions">What the user wants to say; null leaves it to the writer.</param>
    /// <param name="wish">Whose words the instructions are.</param>
    /// <exception cref="ToolRefusedException">There is no such mail, or nobody who could read an answer.</exception>
    public async Task<WrittenReply> WriteAsync(MartinDb db, Guid emailId, string? persona, string? instructions, CancellationToken ct, WishOf wish = WishOf.User)
    {
        var material = await ReplyMaterial.GatherAsync(db, emailId, persona, instructions, wish, clock, ct) ?? throw new ToolRefusedException("There is no such mail; use find_mail to find its id.");
        var mail = material.Mail;
        var to = mail.ReplyTo.Count > 0 ? mail.ReplyTo[0].Email : mail.SenderEmail ?? "";
        if (mail.IsOutgoing) throw new ToolRefusedException("The user wrote this mail; there is nothing to answer.");
        if (!MailRules.IsAddress(to) || TriageRules.IsNoReply(to)) throw new ToolRefusedException("This mail comes from an address that takes no answers.");
        if (await AskAsync(db.Owner, material, ct) is not { } answer) return new(emailId, material.Template(), persona, TemplateConfidence);
        var (text, doubtful) = ReplyCheck.Mark(CleanText.Cut(CleanText.Of(answer.Body).Trim(), MailDraft.MaxContentChars), material.Told);
        var sure = Math.Clamp(answer.Confidence, 0, 1) - doubtful * DoubtCosts - (ReplyCheck.Blanks(text) - doubtful) * BlankCosts;
        return new(emailId, text, persona, Math.Max(LeastConfidence, await CalibratedAsync(db, sure, ct)));
    }

    private async Task<ReplyAnswer?> AskAsync(Guid userId, ReplyMaterial material, CancellationToken ct)
    {
        try
        {
            var answer = await models.AskForAsync<ReplyAnswer>(userId, ModelPurpose.Draft, material.Question(), ct);
            return string.IsNullOrWhiteSpace(answer?.Body) ? null : answer;
        }
        catch (ProviderException)
        {
            return null;  // a frame to write in is better than nothing
        }
    }

    /// <summary>Halfway to how much of earlier drafts the user let stand.</summary>
    private static async Task<double> CalibratedAsync(MartinDb db, double confidence, CancellationToken ct)
    {
        var edited = await db.Drafts.Where(d => d.Edited != null).OrderByDescending(d => d.SentAt).Take(Measured).Select(d => d.Edited!.Value).ToListAsync(ct);
        return edited.Count < LeastMeasured ? confidence : (confidence + (1 - (double)edited.Average())) / 2;
    }
}
