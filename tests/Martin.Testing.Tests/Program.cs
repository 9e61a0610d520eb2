using System.Diagnostics;

// The victim of KillSwitchTests: writes events named by the first argument to the listener Martin.Turns, as many as the second says,
// and after each a line to standard output.
using var turns = new DiagnosticListener("Martin.Turns");
for (var i = 1; i <= int.Parse(args[1], null); i++)
{
    if (turns.IsEnabled(args[0])) turns.Write(args[0], null);
    Console.WriteLine(i);
}
