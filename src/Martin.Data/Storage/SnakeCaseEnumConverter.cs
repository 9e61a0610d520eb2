using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Martin.Data;

/// <summary>The names of an enum's members as the wire and the database have them: lower snake_case.</summary>
public static class EnumNames
{
    public static IReadOnlyCollection<string> Of<T>() where T : struct, Enum => Table<T>.Values.Keys;

    public static string Name<T>(this T value) where T : struct, Enum => Table<T>.Names[value];

    /// <returns>null when there is no such name.</returns>
    public static T? Parse<T>(string name) where T : struct, Enum => Table<T>.Values.TryGetValue(name, out var value) ? value : null;

    private static class Table<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> Values = Names.ToDictionary(n => n.Value, n => n.Key);
    }
}

internal sealed class SnakeCaseEnumConverter<T>() : ValueConverter<T, string>(v => v.Name(), s => EnumNames.Parse<T>(s)!.Value)
    where T : struct, Enum;
