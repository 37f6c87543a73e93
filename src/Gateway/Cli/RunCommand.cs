using System.CommandLine;
using Gateway.Hosting.Listeners;
using Gateway.Policies.Configuration;
using Microsoft.Extensions.Options;

namespace Gateway.Cli;

/// <summary><c>gateway run</c>: serves a configuration until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var command = new Command("run", "Serve a configuration (the default command).") { config };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(config)!, cancellation));
        return command;
    }

    public static async Task<int> RunAsync(string path, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await using var session = await ConfigurationSession.LoadAsync(path, time);
        foreach (var finding in BriefFindings.Of(session.Result.Findings)) await Console.Error.WriteLineAsync(finding);
        if (session.Result.Configuration is not { } configuration)
        {
            await Console.Error.WriteLineAsync($"{path}: not valid; the gateway does not start");
            return CommandLine.Invalid;
        }

        await using var app = GatewayApplication.Build(configuration, session.Source, time, services => services.AddSingleton(session.Keys));
        try
        {
            await session.Demo.StartAsync();
            await app.StartAsync(cancellation);
        }
        catch (CannotListenException error)
        {
            await Console.Error.WriteLineAsync($"{path}: {error.Explain(configuration.File.Gateway)}");
            return CommandLine.Invalid;
        }
        catch (IOException error)
        {
            await Console.Error.WriteLineAsync($"{path}: cannot listen: {error.Message}");
            return CommandLine.Invalid;
        }

        // Records go to standard output, one JSON object a line; what is for people goes beside them.
        Banner.Write(Console.Error, path, configuration, session.Demo, app);
        using var signals = new StopSignals(Console.Error, app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, time, Environment.Exit);
        signals.Listen();
        await app.WaitForShutdownAsync(cancellation);
        return CommandLine.Success;
    }
}
