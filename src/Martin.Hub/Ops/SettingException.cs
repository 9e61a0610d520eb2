namespace Martin.Hub.Ops;

/// <summary>A setting that Martin can't start with; the message is the one line that is printed.</summary>
public sealed class SettingException(string variable, string shouldBe) : Exception($"{variable} {shouldBe}.")
{
    public string Variable { get; } = variable;
}
