using Xunit.Abstractions;

namespace Martin.Plugins.Tests.Dates;

public sealed class PhraseTableTests(ITestOutputHelper output)
{
    private const int FewestPhrases = 450;
    private const double LeastRight = 0.97;

    [Fact]
    public void Almost_all_phrases_are_read_as_they_are_meant_and_the_others_are_asked_about()
    {
        var (right, silent) = (0, new List<string>());
        foreach (var said in PhraseTable.All)
        {
            var answer = PhraseTable.Answer(said, out var isAmbiguous);
            var isRight = answer == said.Expected && (!said.IsAmbiguous || isAmbiguous);
            if (isRight) { right++; continue; }
            output.WriteLine($"{said}: {answer}{(isAmbiguous ? " ~" : "")}, not {said.Expected}{(said.IsAmbiguous ? " ~" : "")}");
            if (PhraseTable.IsSilentlyWrong(said, answer, isAmbiguous)) silent.Add($"{said}: {answer}, not {said.Expected}");
        }
        var all = PhraseTable.All.Count;
        output.WriteLine($"{right} of {all} phrases right ({100.0 * right / all:0.0} %), {all - right - silent.Count} refused or asked about, {silent.Count} silently wrong");
        Assert.True(all >= FewestPhrases);
        Assert.Empty(silent);
        Assert.True(right >= LeastRight * all);
    }
}
