namespace Martin.Plugins.Mail;

/// <summary>Names of attachments that may be used as file names anywhere.</summary>
public static class FileNames
{
    private const int MaxChars = 120;

    /// <param name="number">Names a file that has no name.</param>
    public static string Safe(string? name, int number)
    {
        // The last part of what may be a path of either kind; right-to-left marks that turn exe into txt went with the invisible.
        var line = CleanText.Line(name, 1_000);
        line = line[(line.LastIndexOfAny(['/', '\\']) + 1)..];
        var safe = string.Concat(line.Select(c => c is ':' or '*' or '?' or '"' or '<' or '>' or '|' or ';' or '%' ? '_' : c)).Trim(' ', '.');
        if (safe.Length == 0) return $"attachment-{number}";
        if (safe.Length <= MaxChars) return safe;
        var extension = Path.GetExtension(safe) is { Length: <= 12 } short_ ? short_ : "";
        return CleanText.Cut(safe, MaxChars - extension.Length) + extension;
    }
}
