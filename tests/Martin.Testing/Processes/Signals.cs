using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Martin.Testing.Processes;

/// <summary>POSIX signals (Linux numbers) for what <see cref="System.Diagnostics.Process"/> cannot send.</summary>
internal static partial class Signals
{
    public const int Terminate = 15, Continue = 18, Stop = 19;

    /// <exception cref="Win32Exception">The process is gone.</exception>
    public static void Send(int pid, int signal)
    {
        if (SendSignal(pid, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
