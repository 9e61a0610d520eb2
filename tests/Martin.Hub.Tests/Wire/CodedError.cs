using System.Reflection;
using System.Text.RegularExpressions;
using ErrorCode = Martin.Hub.Errors.ErrorCode;

namespace Martin.Hub.Tests.Wire;

/// <summary>What an error of the hub must look like (contract, section 3).</summary>
internal static partial class CodedError
{
    private static readonly HashSet<string> Codes = [.. typeof(ErrorCode).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    /// <returns>The code; the test fails when it has none of the contract's, or tells of the inside.</returns>
    public static string Of(string? error, string call)
    {
        Assert.True(error is not null, $"{call} should have been refused");
        var coded = Pattern().Match(error);
        Assert.True(coded.Success, $"{call}: no code in '{error}'");
        var (code, text) = (coded.Groups[1].Value, coded.Groups[2].Value);
        Assert.True(Codes.Contains(code) && code != ErrorCode.Internal, $"{call}: {error}");
        Assert.False(Inside().IsMatch(text), $"{call} tells of the inside: {error}");
        Assert.True(text.Length is > 0 and < 2_000, $"{call}: {error.Length} characters");
        if (code == ErrorCode.RateLimited) Assert.Matches(@"\(retry after \d+ s\)$", text);
        return code;
    }

    [GeneratedRegex("HubException: ([A-Z_]+): (.*)$", RegexOptions.Singleline)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"System\.|Martin\.|Microsoft\.|MessagePack\.|Exception|\bat [A-Z]\w+\.|`\d|Guid|Int64|String\b|JsonElement")]
    private static partial Regex Inside();
}
