using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Martin.Testing;

namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>What is of another kind is left alone, however near its words lie; and whatever is written gets an answer.</summary>
public sealed class OutOfScopeTests
{
    private const int LeastUtterances = 500, Longest = 16 * 1024;

    [Fact]
    public async Task Nothing_is_done_on_what_is_of_another_kind()
    {
        var utterances = await File.ReadAllLinesAsync(Path.Combine(RepoPaths.Root, "tests", "Martin.Plugins.Tests", "Models", "Offline", "out-of-scope.txt"));
        Assert.True(utterances.Distinct().Count() >= LeastUtterances);
        var acted = new List<string>();
        foreach (var text in utterances)
        {
            var answer = await Hwu.HwuOffice.New().SayAsync(text);
            if (answer.Tools.Any(t => !Office.Reads.Contains(t))) acted.Add($"{text} -> {string.Join(", ", answer.Tools)}");
            Assert.NotEmpty(answer.Text);
        }
        Assert.Empty(acted);
    }

    /// <summary>First code points of scripts and signs that differ in how they are cut, joined and cased.</summary>
    private static readonly int[] Scripts =
        [0x20, 0x41, 0xC0, 0x370, 0x400, 0x530, 0x590, 0x600, 0x900, 0xE00, 0x1100, 0x1E00, 0x2000, 0x2028, 0x20A0, 0x3040, 0x4E00, 0xAC00, 0xD800, 0xDC00, 0xE000, 0xFE00, 0xFF00, 0x1D400, 0x1F300, 0x1F1E6, 0xE0100];

    [Property(MaxTest = 200)]
    public Property Text_of_any_script_gets_an_answer() => Prop.ForAll(
        (from runs in (from script in Gen.Elements(Scripts) from offsets in Gen.Choose(0, 0x7F).ArrayOf() select Written(script, offsets)).ArrayOf()
         from joint in Gen.Elements(" ", "", "\n", " remind me to ", " delete ", " on my shopping list ", " at 9 ")
         select string.Join(joint, runs)).ToArbitrary(), IsAnswered);

    [Property(MaxTest = 20)]
    public Property Long_text_of_any_script_gets_an_answer() => Prop.ForAll(
        (from script in Gen.Elements(Scripts) from offsets in Gen.Choose(0, 0x7F).ArrayOf(64) select Written(script, offsets) + " add email at ").ToArbitrary(),
        part => IsAnswered(string.Concat(Enumerable.Repeat(part, Longest / Math.Max(1, Encoding.UTF8.GetByteCount(part))))));

    [Property(MaxTest = 600)]
    public Property Any_shuffle_of_the_words_of_wishes_gets_an_answer() => Prop.ForAll(Gen.Elements(Words).ArrayOf().ToArbitrary(), words => IsAnswered(string.Join(' ', words)));

    private static readonly string[] Words =
        ("add delete remove send email reply forward to from the my list lists shopping milk and item called new with all alarm wake me up at seven tomorrow every remind before minutes 15 meeting contact contacts john's john@example.com gmail dot com at "
        + "what is time in london convert est pst on calendar clear cancel it that not don't if when saying about mail mails last latest read unread important mark as archive summarize thread depends on is blocked by task tasks done one hundred , . ? : dr")
        .Split(' ');

    private static bool IsAnswered(string text)
    {
        var answer = Hwu.HwuOffice.New().SayAsync(text).GetAwaiter().GetResult();
        return answer.Text.Length > 0;
    }

    /// <summary>Lone surrogates stay as they are: text of a wire may hold them.</summary>
    private static string Written(int script, int[] offsets) =>
        string.Concat(offsets.Select(o => script + o is >= 0xD800 and <= 0xDFFF ? ((char)(script + o)).ToString() : char.ConvertFromUtf32(script + o)));
}
