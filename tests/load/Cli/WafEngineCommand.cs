using System.CommandLine;
using System.Text.Json;
using Gateway.LoadTests.Waf;

namespace Gateway.LoadTests.Cli;

/// <summary><c>waf-engine</c>: one rule set in this process; "waf" starts it.</summary>
internal static class WafEngineCommand
{
    public const string Name = "waf-engine";

    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "What the result is called.", Required = true };
        var rules = new Option<string[]>("--rules") { Description = "Rule files in their order.", Required = true, AllowMultipleArgumentsPerToken = true };
        var command = new Command(Name, "Load rules and run the requests of \"waf\" through the engine alone; prints JSON.") { name, rules };
        command.SetAction((result, _) => Guarded.RunAsync(() =>
        {
            Console.WriteLine(JsonSerializer.Serialize(EngineRun.Measure(result.GetValue(name)!, result.GetValue(rules)!)));
            return Task.FromResult(0);
        }));
        return command;
    }
}
