namespace Martin.Hub.Runs;

public static class RunSetup
{
    /// <summary>Tasks that Martin works on by itself.</summary>
    public static WebApplicationBuilder AddRuns(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RunOptions>().BindConfiguration(RunOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<RunDesk>().AddHostedService<RunSweep>();
        return builder;
    }
}
