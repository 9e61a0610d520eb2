using System.Diagnostics;
using Martin.CourierTool;
using Martin.Plugins.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Gives the hub that it is loaded into the courier's tool in place of its own, as tests in the process do by replacing a service:
/// <c>MARTIN_TESTS_COURIER</c> is the courier's address. The host tells of its building by the diagnostics that test hosts hook into as well.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("MARTIN_TESTS_COURIER") is { Length: > 0 } url)
            DiagnosticListener.AllListeners.Subscribe(new Building(url));
    }

    private sealed class Building(string url) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
                host.ConfigureServices(services => services.AddSingleton(new ToolBox([new CourierPlugin(url)])));
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
