using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Servers;

namespace Martin.Hub.Tests.Turns;

public sealed class ModelTextTests
{
    [Fact]
    public void A_pair_split_between_pieces_is_put_together_and_what_no_database_takes_is_replaced()
    {
        var text = new ModelText();
        Assert.Equal("a", text.Next("a\ud83d"));
        Assert.Equal("\ud83d\ude00b", text.Next("\ude00b"));
        Assert.Equal("\ufffdc\ufffd", text.Next("\ude00c\0"));
        Assert.Equal("", text.Next("\ud83d"));
        Assert.Equal("\ufffdd", text.Next("d"));
    }

    [Theory]
    [InlineData("ab\ud83d\ude00", 3, "ab")]
    [InlineData("ab\ud83d\ude00", 4, "ab\ud83d\ude00")]
    [InlineData("abc", 2, "ab")]
    public void A_cut_halves_no_pair(string text, int chars, string cut) => Assert.Equal(cut, ModelText.Cut(text, chars));

    [Fact]
    public async Task An_answer_that_postgres_would_refuse_ends_its_turn_all_the_same()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.On("emoji").Says(new string('x', 139) + "\U0001F600 and a nul \0 within");  // the preview's cut falls between the halves
        var url = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["DATABASE_URL"] = url });
        await using var device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        var turn = await device.AskAsync("emoji");
        Assert.Equal("turn_completed", turn.End!.Type);
        Assert.Equal(new string('x', 139) + "\U0001F600 and a nul \ufffd within", turn.Text);
        Assert.Equal(turn.Text, turn.End["message"]!.Value.GetProperty("content").GetString());
        Assert.Equal(0, turn.Resets);
    }
}
