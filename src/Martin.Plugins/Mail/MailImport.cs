using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <param name="Skipped">Were already there.</param>
public sealed record ImportResult(int Imported, int Skipped, IReadOnlyList<ImportError> Errors);

/// <param name="Index">Which mail of the file, from 1.</param>
public sealed record ImportError(string File, int Index, string Reason);

/// <summary>A file to import.</summary>
public sealed record MailFile(string Name, Func<Stream> Open);

/// <summary>Takes .eml and .mbox files into the owner's mailbox. What can't be read is named with its reason, and all else comes in.</summary>
public sealed class MailImport(MartinDb db, TimeProvider clock, MailLimits? ownLimits = null)
{
    /// <summary>Mails of one transaction: few enough that other writers get their turn.</summary>
    private const int BatchMails = 25;

    private const int BatchBytes = 8_000_000;

    /// <summary>Reasons that one answer lists; the count beyond is in the last.</summary>
    private const int MaxErrors = 200;

    /// <summary>Ids that the notification names.</summary>
    private const int ToldIds = 50;

    private readonly MailLimits limits = ownLimits ?? MailLimits.Default;
    private readonly List<ImportError> errors = [];
    private readonly List<Guid> imported = [];
    private int skipped, unlisted;

    public async Task<ImportResult> ImportAsync(IEnumerable<MailFile> files, CancellationToken ct)
    {
        var email = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Email).SingleAsync(ct);
        List<ParsedMail> batch = [];
        var bytes = 0;
        foreach (var file in files)
        {
            var index = 0;
            await foreach (var raw in MailsAsync(file, ct))
            {
                index++;
                if (Read(raw, file.Name, index, ct) is not { } mail) continue;
                batch.Add(mail);
                bytes += raw!.Value.Length;
                if (batch.Count < BatchMails && bytes < BatchBytes) continue;
                await StoreAsync(batch, email, ct);
                batch.Clear();
                bytes = 0;
            }
            if (index == 0) Refuse(file.Name, 1, "it is empty");
        }
        if (batch.Count > 0) await StoreAsync(batch, email, ct);
        if (unlisted > 0) errors.Add(new("", 0, $"and {unlisted} more"));
        return new(imported.Count, skipped, errors);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>?> MailsAsync(MailFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var stream = file.Open();
        var start = new byte[64];
        var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        stream.Position = 0;
        if (file.Name.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase) || Mbox.LooksLikeOne(start.AsSpan(0, read)))
        {
            var given = 0;
            await foreach (var mail in Mbox.ReadAsync(stream, limits.MaxMailBytes, ct))
            {
                if (given++ < limits.MaxMailsPerFile)
                {
                    yield return mail;
                    continue;
                }
                // Beyond the number of reasons that are listed: whoever brings their life's mail must not think that it is all there.
                errors.Add(new(FileNames.Safe(file.Name, given), given, $"the file has more than {limits.MaxMailsPerFile} mails; those from here on were not read: divide it"));
                yield break;
            }
            yield break;
        }
        if (read == 0) yield break;
        if (stream.Length > limits.MaxMailBytes)
        {
            yield return null;
            yield break;
        }
        var whole = new byte[stream.Length];
        await stream.ReadExactlyAsync(whole, ct);
        yield return whole;
    }

    private ParsedMail? Read(ReadOnlyMemory<byte>? raw, string file, int index, CancellationToken ct)
    {
        try
        {
            return MailReader.Read(raw ?? throw new MailRefusedException($"it is larger than {limits.MaxMailBytes / 1_000_000} MB"), limits, ct);
        }
        catch (MailRefusedException e)
        {
            Refuse(file, index, e.Message);
            return null;
        }
    }

    private void Refuse(string file, int index, string reason)
    {
        if (errors.Count < MaxErrors) errors.Add(new(FileNames.Safe(file, index), index, reason));
        else unlisted++;
    }

    private async Task StoreAsync(List<ParsedMail> mails, string email, CancellationToken ct)
    {
        List<EmailRow> added = [];
        await db.WriteAsync(async () =>
        {
            // Two imports of one mail at once must see each other: mails come in one import at a time per user.
            await db.HoldOwnerAsync(ct);
            var filer = new MailFiler(db, db.Owner, email);
            var now = clock.Now();
            foreach (var mail in mails)
                if (await filer.FileAsync(mail, now, ct) is { } row) added.Add(row);
            var received = added.Where(r => !r.IsOutgoing).ToList();
            if (received.Count == 0) return;
            var (title, body) = received.Count == 1 ? (received[0].Sender ?? "New mail", received[0].Subject) : ($"{received.Count} mails", null);
            await db.NotifyAsync(db.Owner, NotificationType.EmailReceived, title, body,
                new { emailId = received.Count == 1 ? received[0].Id : (Guid?)null, emailIds = received.Take(ToldIds).Select(r => r.Id), count = received.Count, imported = true }, now, ct);
        }, ct);
        db.ChangeTracker.Clear();
        imported.AddRange(added.Select(r => r.Id));
        skipped += mails.Count - added.Count;
    }
}
