using System.Text.Json;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline;

/// <summary>What the offline model says next: calls to make, or else a text.</summary>
internal sealed record Reply(string Text, IReadOnlyList<string> Suggestions, IReadOnlyList<PlannedCall> Calls);

internal sealed record PlannedCall(string CallId, string Tool, IReadOnlyDictionary<string, object> Arguments);

/// <summary>Reads the last message in the light of the earlier ones and replays its wishes against the calls made so far.</summary>
internal static class Mind
{
    /// <summary>How many turns back a question may still be waiting for its answer.</summary>
    private const int TurnsInMind = 8;
    /// <summary>A turn has a few rounds more than that.</summary>
    private const int MostStepsPerWish = 10;
    private const int MostSuggestions = 4;

    public static Reply Answer(Conversation talk, Scene scene)
    {
        if (talk.Turns is not [.., var last]) return new(Wording.Greeting, Wording.Examples, []);
        if (last.Decision is { } decision) return new(DecisionWording.Tell(decision), [], []);
        var dialog = Dialog.Empty;
        Reply? reply = null;
        var skipped = Math.Max(0, talk.Turns.Count - TurnsInMind);
        for (var i = 0; i < talk.Turns.Count; i++)
        {
            var turn = talk.Turns[i];
            if (turn.Decision is { } decided) dialog = dialog.After(decided);
            if (i < skipped || turn.Decision is not null)
            {
                scene = turn.Calls.Aggregate(scene, (s, call) => s with { Mentions = s.Mentions.After(call) });
                continue;
            }
            var meant = Meaning.Of(turn.Text, scene, dialog);
            (reply, scene, dialog) = Play(meant, turn, scene, meant.DropsQuestions ? dialog.WithoutQuestions : dialog, i + 1);
        }
        return reply!;
    }

    private static (Reply Reply, Scene Scene, Dialog Dialog) Play(Meaning meant, Turn turn, Scene scene, Dialog dialog, int turnNumber)
    {
        var used = new bool[turn.Calls.Count];
        var (texts, suggestions, planned) = (new List<string>(), new List<string>(), new List<PlannedCall>());
        OpenQuestion? asked = null;
        var done = new List<DoneWish>();
        var together = true; // calls of wishes that need nothing of each other go out in one round
        foreach (var wish in meant.Wishes)
        {
            if (planned.Count > 0 && !(together && wish.StandsAlone)) break;
            together &= wish.StandsAlone;
            var results = new List<ToolResult>();
            var step = wish.Next(scene, results);
            var known = scene; // the wish goes on with what "it" meant when it began
            while (step is Call call && scene.Tools.Contains(call.Tool) && results.Count < MostStepsPerWish && Made(call, turn, used) is { } made)
            {
                results.Add(made.Result ?? ToolResult.Failed("it was interrupted") with { Tool = made.Tool });
                if (!IsSearch(made)) scene = scene with { Mentions = scene.Mentions.After(made) };
                step = wish.Next(known, results);
            }
            // A call whose result would not be looked at any more must not be made, let alone once more in each round.
            if (step is Call && results.Count >= MostStepsPerWish) step = new Say("That takes more steps than I may make at once, so I stopped before the next one. Please ask for less of it at a time.");
            scene = scene with { Mentions = scene.Mentions.After(step) };
            switch (step)
            {
                case Call call when !scene.Tools.Contains(call.Tool):
                    texts.Add(Wording.Unavailable(call.Tool));
                    break;
                case Call call:
                    planned.Add(new($"t{turnNumber}-{turn.Calls.Count + planned.Count + 1}-{call.Tool}", call.Tool, call.Arguments));
                    break;
                case Say say:
                    texts.Add(say.Text);
                    suggestions.AddRange(say.Suggestions);
                    done.Add(new(wish, results));
                    break;
                case Ask ask:
                    texts.Add(ask.Text);
                    suggestions.AddRange(ask.Suggestions);
                    asked = new(wish, ask, results);
                    if (ask.IsOffer) done.Add(new(wish, results));
                    break;
            }
        }
        // What another model looked up stands in no wish; "it" may mean it all the same.
        scene = turn.Calls.Where((_, i) => !used[i]).Aggregate(scene, (s, call) => s with { Mentions = s.Mentions.After(call) });
        var after = dialog.After(meant.Answered, asked, done);
        if (planned.Count > 0) return (new("", [], planned), scene, after);
        if (asked is null && done.Exists(d => d.Wish is not Spoken) && after.Open is [{ IsWaiting: true } open, ..])
        {
            texts.Add($"Still open: {open.Ask.Text.Split('\n')[0]}");
            suggestions.AddRange(open.Ask.Suggestions);
        }
        return (new(string.Join("\n\n", texts.Distinct()), [.. suggestions.Distinct().Take(MostSuggestions)], []), scene, after);
    }

    /// <summary>A wish looks through more than it speaks of.</summary>
    private static bool IsSearch(MadeCall call) => call.Tool is "list_events" or "list_tasks";

    /// <summary>The first call of the turn to that tool not yet taken by an earlier step; so what another model began is not done twice.</summary>
    private static MadeCall? Made(Call call, Turn turn, bool[] used)
    {
        for (var i = 0; i < turn.Calls.Count; i++)
        {
            if (used[i] || turn.Calls[i].Tool != call.Tool) continue;
            used[i] = true;
            return turn.Calls[i];
        }
        return null;
    }
}

/// <summary>The one sentence after the user decided on a proposal.</summary>
internal static class DecisionWording
{
    public static string Tell(JsonElement decision)
    {
        var what = decision.Text("summary") ?? decision.Text("title") ?? "the action";
        return (decision.Text("decision"), decision.Text("status")) switch
        {
            ("reject", _) or (_, "rejected") => $"All right, I left it: {what}",
            (_, "executed") => $"Done: {what}",
            (_, "failed") => $"That did not work: {what}{(decision.Text("error") is { Length: > 0 } error ? $" ({error})" : "")}",
            (_, "unknown") => $"I cannot tell yet whether this went through: {what}. Please check before trying again.",
            (_, "expired") => $"This had expired before it could be done: {what}",
            (_, "approved" or "executing") => $"Under way: {what}",
            (_, var status) => $"Noted ({status ?? "decided"}): {what}",
        };
    }
}
