using System.CommandLine;
using Gateway.Policies;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Cli;

/// <summary><c>gateway routes</c>: the effective policies of every route, each value with the place that it comes from.</summary>
internal static class RoutesCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var command = new Command("routes", "Show every route with its effective policies and where each value comes from.") { config };
        command.SetAction(async (result, _) => await ShowAsync(result.GetValue(config)!));
        return command;
    }

    private static async Task<int> ShowAsync(string path)
    {
        await using var session = await ConfigurationSession.LoadAsync(path, TimeProvider.System);
        if (session.Result.Configuration is not { } configuration)
        {
            foreach (var finding in BriefFindings.Of(session.Result.Findings)) await Console.Error.WriteLineAsync(finding);
            return CommandLine.Invalid;
        }

        foreach (var route in configuration.Routes)
        {
            Console.WriteLine($"{route.Id}: {Methods(route)} {route.Route.Match.Path} -> {route.Route.ClusterId}, timeout {(route.Timeout is { } timeout ? Duration.Format(timeout) : "none")}");
            foreach (var member in route.Policies.Node.Members) EffectiveValues.Write(Console.Out, member.Name, member.Value, depth: 1);
            Console.WriteLine();
        }

        Console.WriteLine("Stages run in this order:");
        foreach (var stage in PolicyCatalog.RequestStages) Console.WriteLine($"  {stage.Name}: {stage.Reason}");
        foreach (var stage in PolicyCatalog.ResponseStages) Console.WriteLine($"  response {stage.Name}: {stage.Reason}");
        return CommandLine.Success;
    }

    private static string Methods(LoadedRoute route) =>
        route.Route.Match.Methods is { Count: > 0 } methods ? string.Join('|', methods) : "any method";
}
