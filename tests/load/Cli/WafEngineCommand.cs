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
        var only = new Option<string?>("--only") { Description = "One kind of request: get, form, json or text. Default: all." };
        var warmUp = Numbers.Option("--warm-up", "Milliseconds of processor time for each kind before it is measured.", 1500, 1, 3_600_000);
        var command = new Command(Name, "Load rules and run the requests of \"waf\" through the engine alone; prints JSON. With a long warm-up of one kind it is what a profiler looks at.") { name, rules, only, warmUp };
        command.SetAction((result, _) => Guarded.RunAsync(() =>
        {
            Console.WriteLine(JsonSerializer.Serialize(EngineRun.Measure(result.GetValue(name)!, result.GetValue(rules)!, result.GetValue(only), TimeSpan.FromMilliseconds(result.GetValue(warmUp)))));
            return Task.FromResult(0);
        }));
        return command;
    }
}
