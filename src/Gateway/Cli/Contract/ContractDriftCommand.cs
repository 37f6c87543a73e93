using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Gateway.Cli.Contract;

/// <summary><c>gateway contract drift</c>: where clients and the contract have parted.</summary>
internal static class ContractDriftCommand
{
    public static Command Create()
    {
        var command = new Command("drift", "Show what clients asked for that the contracts do not declare, and declared operations that nobody called, as the gateway that is asked has seen it since it began or the contract changed. Exit code 0: nothing, 1: there is drift, 3: the gateway could not be asked.");
        var json = new Option<bool>("--json") { Description = "The answer as it is, as JSON." };
        command.Options.Add(json);
        var call = new AdminCalls(command, "contract drift", "admin:read");
        command.SetAction((result, cancellation) => call.RunAsync(result, HttpMethod.Get, "/contracts", null, answer => Report(answer, result.GetValue(json)), cancellation));
        return command;
    }

    private static int Report(JsonElement answer, bool json)
    {
        var drift = false;
        var contracts = answer.GetProperty("contracts").EnumerateArray().ToList();
        if (json) Console.WriteLine(answer.GetRawText());
        else if (contracts.Count == 0) Console.WriteLine("no route has Validation:OpenApi");
        foreach (var contract in contracts)
        {
            var undeclared = contract.GetProperty("undeclared").EnumerateArray().ToList();
            var operations = contract.GetProperty("operations").EnumerateArray().ToList();
            var unused = operations.FindAll(static o => o.GetProperty("calls").GetInt64() == 0);
            drift |= undeclared.Count > 0 || unused.Count > 0;
            if (json) continue;
            Console.WriteLine($"route {contract.GetProperty("route").GetString()}, {contract.GetProperty("document").GetString()}, since {contract.GetProperty("since").GetString()}: {operations.Count - unused.Count} of {operations.Count} operations were called");
            foreach (var use in undeclared)
            {
                var surplus = use.GetProperty("surplus").GetInt64();
                var most = surplus > 0 ? string.Create(CultureInfo.InvariantCulture, $" (at least {use.GetProperty("count").GetInt64() - surplus})") : "";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  undeclared {use.GetProperty("kind").GetString(),-15} {use.GetProperty("count").GetInt64(),8} x  {use.GetProperty("name").GetString()}{most}"));
            }

            if (contract.GetProperty("givenUp").GetInt64() is > 0 and var rare) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and rarer ones that were not kept ({rare} times a name was given up)"));
            foreach (var operation in unused) Console.WriteLine($"  never called: {operation.GetProperty("operation").GetString()}");
        }

        return drift ? CommandLine.Invalid : CommandLine.Success;
    }
}
