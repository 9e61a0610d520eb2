namespace Martin.Plugins.Mail.Replies;

/// <summary>How much of what Martin wrote the user has changed.</summary>
public static class EditDistance
{
    /// <summary>Words that are compared; longer texts differ in their beginnings or not at all.</summary>
    private const int MaxWords = 1_500;

    /// <returns>Words added, removed or replaced, as a share of the longer text: 0 to 1.</returns>
    public static double Share(string before, string after)
    {
        var (a, b) = (Words(before), Words(after));
        if (a.Length == 0 && b.Length == 0) return 0;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return (double)row[^1] / Math.Max(a.Length, b.Length);
    }

    private static string[] Words(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxWords)];
}
