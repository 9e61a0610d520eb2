using System.Diagnostics;

namespace Martin.Hub.Tests.Support;

/// <summary>Runs something at a moment of a diagnostic source, on the thread that reached it; of all hosts in the process.</summary>
/// <param name="act">Given the turn's or the action's id.</param>
internal sealed class Moments(string source, string moment, Action<Guid> act) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private IDisposable? all, one;

    public static Moments At(string source, string moment, Action<Guid> act)
    {
        var moments = new Moments(source, moment, act);
        moments.all = DiagnosticListener.AllListeners.Subscribe(moments);
        return moments;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == source) one = value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == moment) act((Guid)value.Value!.GetType().GetProperties().Single().GetValue(value.Value)!);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        one?.Dispose();
        all?.Dispose();
    }
}
