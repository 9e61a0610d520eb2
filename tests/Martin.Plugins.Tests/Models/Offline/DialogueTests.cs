using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>Conversations of more than one message, and what tools answer.</summary>
public sealed class DialogueTests
{
    private readonly Dialogue martin = new();

    [Fact]
    public async Task A_missing_time_is_asked_for_and_the_answer_completes_the_event()
    {
        var asked = await martin.SayAsync("schedule lunch with Ana");
        Assert.Empty(asked.Calls);
        Assert.Equal("When shall \"Lunch with Ana\" be?", asked.Text);
        Assert.NotEmpty(asked.Suggestions);

        var day = await martin.SayAsync("tomorrow");
        Assert.Empty(day.Calls);
        Assert.Contains("At what time on Monday 23 November", day.Text, StringComparison.Ordinal);

        var done = await martin.SayAsync("at 1");
        Assert.Equal("Done: Lunch with Ana, Monday 23 November, 13:00–14:00.", done.Text);
        Assert.Single(done.Writes);
    }

    [Fact]
    public async Task Every_suggestion_for_a_time_is_an_answer_to_it()
    {
        foreach (var suggestion in (await martin.SayAsync("schedule lunch with Ana")).Suggestions)
        {
            var other = new Dialogue();
            await other.SayAsync("schedule lunch with Ana");
            Assert.Single((await other.SayAsync(suggestion)).Writes);
        }
    }

    [Fact]
    public async Task A_reminder_without_time_asks_when()
    {
        var asked = await martin.SayAsync("remind me to call the bank");
        Assert.Empty(asked.Calls);

        await martin.SayAsync("in two hours");
        Assert.Equal("2026-11-22T12:00:00", Assert.Single(martin.Desk.Tasks)["remindAt"]!.ToString());
    }

    [Fact]
    public async Task A_question_stays_open_while_something_else_is_done()
    {
        await martin.SayAsync("schedule lunch with Ana");
        var other = await martin.SayAsync("add milk to my tasks");
        Assert.Single(other.Writes);
        Assert.EndsWith("Still open: When shall \"Lunch with Ana\" be?", other.Text, StringComparison.Ordinal);
        Assert.Equal("Done: Lunch with Ana, Monday 23 November, 12:00–13:00.", (await martin.SayAsync("tomorrow at noon")).Text);
    }

    [Theory]
    [InlineData("never mind")]
    [InlineData("ok forget it")]
    [InlineData("No, thanks!")]
    public async Task A_dropped_question_is_asked_no_more(string dropped)
    {
        await martin.SayAsync("schedule lunch with Ana");
        Assert.Equal("All right, I leave it.", (await martin.SayAsync(dropped)).Text);
        Assert.Empty((await martin.SayAsync("tomorrow at noon")).Writes);
    }

    [Fact]
    public async Task It_is_what_was_made_last()
    {
        await martin.SayAsync("schedule lunch with Ana tomorrow at noon");
        Assert.Equal("Moved: Lunch with Ana, Friday 27 November, 12:00–13:00.", (await martin.SayAsync("move it to Friday")).Text);
        Assert.Equal("Moved: Lunch with Ana, Friday 27 November, 15:00–16:00.", (await martin.SayAsync("make it 3pm")).Text);
        Assert.StartsWith("Ready for your approval: invite ana@example.com", (await martin.SayAsync("invite ana@example.com to it")).Text,
            StringComparison.Ordinal);
        Assert.StartsWith("Cancelled: Lunch with Ana", (await martin.SayAsync("cancel it")).Text, StringComparison.Ordinal);
        Assert.Empty(martin.Desk.Events);
        Assert.Equal("Which event shall I move?", (await martin.SayAsync("move it to Monday")).Text);
    }

    [Fact]
    public async Task Of_several_lunches_the_one_of_this_conversation_is_meant()
    {
        martin.Desk.HasEvent("Lunch with Bob", "2026-11-24T12:00:00", "2026-11-24T13:00:00");
        await martin.SayAsync("schedule lunch with Ana on Wednesday at noon");
        Assert.Equal("Moved: Lunch with Ana, Wednesday 25 November, 13:00–14:00.", (await martin.SayAsync("move the lunch to 1pm")).Text);
    }

    [Theory]
    [InlineData("the second one")]
    [InlineData("2")]
    [InlineData("the one with Bob")]
    [InlineData("Lunch with Bob, Tuesday 24 November, 12:00–13:00")]
    public async Task Of_several_candidates_the_user_chooses(string answer)
    {
        martin.Desk.HasEvent("Lunch with Ana", "2026-11-23T12:00:00", "2026-11-23T13:00:00");
        martin.Desk.HasEvent("Lunch with Bob", "2026-11-24T12:00:00", "2026-11-24T13:00:00");

        var asked = await martin.SayAsync("move the lunch to 1pm");
        Assert.Empty(asked.Writes);
        Assert.Equal(["Lunch with Ana, Monday 23 November, 12:00–13:00", "Lunch with Bob, Tuesday 24 November, 12:00–13:00"], asked.Suggestions);

        Assert.Equal("Moved: Lunch with Bob, Tuesday 24 November, 13:00–14:00.", (await martin.SayAsync(answer)).Text);
    }

    [Fact]
    public async Task What_is_not_found_is_said_and_the_nearest_offered()
    {
        martin.Desk.HasEvent("Lunch with Bob", "2026-11-24T12:00:00", "2026-11-24T13:00:00");

        Assert.Equal("I find no event \"opera\" in your calendar.", (await martin.SayAsync("cancel the opera")).Text);
        var near = await martin.SayAsync("cancel the lunch with Ana");
        Assert.Empty(near.Writes);
        Assert.Equal(["Lunch with Bob, Tuesday 24 November, 12:00–13:00"], near.Suggestions);
    }

    [Fact]
    public async Task Inviting_waits_for_approval_and_says_so()
    {
        var reply = await martin.SayAsync("schedule lunch with ana@example.com tomorrow at noon and invite her");
        Assert.Contains("Nothing is done or sent before you approve", reply.Text, StringComparison.Ordinal);
        Assert.Empty(martin.Desk.Events);
    }

    [Fact]
    public async Task An_unknown_address_is_asked_for_before_anything_is_made()
    {
        var asked = await martin.SayAsync("schedule lunch with Ana tomorrow at noon and invite her");
        Assert.Equal("Which e-mail address shall I invite for Ana?", asked.Text);
        Assert.Contains("ana@example.com", Assert.Single((await martin.SayAsync("ana@example.com")).Writes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_tool_is_told_in_a_sentence()
    {
        martin.Desk.Failing["create_event"] = "The calendar is read-only.";
        Assert.Equal("Adding \"Lunch\" did not work: The calendar is read-only.", (await martin.SayAsync("schedule lunch tomorrow at noon")).Text);
        martin.Desk.Failing["list_events"] = "The calendar cannot be reached.";
        Assert.DoesNotContain("free", (await martin.SayAsync("am I free tomorrow?")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_is_not_offered_is_not_called()
    {
        var reader = new Dialogue(tools: Desk.Reads);
        Assert.Contains("create_event is not available", (await reader.SayAsync("schedule lunch tomorrow at noon")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"decision":"approve","status":"executed","title":"Invite","summary":"Invited Ana to lunch","error":null}""", "Done: Invited Ana to lunch")]
    [InlineData("""{"decision":"reject","status":"rejected","title":"Invite Ana","summary":null,"error":null}""", "All right, I left it: Invite Ana")]
    [InlineData("""{"decision":"approve","status":"failed","title":"Invite Ana","summary":null,"error":"no network"}""", "That did not work: Invite Ana (no network)")]
    [InlineData("""{"decision":"approve","status":"unknown","title":"Invite Ana"}""", "cannot tell yet")]
    [InlineData("""{"decision":"approve","status":"something new"}""", "Noted (something new)")]
    [InlineData("not json", "")]
    public async Task A_decision_is_acknowledged_in_a_sentence(string decision, string answer)
    {
        await martin.SayAsync("schedule lunch tomorrow at noon");
        var reply = await martin.SayAsync("", decision);
        Assert.Empty(reply.Calls);
        Assert.Contains(answer, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_that_another_model_began_is_not_done_twice()
    {
        var reply = await new Martin.Plugins.Models.Offline.OfflineChatClient(TimeProvider.System).GetResponseAsync(
            [
                new(ChatRole.User, "schedule lunch tomorrow at noon"),
                new(ChatRole.Assistant, [new FunctionCallContent("x1", "resolve_date"), new FunctionCallContent("x2", "create_event")]),
                new(ChatRole.Tool, [new FunctionResultContent("x1", """{"ok":true}"""),
                    new FunctionResultContent("x2", """{"ok":true,"summary":"Lunch, Monday at 12:00"}""")]),
            ],
            new() { Tools = [AIFunctionFactory.Create(() => "", "create_event")],
                AdditionalProperties = new() { [ModelContext.Key] = new ModelContext(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), "Europe/Berlin") } });
        Assert.Equal("Done: Lunch, Monday at 12:00.", reply.Text);
    }
}
