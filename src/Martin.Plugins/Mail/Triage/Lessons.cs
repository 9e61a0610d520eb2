using System.Numerics.Tensors;
using Martin.Data.Mail;
using Martin.Plugins.Memory.Embedding;

namespace Martin.Plugins.Mail.Triage;

/// <summary>What the user's corrections teach: by sender, by list, by topic.</summary>
/// <param name="given">The newest first.</param>
public sealed class Lessons(IReadOnlyList<Lesson> given)
{
    /// <summary>
    /// How like a corrected mail another must be for its topic to count. Measured in the sample inbox (TopicTests): of unlike mails 99 pairs in 100 lie below
    /// 0.52 and the nearest at 0.59; mails of different people about one thing at 0.61 and more.
    /// </summary>
    internal const double SameTopic = 0.6;

    /// <summary>Another correction of a like mail that says otherwise makes it unsure.</summary>
    private const double Margin = 0.05;

    private const double OfSender = 0.95, OfList = 0.9, OfTopic = 0.8;

    private readonly Lazy<IReadOnlyList<(Lesson Lesson, float[] Vector)>> vectors =
        new(() => [.. given.Select(l => (l, LocalEmbedder.Embed($"{l.Subject} {l.Preview}")))]);

    /// <returns>null: nothing that was corrected is like it.</returns>
    public Verdict? Judge(JudgedMail mail)
    {
        if (given.FirstOrDefault(l => l.SenderEmail.Equals(mail.SenderEmail, StringComparison.OrdinalIgnoreCase)) is { } sender && (!sender.IsBulk || mail.IsBulk || !TopicOf(mail, out _)))
            return Of(mail, sender.Category, OfSender, $"You put mail from {mail.SenderEmail} there.");
        if (mail.IsBulk && given.FirstOrDefault(l => l.IsBulk && l.Domain == DomainOf(mail)) is { } list)
            return Of(mail, list.Category, OfList, $"You put lists of {list.Domain} there.");
        return TopicOf(mail, out var topic) ? Of(mail, topic!.Category, OfTopic, $"You put the like of “{topic.Subject}” there.") : null;
    }

    /// <summary>The corrections of the mails most like this one, as examples for a model.</summary>
    public IReadOnlyList<Lesson> Nearest(JudgedMail mail, int count)
    {
        var asked = LocalEmbedder.Embed($"{mail.Subject} {mail.Text}");
        return [.. vectors.Value.Select(v => (v.Lesson, Likeness: TensorPrimitives.Dot<float>(asked, v.Vector))).OrderByDescending(v => v.Likeness).Take(count).Select(v => v.Lesson)];
    }

    private bool TopicOf(JudgedMail mail, out Lesson? topic)
    {
        var asked = LocalEmbedder.Embed($"{mail.Subject} {mail.Text}");
        var near = vectors.Value.Where(v => v.Lesson.IsBulk == mail.IsBulk).Select(v => (v.Lesson, Likeness: TensorPrimitives.Dot<float>(asked, v.Vector)))
            .Where(v => v.Likeness >= SameTopic).OrderByDescending(v => v.Likeness).ToList();
        topic = near.Count == 0 ? null : near[0].Lesson;
        return topic is { } best && !near.Exists(v => v.Lesson.Category != best.Category && v.Likeness > near[0].Likeness - Margin);
    }

    private static string DomainOf(JudgedMail mail) => mail.SenderEmail[(mail.SenderEmail.LastIndexOf('@') + 1)..].ToLowerInvariant();

    private static Verdict Of(JudgedMail mail, EmailCategory category, double confidence, string reason) =>
        new(mail.Id, category, confidence, reason, CategorySource.Rule, category == EmailCategory.Fyi ? false : null);
}
