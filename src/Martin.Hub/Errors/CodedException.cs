using System.Collections.ObjectModel;
using Martin.Plugins.Calendar.Series;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Errors;

/// <summary>A refusal in the words of the contract. Its message and details are shown to the caller as they are.</summary>
public sealed class CodedException : Exception
{
    private CodedException(string code, string message) : base(message) => Code = code;

    /// <summary>One of <see cref="ErrorCode"/>.</summary>
    public string Code { get; }

    /// <summary>Field → what is wrong with it; of <see cref="ErrorCode.InvalidRequest"/>.</summary>
    public IReadOnlyDictionary<string, string[]>? Details { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    public static CodedException Of(string code, string message) => new(code, message);

    /// <summary>What a failure from further in is called, on the hub and over REST alike.</summary>
    /// <returns>null: it is none that the caller can do anything about.</returns>
    public static CodedException? From(Exception failure) => failure switch
    {
        CodedException coded => coded,
        RecurrenceLimitException limit => Unprocessable($"A series {limit.Message}; ask for a shorter time."),
        DbUpdateConcurrencyException => VersionMismatch("item"),
        _ => null,
    };

    public static CodedException Invalid(string field, string problem) =>
        Invalid(new Dictionary<string, string[]> { [field] = [problem] });

    public static CodedException Invalid(IReadOnlyDictionary<string, string[]> details)
    {
        var (field, problems) = details.First();
        var more = details.Count > 1 ? $" (and {details.Count - 1} more)" : "";
        return new(ErrorCode.InvalidRequest, $"{field} {problems[0]}{more}") { Details = new ReadOnlyDictionary<string, string[]>(details.ToDictionary()) };
    }

    public static CodedException Invalid(IEnumerable<(string Field, string Problem)> problems) =>
        Invalid(problems.GroupBy(p => p.Field).ToDictionary(g => g.Key, g => g.Select(p => p.Problem).ToArray()));

    /// <param name="what">A noun: <c>task</c>. Another user's thing is also not found.</param>
    public static CodedException NotFound(string what) => new(ErrorCode.NotFound, $"There is no such {what}.");

    public static CodedException Conflict(string message) => new(ErrorCode.Conflict, message);

    public static CodedException VersionMismatch(string what) =>
        new(ErrorCode.VersionMismatch, $"The {what} has changed since you read it; read it again.");

    public static CodedException Unprocessable(string message) => new(ErrorCode.Unprocessable, message);

    public static CodedException Unauthenticated(string message) => new(ErrorCode.Unauthenticated, message);

    public static CodedException RateLimited(TimeSpan retryAfter) =>
        new(ErrorCode.RateLimited, "Too many requests.") { RetryAfter = retryAfter };

    public static CodedException Unavailable(string message, TimeSpan? retryAfter = null) =>
        new(ErrorCode.Unavailable, message) { RetryAfter = retryAfter };
}
