namespace Martin.Plugins.Rules;

/// <summary>Words for the common rules; each gives null when the value keeps it.</summary>
public static class Rule
{
    public static string? Length(string? text, int min, int max) =>
        text is null || (text.Length >= min && text.Length <= max) ? null
        : min > 0 && text.Length < min ? (min == 1 ? "must not be empty" : $"must have at least {min} characters")
        : $"must have at most {max} characters";

    /// <summary>More than white space, when it is there at all.</summary>
    public static string? Filled(string? text) => text is null || !string.IsNullOrWhiteSpace(text) ? null : "must not be empty";

    public static string? Range(double? value, double min, double max) =>
        value is null || (value >= min && value <= max) ? null : FormattableString.Invariant($"must be from {min} to {max}");

    public static string? Count<T>(IReadOnlyCollection<T>? items, int max) =>
        items is null || items.Count <= max ? null : $"must have at most {max} entries";

    /// <summary>Pairs each broken rule with its field and leaves the kept ones out.</summary>
    public static IEnumerable<(string Field, string Problem)> Broken(params IEnumerable<(string Field, string? Problem)> rules) =>
        from rule in rules where rule.Problem is not null select (rule.Field, rule.Problem!);
}
