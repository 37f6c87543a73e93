using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Cli;

/// <summary><c>gateway lockout unlock</c>.</summary>
internal static class LockoutUnlockCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "The id of the lock, as list and the events show it.", Arity = ArgumentArity.ZeroOrOne };
        var route = new Option<string?>("--route") { Description = "Instead of ID: a route with Lockout.", HelpName = "NAME" };
        var address = new Option<string?>("--address") { Description = "With --route: the address of the client.", HelpName = "IP" };
        var account = new Option<string?>("--account") { Description = "With --route: the account as the client writes it. Default: the lock of the network itself.", HelpName = "NAME" };
        var command = new Command("unlock", "End a lock and forget its count. Exit code 0: ended, 1: there is no such lock, 3: the gateway could not be asked.") { id, route, address, account };
        var call = new AdminCalls(command, "lockout", "admin:lockouts:write");
        command.Validators.Add(result =>
        {
            var isById = result.GetValue(id) is not null;
            var (hasRoute, hasAddress) = (result.GetValue(route) is not null, result.GetValue(address) is not null);
            if (isById ? hasRoute || hasAddress || result.GetValue(account) is not null : !hasRoute || !hasAddress)
                result.AddError("allowed: ID, or --route NAME --address IP with or without --account NAME");
        });
        command.SetAction((result, cancellation) => result.GetValue(id) is { } name
            ? call.RunAsync(result, HttpMethod.Post, $"/lockouts/{Uri.EscapeDataString(name)}/unlock", null, Report, cancellation)
            : call.RunAsync(result, HttpMethod.Post, "/lockouts/unlock", Body(result.GetValue(route)!, result.GetValue(address)!, result.GetValue(account)), Report, cancellation));
        return command;
    }

    private static JsonObject Body(string route, string address, string? account)
    {
        var body = new JsonObject { ["route"] = route, ["address"] = address };
        if (account is not null) body["account"] = account;
        return body;
    }

    private static int Report(JsonElement answer)
    {
        Console.WriteLine($"unlocked: {answer.GetProperty("id").GetString()}");
        return CommandLine.Success;
    }
}
