using System.Globalization;
using Martin.Data.Runs;
using Martin.Hub.Turns;

namespace Martin.Hub.Runs;

/// <summary>The words in which a task's budget stops it.</summary>
internal static class RunBudget
{
    /// <returns>null: there is something left of everything that has been used up so far.</returns>
    public static string? UsedUp(RunRow run) =>
        run.Turns >= run.MaxTurns ? Turns(run)
        : run.Tokens >= run.MaxTokens ? Tokens(run)
        : run.WorkedMs >= run.MaxWorkedMs ? Time(run)
        : null;

    /// <exception cref="TurnLimitException">The turn under way has used up what was left.</exception>
    public static void Check(RunRow run, long tokens, TimeSpan worked)
    {
        if (run.Tokens + tokens >= run.MaxTokens) throw new TurnLimitException(Tokens(run));
        if (TimeLeft(run) <= worked) throw new TurnLimitException(Time(run));
    }

    public static TimeSpan TimeLeft(RunRow run) => TimeSpan.FromMilliseconds(Math.Max(0, run.MaxWorkedMs - run.WorkedMs));

    public static string Time(RunRow run) =>
        Words(TimeSpan.FromMilliseconds(run.MaxWorkedMs) is { TotalMinutes: >= 2 } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes of work")
            : string.Create(CultureInfo.InvariantCulture, $"{run.MaxWorkedMs / 1000.0:0.#} seconds of work"));

    private static string Turns(RunRow run) => Words(run.MaxTurns == 1 ? "one turn" : $"{run.MaxTurns} turns");

    private static string Tokens(RunRow run) => Words(string.Create(CultureInfo.InvariantCulture, $"{run.MaxTokens:N0} tokens"));

    private static string Words(string budget) => $"The task's budget of {budget} is used up, so Martin stopped. What was done stays; give it the rest as a new task.";
}
