namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>What the user told it, and their mail.</summary>
public sealed class MemoryAndMailTests
{
    private readonly Dialogue martin = new();

    [Theory]
    [InlineData("remember that my sister Ana is allergic to peanuts", "My sister Ana is allergic to peanuts")]
    [InlineData("Please remember my passport number is X123.", "My passport number is X123")]
    [InlineData("note that Bob prefers calls before 10", "Bob prefers calls before 10")]
    [InlineData("keep in mind that I don't eat meat", "I don't eat meat")]
    [InlineData("don't forget that the gate code is 4711", "The gate code is 4711")]
    [InlineData("Martin, could you remember that: rent is due on the 1st", ": rent is due on the 1st")]
    public async Task A_fact_is_kept_in_the_users_own_words(string said, string content)
    {
        var reply = await martin.SayAsync(said);
        Assert.Equal(content.TrimStart(':', ' ').ToUpperInvariant(), Assert.Single(martin.Desk.Memories)["content"]!.ToString().TrimStart(':', ' ').ToUpperInvariant());
        Assert.StartsWith("I will remember: ", reply.Text, StringComparison.Ordinal);
        Assert.Single(reply.Writes);
    }

    [Theory]
    [InlineData("remember to call the bank tomorrow at 9")]
    [InlineData("do you remember when we met?")]
    [InlineData("remember when it rained")]
    [InlineData("remember the milk")]
    [InlineData("should I remember that Ana is allergic?")]
    [InlineData("forget it")]
    [InlineData("forget everything")]
    [InlineData("don't remember that Ana is allergic")]
    public async Task What_is_no_fact_is_not_kept_and_nothing_is_forgotten(string said)
    {
        await martin.SayAsync("remember that Ana is allergic to peanuts");
        await martin.SayAsync(said);
        Assert.Single(martin.Desk.Memories);
    }

    [Fact]
    public async Task A_thing_that_may_be_a_fact_or_a_task_is_asked_about_and_both_answers_work()
    {
        var asked = await martin.SayAsync("remember the milk");
        Assert.Equal("Is \"the milk\" something to know, or something to do?", asked.Text);
        Assert.Single((await martin.SayAsync(asked.Suggestions[0])).Writes);
        Assert.Single(martin.Desk.Memories);
    }

    [Theory]
    [InlineData("what do you know about Ana?", "I remember:\n- Ana is allergic to peanuts (you said so on 2026-11-22)")]
    [InlineData("do you remember the gate code", "I remember:\n- The gate code is 4711 (you said so on 2026-11-22)")]
    [InlineData("what do you remember about Carl?", "I remember nothing that names \"Carl\". The nearest:\n- Ana is allergic to peanuts (you said so on 2026-11-22)\n- The gate code is 4711 (you said so on 2026-11-22)")]
    public async Task It_tells_what_it_was_told(string asked, string answer)
    {
        await martin.SayAsync("remember that Ana is allergic to peanuts");
        await martin.SayAsync("remember that the gate code is 4711");
        var reply = await martin.SayAsync(asked);
        Assert.Equal(answer, reply.Text);
        Assert.Empty(reply.Writes);
    }

    [Fact]
    public async Task Of_several_facts_it_asks_which_to_forget()
    {
        await martin.SayAsync("remember that Ana is allergic to peanuts");
        await martin.SayAsync("remember that Ana lives in Berlin");
        var asked = await martin.SayAsync("forget what you know about Ana");
        Assert.Equal(["Ana is allergic to peanuts", "Ana lives in Berlin"], asked.Suggestions);
        Assert.Equal("Forgotten: Ana lives in Berlin", (await martin.SayAsync("the second one")).Text);
        Assert.Equal("Ana is allergic to peanuts", Assert.Single(martin.Desk.Memories)["content"]!.ToString());
        Assert.Equal("I remember nothing about \"Zoe\".", (await new Dialogue().SayAsync("forget what I said about Zoe")).Text);
    }

    [Theory]
    [InlineData("do I have new mail?", """find_mail {"limit":50,"unread":true}""")]
    [InlineData("any emails from Bob?", """find_mail {"limit":50,"from":"Bob"}""")]
    [InlineData("show me the emails from bob about the budget", """find_mail {"limit":50,"from":"bob","query":"budget"}""")]
    [InlineData("check my inbox", """find_mail {"limit":50}""")]
    [InlineData("what's in my inbox today?", """find_mail {"limit":50}""")]
    [InlineData("do i have any important emails", """find_mail {"limit":50,"category":"important"}""")]
    [InlineData("have i got any unread mail from the bank", """find_mail {"limit":50,"from":"bank","unread":true}""")]
    [InlineData("search my mail for invoice", """find_mail {"limit":50,"query":"invoice"}""")]
    public async Task Mail_is_found_by_who_wrote_it_what_it_is_about_and_whether_it_is_new(string asked, string call) =>
        Assert.Equal(call, Assert.Single((await WithMail().SayAsync(asked)).Calls));

    [Fact]
    public async Task Mail_of_a_day_is_listed_and_read()
    {
        var reader = WithMail();
        Assert.Equal("You have 1 mail of Sunday 22 November 2026:\n- Bob: Budget (Sunday 22 November at 09:00)", (await reader.SayAsync("what mails did I get today?")).Text);
        Assert.Equal("Bob: Budget (Sunday 22 November at 09:00)\n\nThe figures are in.", (await reader.SayAsync("read the mail from Bob about the budget")).Text);
        var asked = await reader.SayAsync("read the email from Bob");
        Assert.Equal(2, asked.Suggestions.Count);
        Assert.EndsWith("On Friday?", (await reader.SayAsync("the second one")).Text, StringComparison.Ordinal);
        Assert.EndsWith("The figures are in.", (await reader.SayAsync("read the latest email")).Text, StringComparison.Ordinal);
        Assert.Equal("I find no mail from Zoe.", (await reader.SayAsync("any email from Zoe?")).Text);
    }

    [Theory]
    [InlineData("send an email to Bob")]
    [InlineData("reply to the email from Bob")]
    [InlineData("delete the emails from Bob")]
    [InlineData("forward the mail to Ana")]
    [InlineData("don't show me my mail")]
    public async Task What_it_can_not_do_with_mail_it_says(string asked)
    {
        var reply = await WithMail().SayAsync(asked);
        Assert.Empty(reply.Writes);
        Assert.DoesNotContain(reply.Calls, c => c.StartsWith("read_mail", StringComparison.Ordinal));
    }

    private static Dialogue WithMail()
    {
        var desk = new Desk();
        desk.HasMail("Bob <bob@example.com>", "Budget", "2026-11-22T09:00:27", "The figures are in.");
        desk.HasMail("Bob", "Lunch", "2026-11-20T09:00:00", "On Friday?", unread: false);
        return new(desk);
    }
}
