using System.Text;
using System.Text.RegularExpressions;

namespace Martin.Plugins.Mail;

/// <summary>Tells what somebody wrote from what they quoted of others.</summary>
public static partial class Quotes
{
    /// <summary>The text without quoted lines, the line that introduces them, and everything behind an “original message” mark.</summary>
    public static string Without(string body)
    {
        var kept = new StringBuilder(body.Length);
        foreach (var line in body.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(">") || Introduction().IsMatch(line)) continue;
            if (Original().IsMatch(line)) break;
            kept.Append(line).Append('\n');
        }
        return kept.ToString().Trim();
    }

    [GeneratedRegex(@"^(On .{4,200} wrote:|Am .{4,200} schrieb .{1,200}:|Le .{4,200} a écrit ?:|El .{4,200} escribió:)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Introduction();

    [GeneratedRegex(@"^\s*-{2,}\s*(Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine)\s*-{2,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Original();
}
