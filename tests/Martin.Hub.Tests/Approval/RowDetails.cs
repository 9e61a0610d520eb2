using System.Globalization;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Calendar;

namespace Martin.Hub.Tests.Approval;

/// <summary>Holds a row against JSON whose members are named like its own.</summary>
internal static class RowDetails
{
    /// <summary>What differs; null: the row is as the arguments say. Ids are not looked at.</summary>
    public static string? Differs(object? row, JsonElement args) => row is null ? "not there"
        : args.EnumerateObject().Where(m => !m.Name.EndsWith("Id", StringComparison.Ordinal) && !m.Name.EndsWith("Ids", StringComparison.Ordinal))
            .Select(m => Is(row.GetType().GetProperty(char.ToUpperInvariant(m.Name[0]) + m.Name[1..])!.GetValue(row), m.Value) ? null : $"{m.Name} is not {m.Value}").FirstOrDefault(p => p is not null);

    private static bool Is(object? value, JsonElement expected) => (value, expected.ValueKind) switch
    {
        (DateTimeOffset at, JsonValueKind.String) => at == DateTimeOffset.Parse(expected.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        (List<Attendee> people, _) => people.Select(p => p.Email).SequenceEqual(expected.EnumerateArray().Select(e => e.GetString()!)),
        (bool flag, _) => flag == expected.GetBoolean(),
        (Enum choice, _) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{choice}") == expected.GetString(),
        (string text, JsonValueKind.Array) => text.StartsWith(expected[0].GetString()!, StringComparison.Ordinal),  // a rule as it is stored
        (string text, _) => text == expected.GetString(),
        _ => false,
    };
}
